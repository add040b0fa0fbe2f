import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_also, live_with
from factories import alert, lock, logs_setting, namespace_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_also(
                "diagnostic_settings",
                logs_setting(
                    id=ResourceId(
                        f"{namespace_id()}/providers/Microsoft.Insights/diagnosticSettings/setByPolicy-logs"
                    )
                ),
            ),
            None,
            id="good: Azure Policy makes it",
        ),
        pytest.param(
            live_also(
                "locks",
                lock(
                    id=ResourceId(f"{namespace_id()}/providers/Microsoft.Authorization/locks/more")
                ),
            ),
            Outcome.FAIL,
            id="bad: a lock",
        ),
        pytest.param(
            live_also("alerts", alert(metric="incoming")), Outcome.FAIL, id="bad: an alert"
        ),
        pytest.param(
            live_with("action_groups", receivers=2), Outcome.FAIL, id="bad: one receiver more"
        ),
        pytest.param(
            live_also("alerts", alert(metric="incoming"), gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is declared was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("undeclared-safeguard", given) is expected
