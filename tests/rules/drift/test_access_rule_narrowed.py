import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_with, live_without
from factories import verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("access_rules", rights=frozenset({"Send", "Listen"})),
            None,
            id="good: more rights are another rule's",
        ),
        pytest.param(
            live_with("access_rules", rights=frozenset()), Outcome.FAIL, id="bad: no right"
        ),
        pytest.param(live_without("access_rules"), Outcome.FAIL, id="bad: gone"),
        pytest.param(
            live_without("access_rules", gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is live was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("access-rule-narrowed", given) is expected
