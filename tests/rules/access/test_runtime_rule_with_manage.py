import pytest

from factories import UNKNOWN, access_rule, baseline, context, default_rule, estate, verdict
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.report import Outcome

ALL = frozenset({"Listen", "Send", "Manage"})


def rule(stack="prod", **overrides):
    return estate(stack, access_rules=[access_rule(stack, **overrides)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            rule(rights=frozenset({"Send"})), Outcome.PASS, id="good: a back end with Send"
        ),
        pytest.param(
            rule(rights=ALL, role="tooling"), Outcome.PASS, id="good: tooling with Manage"
        ),
        pytest.param(rule(role=None), Outcome.PASS, id="good: no right Manage, whoever uses it"),
        pytest.param(
            context(
                rule(name="deploy-tool", rights=ALL, role=UNKNOWN),
                demands=baseline(consumers=(ConsumerPattern("Deploy-*", "tooling"),)),
            ),
            Outcome.PASS,
            id="good: the baseline names the tooling",
        ),
        pytest.param(
            estate(access_rules=[default_rule(role=None, rights=UNKNOWN)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: Azure's own, whatever its rights are",
        ),
        pytest.param(rule(rights=ALL), Outcome.FAIL, id="bad: a back end with Manage"),
        pytest.param(
            rule(rights=frozenset({"Manage"}), role="device"),
            Outcome.FAIL,
            id="bad: a device with Manage alone",
        ),
        pytest.param(
            rule(rights=ALL, role="superuser"),
            Outcome.FAIL,
            id="bad: a role that the baseline does not know",
        ),
        pytest.param(
            context(
                rule(rights=ALL, role=UNKNOWN),
                demands=baseline(consumers=(ConsumerPattern("billing", "backend"),)),
            ),
            Outcome.FAIL,
            id="bad: the baseline names the back end",
        ),
        pytest.param(rule(rights=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the rights"),
        pytest.param(rule(rights=ALL, role=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the role"),
        pytest.param(
            rule("elsewhere", rights=ALL), Outcome.UNDETERMINED, id="unknown: the environment"
        ),
        pytest.param(
            context(
                estate(access_rules=[default_rule(role=UNKNOWN)]),
                demands=baseline(consumers=(ConsumerPattern("DefaultFull*", "device"),)),
            ),
            Outcome.FAIL,
            id="bad: the baseline gives a device a rule that Azure makes",
        ),
        pytest.param(
            estate(access_rules=[default_rule(role="device", consumer="phones")]),
            Outcome.FAIL,
            id="bad: the settings give a device a rule that Azure makes",
        ),
        pytest.param(
            context(
                estate(access_rules=[default_rule(role=UNKNOWN)]),
                demands=baseline(consumers=(ConsumerPattern("DefaultFull*", "tooling"),)),
            ),
            Outcome.PASS,
            id="good: tooling uses a rule that Azure makes",
        ),
        pytest.param(
            context(
                estate(access_rules=[default_rule(role=UNKNOWN)]),
                demands=baseline(consumers=(ConsumerPattern("other-*", "device"),)),
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a rule that Azure makes, and others are declared",
        ),
        pytest.param(
            estate(access_rules=[default_rule(azure_default=UNKNOWN, rights=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: whether it is as Azure makes it",
        ),
        pytest.param(
            estate(access_rules=[default_rule()]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a rule that Azure makes",
        ),
        pytest.param(
            estate(access_rules=[default_rule(role=UNKNOWN)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a rule that Azure makes, whoever uses it",
        ),
        pytest.param(
            rule(rights=ALL, role=None), Outcome.NOT_APPLICABLE, id="not applicable: no consumer"
        ),
    ],
)
def test_runtime_rule_with_manage(given, expected):
    assert verdict("runtime-rule-with-manage", given) is expected
