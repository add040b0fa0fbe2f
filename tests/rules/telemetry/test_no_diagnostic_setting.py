import pytest

from factories import (
    UNKNOWN,
    context,
    demanding,
    estate,
    hub_id,
    logs_setting,
    namespace_id,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap
from hubwarden.report import Outcome


def kept(*settings, **options):
    return estate(diagnostic_settings=settings, **options)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(kept(logs_setting()), Outcome.PASS, id="good: logs to a storage account"),
        pytest.param(
            kept(logs_setting(to_storage=False, to_event_hub=True)),
            Outcome.PASS,
            id="good: logs to an event hub",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset({"group:allLogs"}))),
            Outcome.PASS,
            id="good: all logs",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset({"group:Audit"}))),
            Outcome.PASS,
            id="good: the group audit",
        ),
        pytest.param(
            kept(logs_setting(to_storage=False, to_workspace=True)),
            Outcome.PASS,
            id="good: logs to a workspace",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset({"group:others"}))),
            Outcome.FAIL,
            id="bad: a group that does not hold them",
        ),
        pytest.param(
            kept(logs_setting(to_storage=False, to_workspace=True), logs_setting()),
            Outcome.PASS,
            id="good: one of two settings keeps them",
        ),
        pytest.param(
            kept(logs_setting(target=UNKNOWN), logs_setting()),
            Outcome.PASS,
            id="good: a setting that is known besides one that is not",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset({"operationallogs"}))),
            Outcome.PASS,
            id="good: the category in another letter case",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset({"group:ALLLOGS"}))),
            Outcome.PASS,
            id="good: the group in another letter case",
        ),
        pytest.param(
            kept(logs_setting(to_storage=UNKNOWN, to_event_hub=True)),
            Outcome.PASS,
            id="good: one destination is known",
        ),
        pytest.param(
            kept(logs_setting(log_categories=UNKNOWN, to_storage=False)),
            Outcome.FAIL,
            id="bad: no destination, whatever is sent",
        ),
        pytest.param(
            kept(logs_setting(log_categories=frozenset(), to_storage=UNKNOWN)),
            Outcome.FAIL,
            id="bad: nothing is sent, wherever to",
        ),
        pytest.param(kept(), Outcome.FAIL, id="bad: no setting"),
        pytest.param(
            kept(logs_setting(log_categories=frozenset())), Outcome.FAIL, id="bad: metrics alone"
        ),
        pytest.param(
            kept(logs_setting(target=hub_id())), Outcome.FAIL, id="bad: a setting of the hub"
        ),
        pytest.param(
            kept(logs_setting(target=namespace_id("test"))),
            Outcome.FAIL,
            id="bad: a setting of another namespace",
        ),
        pytest.param(
            kept(logs_setting(target=namespace_id("test"), log_categories=UNKNOWN)),
            Outcome.FAIL,
            id="bad: a setting of another namespace with unknown categories",
        ),
        pytest.param(
            kept(logs_setting(target=ResourceId("{parameters('target')}", exact=False))),
            Outcome.UNDETERMINED,
            id="unknown: a part of the target",
        ),
        pytest.param(
            kept(logs_setting(log_categories=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the categories",
        ),
        pytest.param(
            kept(logs_setting(to_storage=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the destination",
        ),
        pytest.param(
            kept(logs_setting(target=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the target"
        ),
        pytest.param(
            kept(complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the source does not tell all settings",
        ),
        pytest.param(
            kept(gaps=[Gap("program:prod", "page 2", "forbidden")]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the source could not be read",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            context(kept(), demands=demanding(operational_logs="optional")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: logs are optional",
        ),
        pytest.param(
            kept(
                complete=(),
                provided_elsewhere={("program:prod", "diagnostic_settings"): "by policy"},
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: provided elsewhere",
        ),
    ],
)
def test_no_diagnostic_setting(given, expected):
    assert verdict("no-diagnostic-setting", given) is expected
