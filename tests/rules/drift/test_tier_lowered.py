import pytest

from compared_estates import as_live, drifted, full, live_with
from factories import UNKNOWN, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("namespaces", tier="standard"), None, id="good: another letter case"
        ),
        pytest.param(live_with("namespaces", tier="Free"), Outcome.FAIL, id="bad: the lowest"),
        pytest.param(live_with("namespaces", tier="Basic"), Outcome.FAIL, id="bad: one lower"),
        pytest.param(
            live_with("namespaces", tier="Bronze"), Outcome.FAIL, id="bad: one that nobody knows"
        ),
        pytest.param(
            live_with("namespaces", tier=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the live tier"
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("tier-lowered", given) is expected
