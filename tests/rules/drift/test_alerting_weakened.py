import pytest

from compared_estates import as_live, drifted, full, live_also, live_with, live_without
from factories import UNKNOWN, criterion, insights_id, processing_rule, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with(
                "alerts", criteria=(criterion("outgoing.apns.invalidcredentials", threshold=-1.0),)
            ),
            None,
            id="good: it fires sooner",
        ),
        pytest.param(
            live_with("processing_rules", enabled=False),
            Outcome.FAIL,
            id="bad: a rule that adds receivers is switched off",
        ),
        pytest.param(live_with("alerts", enabled=False), Outcome.FAIL, id="bad: disabled"),
        pytest.param(
            live_with("alerts", action_groups=()), Outcome.FAIL, id="bad: it notifies nobody"
        ),
        pytest.param(
            live_with("alerts", scopes=(insights_id("x", "y"),)),
            Outcome.FAIL,
            id="bad: aimed elsewhere",
        ),
        pytest.param(
            live_with(
                "alerts", criteria=(criterion("outgoing.apns.invalidcredentials", threshold=1e9),)
            ),
            Outcome.FAIL,
            id="bad: it never fires",
        ),
        pytest.param(
            live_with("alerts", criteria=(criterion("incoming"),)),
            Outcome.FAIL,
            id="bad: on another metric",
        ),
        pytest.param(live_without("alerts"), Outcome.FAIL, id="bad: deleted"),
        pytest.param(
            live_with("action_groups", receivers=0), Outcome.FAIL, id="bad: nobody is notified"
        ),
        pytest.param(
            live_also(
                "processing_rules",
                processing_rule(id=ResourceId(f"{insights_id('actionRules', 'quiet')}")),
            ),
            Outcome.FAIL,
            id="bad: silenced",
        ),
        pytest.param(
            live_with("alerts", enabled=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether it is enabled",
        ),
        pytest.param(
            live_without("alerts", complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the live source does not tell all alerts",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("alerting-weakened", given) is expected
