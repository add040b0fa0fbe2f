import pytest

from factories import (
    UNKNOWN,
    context,
    demanding,
    estate,
    hub_id,
    metrics_setting,
    namespace_id,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


def exported(*settings, **options):
    return estate(diagnostic_settings=settings, **options)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(exported(metrics_setting()), Outcome.PASS, id="good: metrics to a workspace"),
        pytest.param(
            exported(metrics_setting(to_workspace=False, to_storage=True)),
            Outcome.PASS,
            id="good: metrics to a storage account",
        ),
        pytest.param(
            exported(metrics_setting(to_workspace=False, to_event_hub=True)),
            Outcome.PASS,
            id="good: metrics to an event hub",
        ),
        pytest.param(
            exported(metrics_setting(metric_categories=frozenset({"allmetrics"}))),
            Outcome.PASS,
            id="good: the category in another letter case",
        ),
        pytest.param(
            exported(metrics_setting(to_workspace=UNKNOWN, to_storage=True)),
            Outcome.PASS,
            id="good: one destination is known",
        ),
        pytest.param(
            exported(metrics_setting(metric_categories=UNKNOWN, to_workspace=False)),
            Outcome.FAIL,
            id="bad: no destination, whatever is sent",
        ),
        pytest.param(exported(), Outcome.FAIL, id="bad: no setting"),
        pytest.param(
            exported(metrics_setting(to_workspace=False)), Outcome.FAIL, id="bad: no destination"
        ),
        pytest.param(
            exported(metrics_setting(metric_categories=frozenset())),
            Outcome.FAIL,
            id="bad: logs alone",
        ),
        pytest.param(
            exported(metrics_setting(target=namespace_id())),
            Outcome.FAIL,
            id="bad: a setting of the namespace",
        ),
        pytest.param(
            exported(metrics_setting(target=hub_id(name="couriers"))),
            Outcome.FAIL,
            id="bad: a setting of another hub",
        ),
        pytest.param(
            exported(metrics_setting(target=hub_id(name="couriers"), metric_categories=UNKNOWN)),
            Outcome.FAIL,
            id="bad: a setting of another hub with unknown categories",
        ),
        pytest.param(
            exported(metrics_setting(target=ResourceId("{parameters('target')}", exact=False))),
            Outcome.UNDETERMINED,
            id="unknown: a part of the target",
        ),
        pytest.param(
            exported(metrics_setting(metric_categories=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the categories",
        ),
        pytest.param(
            exported(metrics_setting(to_workspace=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the destination",
        ),
        pytest.param(
            exported(metrics_setting(to_workspace=False, to_event_hub=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: a destination, and no workspace",
        ),
        pytest.param(
            exported(complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the source does not tell all settings",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            context(exported(), demands=demanding(metrics_export="optional")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: metrics are optional",
        ),
        pytest.param(
            exported(provided_elsewhere={("program:prod", "diagnostic_settings"): "by policy"}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: provided elsewhere",
        ),
    ],
)
def test_hub_metrics_not_exported(given, expected):
    assert verdict("hub-metrics-not-exported", given) is expected
