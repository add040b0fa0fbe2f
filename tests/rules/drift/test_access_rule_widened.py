import pytest

from compared_estates import as_live, drifted, full, live_with
from factories import UNKNOWN, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("access_rules", rights=frozenset({"SEND"})),
            None,
            id="good: another letter case",
        ),
        pytest.param(
            live_with("access_rules", rights=frozenset()),
            None,
            id="good: fewer rights are another rule's",
        ),
        pytest.param(
            live_with("access_rules", rights=frozenset({"Send", "Listen"})),
            Outcome.FAIL,
            id="bad: one right more",
        ),
        pytest.param(
            live_with("access_rules", rights=frozenset({"Manage"})),
            Outcome.FAIL,
            id="bad: another right",
        ),
        pytest.param(
            live_with("access_rules", rights=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the live rights",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("access-rule-widened", given) is expected
