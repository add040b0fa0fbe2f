import pytest

from factories import UNKNOWN, access_rule, baseline, context, default_rule, estate, verdict
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.report import Outcome

NAMED = baseline(
    consumers=(
        ConsumerPattern("phones*", "device"),
        ConsumerPattern("ph*", "backend"),
        ConsumerPattern("RootManage*", "tooling"),
    )
)


def claiming(demands=NAMED, **fields):
    return context(estate(access_rules=[access_rule(**fields)]), demands=demands)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(claiming(name="phones", role="device"), Outcome.PASS, id="good: the same"),
        pytest.param(claiming(name="PHONES-2", role="device"), Outcome.PASS, id="good: a pattern"),
        pytest.param(claiming(name="phones", role="tooling"), Outcome.FAIL, id="bad: tooling"),
        pytest.param(
            claiming(name="phones", role="backend"), Outcome.FAIL, id="bad: a later pattern says so"
        ),
        pytest.param(claiming(name="phones", role="Device"), Outcome.FAIL, id="bad: letter case"),
        pytest.param(
            claiming(name="phones", role=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the claim"
        ),
        pytest.param(
            claiming(name=UNKNOWN, role="device"), Outcome.UNDETERMINED, id="unknown: the name"
        ),
        pytest.param(
            claiming(name="other", role="tooling"),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no pattern",
        ),
        pytest.param(
            claiming(baseline(), name="phones", role="tooling"),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no patterns at all",
        ),
        pytest.param(
            claiming(baseline(), role=UNKNOWN),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no patterns at all, whatever is claimed",
        ),
        pytest.param(
            claiming(name=UNKNOWN, role=None),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no claim, whatever its name is",
        ),
        pytest.param(
            context(estate(access_rules=[default_rule()]), demands=NAMED),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no claim",
        ),
    ],
)
def test_role_claim_mismatch(given, expected):
    assert verdict("role-claim-mismatch", given) is expected


@pytest.mark.parametrize("rule", ["NH203", "NH202"])
def test_the_role_of_the_baseline_is_judged(rule):
    claimed = claiming(
        name="phones", role="tooling", rights=frozenset({"Listen", "Send", "Manage"})
    )
    assert verdict(rule, claimed) is Outcome.FAIL
