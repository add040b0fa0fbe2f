from datetime import UTC, datetime

import pytest

from factories import UNKNOWN, alert, estate, group_id, hub_id, processing_rule, results, verdict
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap
from hubwarden.report import Outcome


def silenced(**overrides):
    return estate(alerts=[alert()], processing_rules=[processing_rule(**overrides)])


def gap(scope):
    """Return the processing rules in a scope that could not be read."""
    return Gap(
        "program:prod", "page 2", "forbidden", opens=("processing_rules",), scopes=(scope.text,)
    )


SUBSCRIPTION = ResourceId("/".join(hub_id("prod").text.split("/")[:3]))
OTHER = ResourceId(f"{SUBSCRIPTION.text}/resourceGroups/other")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(alerts=[alert()]), Outcome.PASS, id="good: no processing rule"),
        pytest.param(silenced(enabled=False), Outcome.PASS, id="good: it is switched off"),
        pytest.param(silenced(silences=False), Outcome.PASS, id="good: it only adds a group"),
        pytest.param(silenced(at_times=True), Outcome.PASS, id="good: hours of maintenance"),
        pytest.param(silenced(scopes=(OTHER,)), Outcome.PASS, id="good: another resource group"),
        pytest.param(
            silenced(until=datetime(2026, 1, 10, tzinfo=UTC)), Outcome.PASS, id="good: it ends soon"
        ),
        pytest.param(
            silenced(until=datetime(2026, 1, 31, 23, tzinfo=UTC)),
            Outcome.PASS,
            id="good: it ends in thirty days",
        ),
        pytest.param(
            silenced(silences=False, enabled=UNKNOWN, scopes=UNKNOWN),
            Outcome.PASS,
            id="good: it only adds a group, whatever else is unknown",
        ),
        pytest.param(
            silenced(scopes=(OTHER, ResourceId("{s}", exact=False), SUBSCRIPTION)),
            Outcome.FAIL,
            id="bad: on the subscription, and a part of another scope is not known",
        ),
        pytest.param(
            silenced(until=datetime(2026, 2, 1, tzinfo=UTC)),
            Outcome.FAIL,
            id="bad: it ends in thirty-one days",
        ),
        pytest.param(silenced(), Outcome.FAIL, id="bad: on the namespace"),
        pytest.param(silenced(scopes=(SUBSCRIPTION,)), Outcome.FAIL, id="bad: on the subscription"),
        pytest.param(
            silenced(scopes=(OTHER, ResourceId(hub_id("prod").text.upper()))),
            Outcome.FAIL,
            id="bad: on the hub, in capitals",
        ),
        pytest.param(
            silenced(until=datetime(2099, 1, 1, tzinfo=UTC)),
            Outcome.FAIL,
            id="bad: it ends in 2099",
        ),
        pytest.param(silenced(conditional=True), Outcome.UNDETERMINED, id="unknown: conditions"),
        pytest.param(silenced(scopes=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the scopes"),
        pytest.param(
            silenced(scopes=(ResourceId("{s}", exact=False, source="program:prod"),)),
            Outcome.UNDETERMINED,
            id="unknown: a part of the scope",
        ),
        pytest.param(
            estate(alerts=[alert()], gaps=[gap(group_id())]),
            Outcome.UNDETERMINED,
            id="unknown: processing rules that could not be read",
        ),
        pytest.param(
            estate(alerts=[alert()], gaps=[gap(OTHER)]),
            Outcome.PASS,
            id="good: those of another group could not be read",
        ),
        pytest.param(silenced(until=UNKNOWN), Outcome.UNDETERMINED, id="unknown: when it ends"),
        pytest.param(silenced(at_times=UNKNOWN), Outcome.UNDETERMINED, id="unknown: its times"),
        pytest.param(
            silenced(enabled=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether it holds"
        ),
        pytest.param(
            estate(alerts=[alert(scopes=UNKNOWN)], processing_rules=[processing_rule()]),
            Outcome.UNDETERMINED,
            id="unknown: what the alert watches",
        ),
    ],
)
def test_alert_silenced(given, expected):
    assert verdict("alert-silenced", given) is expected


def test_another_service_is_not_ours():
    given = estate(alerts=[alert(metric="cpu")], processing_rules=[processing_rule()])
    assert verdict("alert-silenced", given) is Outcome.NOT_APPLICABLE


def test_the_rule_is_named():
    (found,) = results("alert-silenced", silenced())
    assert found.message == "processing rule silence takes its action groups away"


def test_what_its_conditions_may_do_is_told():
    (found,) = results("alert-silenced", silenced(conditional=True))
    assert found.field == "ProcessingRule.conditional"
    assert found.message.startswith(
        "processing rule silence takes the action groups of some alerts"
    )
