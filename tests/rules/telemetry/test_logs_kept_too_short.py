import pytest

from factories import (
    UNKNOWN,
    context,
    demanding,
    estate,
    log_store,
    logs_setting,
    verdict,
    workspace_id,
)
from hubwarden.report import Outcome


def kept(*stores, setting=None, days=365, **options):
    given = estate(log_stores=stores, diagnostic_settings=[setting or logs_setting()], **options)
    return context(given, demands=demanding(log_retention_days=days))


WORKSPACE = {
    "to_storage": False,
    "storage": None,
    "to_workspace": True,
    "workspace": workspace_id(),
}
EVENT_HUB = {"to_storage": False, "storage": None, "to_event_hub": True}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(kept(log_store()), Outcome.PASS, id="good: nothing deletes them"),
        pytest.param(
            kept(log_store(), log_store(days=365.0)), Outcome.PASS, id="good: just as long"
        ),
        pytest.param(
            kept(log_store(workspace_id(), days=730.0), setting=logs_setting(**WORKSPACE)),
            Outcome.PASS,
            id="good: a workspace",
        ),
        pytest.param(
            kept(
                log_store(workspace_id(), days=30.0),
                log_store(workspace_id(), days=730.0, of_table=True),
                setting=logs_setting(**WORKSPACE),
            ),
            Outcome.PASS,
            id="good: the table keeps them for longer than the workspace does",
        ),
        pytest.param(
            kept(
                log_store(workspace_id(), days=730.0, of_table=True),
                setting=logs_setting(**WORKSPACE),
            ),
            Outcome.PASS,
            id="good: the table of a workspace that is made elsewhere",
        ),
        pytest.param(
            kept(
                log_store(workspace_id(), days=730.0),
                log_store(workspace_id(), days=7.0, of_table=True),
                setting=logs_setting(**WORKSPACE),
            ),
            Outcome.FAIL,
            id="bad: the table deletes them before the workspace does",
        ),
        pytest.param(
            kept(
                log_store(workspace_id(), days=730.0),
                log_store(workspace_id(), days=UNKNOWN, of_table=True),
                setting=logs_setting(**WORKSPACE),
            ),
            Outcome.UNDETERMINED,
            id="unknown: how long the table keeps them",
        ),
        pytest.param(
            kept(
                log_store(days=1.0),
                log_store(workspace_id(), days=730.0),
                setting=logs_setting(to_workspace=True, workspace=workspace_id()),
            ),
            Outcome.PASS,
            id="good: one of two destinations",
        ),
        pytest.param(kept(log_store(), log_store(days=1.0)), Outcome.FAIL, id="bad: a day"),
        pytest.param(
            kept(log_store(workspace_id(), days=30.0), setting=logs_setting(**WORKSPACE)),
            Outcome.FAIL,
            id="bad: a workspace with 30 days",
        ),
        pytest.param(
            kept(log_store(), log_store(days=364.0)), Outcome.FAIL, id="bad: a day too few"
        ),
        pytest.param(kept(), Outcome.UNDETERMINED, id="unknown: the account"),
        pytest.param(
            kept(log_store(), log_store(days=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the days"
        ),
        pytest.param(
            kept(log_store(), complete=()),
            Outcome.UNDETERMINED,
            id="unknown: a policy may be made elsewhere",
        ),
        pytest.param(
            kept(setting=logs_setting(**EVENT_HUB)),
            Outcome.UNDETERMINED,
            id="unknown: who reads the event hub",
        ),
        pytest.param(
            kept(log_store(), setting=logs_setting(log_categories=frozenset())),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no setting sends them",
        ),
        pytest.param(
            kept(log_store(days=1.0), days=None),
            Outcome.NOT_APPLICABLE,
            id="not applicable: nothing is demanded",
        ),
    ],
)
def test_logs_kept_too_short(given, expected):
    assert verdict("logs-kept-too-short", given) is expected
