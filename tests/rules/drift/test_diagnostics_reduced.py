import pytest

from compared_estates import as_live, drifted, full, live_with, live_without
from factories import UNKNOWN, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with(
                "diagnostic_settings", log_categories=frozenset({"operationallogs", "group:audit"})
            ),
            None,
            id="good: more",
        ),
        pytest.param(
            live_with("log_stores", days=None), None, id="good: kept for ever, as declared"
        ),
        pytest.param(
            live_with("diagnostic_settings", log_categories=frozenset()),
            Outcome.FAIL,
            id="bad: no logs",
        ),
        pytest.param(
            live_with("diagnostic_settings", to_storage=False, storage=None),
            Outcome.FAIL,
            id="bad: they go nowhere",
        ),
        pytest.param(
            live_with(
                "diagnostic_settings",
                storage=ResourceId("/subscriptions/s/resourceGroups/g/providers/a/b/c"),
            ),
            Outcome.FAIL,
            id="bad: they go elsewhere",
        ),
        pytest.param(live_without("diagnostic_settings"), Outcome.FAIL, id="bad: removed"),
        pytest.param(live_with("log_stores", days=30.0), Outcome.FAIL, id="bad: kept for a month"),
        pytest.param(
            live_with("diagnostic_settings", log_categories=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the categories",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("diagnostics-reduced", given) is expected
