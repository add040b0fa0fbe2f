import pytest

from factories import UNKNOWN, access_rule, baseline, context, default_rule, estate, verdict
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.report import Outcome

NAMED = baseline(consumers=(ConsumerPattern("billing*", "backend"),))


def rule(**overrides):
    return estate(access_rules=[access_rule(**overrides)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(rule(), Outcome.PASS, id="good: a declared consumer"),
        pytest.param(
            context(rule(role=UNKNOWN, claimed_role=None), demands=NAMED),
            Outcome.PASS,
            id="good: the baseline names it",
        ),
        pytest.param(
            context(rule(role=None), demands=NAMED),
            Outcome.PASS,
            id="good: the baseline names what the settings leave out",
        ),
        pytest.param(rule(role=None), Outcome.FAIL, id="bad: no declared consumer"),
        pytest.param(
            context(rule(name="stranger", role=UNKNOWN, claimed_role=None), demands=NAMED),
            Outcome.FAIL,
            id="bad: the baseline names others only",
        ),
        pytest.param(
            rule(on_namespace=True, role=None), Outcome.FAIL, id="bad: a rule of the namespace"
        ),
        pytest.param(
            rule(role=UNKNOWN, claimed_role=None), Outcome.UNDETERMINED, id="unknown: the role"
        ),
        pytest.param(
            context(rule(name=UNKNOWN, role=UNKNOWN, claimed_role=None), demands=NAMED),
            Outcome.UNDETERMINED,
            id="unknown: the name that the baseline goes by",
        ),
        pytest.param(
            estate(access_rules=[default_rule()]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a rule that Azure makes",
        ),
    ],
)
def test_undeclared_access_rule(given, expected):
    assert verdict("undeclared-access-rule", given) is expected
