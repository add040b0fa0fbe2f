import pytest

from factories import UNKNOWN, baseline, claim, context, estate, verdict
from hubwarden.policy.demands import Environment, Match
from hubwarden.report import Outcome

LOUD = baseline(
    environments={
        "LIVE": Environment(
            kind="production", apns="production", aliases=("PRD",), match=Match(stacks=("prod",))
        )
    }
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(stacks=[claim()]), Outcome.PASS, id="good: its name"),
        pytest.param(estate(stacks=[claim(environment="prd")]), Outcome.PASS, id="good: an alias"),
        pytest.param(
            estate(stacks=[claim(environment="PRODUCTION")]),
            Outcome.PASS,
            id="good: another letter case",
        ),
        pytest.param(
            context(estate(stacks=[claim(environment="live")]), demands=LOUD),
            Outcome.PASS,
            id="good: the baseline has the name in another letter case",
        ),
        pytest.param(
            context(estate(stacks=[claim(environment="prd")]), demands=LOUD),
            Outcome.PASS,
            id="good: the baseline has the alias in another letter case",
        ),
        pytest.param(
            estate(stacks=[claim(environment="sandbox")]),
            Outcome.FAIL,
            id="bad: another environment",
        ),
        pytest.param(
            estate(stacks=[claim(environment="dev")]),
            Outcome.FAIL,
            id="bad: an alias of another environment",
        ),
        pytest.param(
            estate(stacks=[claim(environment="")]), Outcome.FAIL, id="bad: an empty claim"
        ),
        pytest.param(
            context(estate(), stated_environment="sandbox"),
            Outcome.FAIL,
            id="bad: the user states another environment",
        ),
        pytest.param(
            estate(stacks=[claim(environment=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the claim",
        ),
        pytest.param(
            estate(stacks=[claim("elsewhere", environment="production")]),
            Outcome.UNDETERMINED,
            id="unknown: no environment matches",
        ),
        pytest.param(
            estate(stacks=[claim("prod-test", environment="production")]),
            Outcome.UNDETERMINED,
            id="unknown: two environments match",
        ),
        pytest.param(
            estate(stacks=[claim(environment=None)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no claim",
        ),
    ],
)
def test_environment_claim_mismatch(given, expected):
    assert verdict("environment-claim-mismatch", given) is expected
