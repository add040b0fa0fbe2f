import pytest

from factories import UNKNOWN, context, demanding, estate, namespace, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: Standard"),
        pytest.param(estate(namespaces=[namespace(tier="Basic")]), Outcome.PASS, id="good: Basic"),
        pytest.param(
            estate("test", namespaces=[namespace("test", tier="Free")]),
            Outcome.PASS,
            id="good: Free in the sandbox",
        ),
        pytest.param(
            estate(namespaces=[namespace(tier="Free")]), Outcome.FAIL, id="bad: Free in production"
        ),
        pytest.param(
            estate(namespaces=[namespace(tier="Premium")]),
            Outcome.FAIL,
            id="bad: a tier that does not exist",
        ),
        pytest.param(
            context(
                estate(namespaces=[namespace(tier="Basic")]), demands=demanding(tiers=("Standard",))
            ),
            Outcome.FAIL,
            id="bad: a tier below what is demanded",
        ),
        pytest.param(
            estate(namespaces=[namespace(tier=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the tier",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
    ],
)
def test_tier_not_allowed(given, expected):
    assert verdict("tier-not-allowed", given) is expected


def test_what_is_told():
    (found,) = results("NH501", estate(namespaces=[namespace(tier="Free")]))
    assert found.message == "its tier is Free, and Basic or Standard is demanded"
