import pytest

from factories import (
    UNKNOWN,
    access_rule,
    baseline,
    context,
    default_rule,
    demanding,
    estate,
    results,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.policy.demands import ConsumerPattern
from hubwarden.report import Outcome

ALL = frozenset({"Listen", "Send", "Manage"})


def rule(stack="prod", **overrides):
    return estate(stack, access_rules=[access_rule(stack, **overrides)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(rule(), Outcome.PASS, id="good: a back end with Send"),
        pytest.param(
            rule(rights=frozenset({"Listen"}), role="tooling"),
            Outcome.PASS,
            id="good: fewer rights than the role may have",
        ),
        pytest.param(
            context(rule(rights=ALL, role="tool"), demands=demanding(roles={"tool": ("Manage",)})),
            Outcome.PASS,
            id="good: a role with Manage has all rights",
        ),
        pytest.param(
            rule(rights=frozenset({"Send", "Manage"})),
            Outcome.PASS,
            id="good: Manage is judged by another rule",
        ),
        pytest.param(
            rule(rights=frozenset({"Listen", "Send"})),
            Outcome.FAIL,
            id="bad: a back end with Listen",
        ),
        pytest.param(
            rule(rights=frozenset({"Listen", "Send"}), role="device"),
            Outcome.FAIL,
            id="bad: a device with Send",
        ),
        pytest.param(
            rule(role="superuser"), Outcome.FAIL, id="bad: a role that the baseline does not know"
        ),
        pytest.param(rule(role="Backend"), Outcome.FAIL, id="bad: a role in another letter case"),
        pytest.param(rule(rights=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the rights"),
        pytest.param(rule(role=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the role"),
        pytest.param(rule("elsewhere"), Outcome.UNDETERMINED, id="unknown: the environment"),
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
        pytest.param(rule(role=None), Outcome.NOT_APPLICABLE, id="not applicable: no consumer"),
    ],
)
def test_rights_beyond_role(given, expected):
    assert verdict("rights-beyond-role", given) is expected


APP = ResourceId("/subscriptions/0/resourceGroups/g/providers/Microsoft.Web/sites/app")


@pytest.mark.parametrize("role", [None, UNKNOWN])
def test_a_rule_that_an_app_uses_is_a_back_ends(role):
    sends = access_rule(name="x", role=role, used_by=(APP,))
    listens = access_rule(name="x", role=role, used_by=(APP,), rights=frozenset({"Listen"}))
    assert verdict("NH203", estate(access_rules=[sends])) is Outcome.PASS
    assert verdict("NH203", estate(access_rules=[listens])) is Outcome.FAIL


def test_a_declared_role_holds_whoever_uses_the_key():
    listens = access_rule(role="device", used_by=(APP,), rights=frozenset({"Listen"}))
    assert verdict("NH203", estate(access_rules=[listens])) is Outcome.PASS


def test_a_baseline_without_back_ends_is_not_asked_for_one():
    rule = access_rule(name="x", role=None, used_by=(APP,))
    given = context(estate(access_rules=[rule]), demands=demanding(roles={"device": ("Listen",)}))
    assert verdict("NH203", given) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rights", "needs", "words"),
    [
        (
            {"Listen"},
            ("Send",),
            "role backend has Listen and may not have it; it needs Send instead",
        ),
        ({"Listen", "Send"}, ("Send",), "role backend has Listen and may not have it"),
        # What a role needs and may not have is no advice.
        ({"Listen"}, ("Manage",), "role backend has Listen and may not have it"),
    ],
)
def test_what_the_role_needs_instead_is_told(rights, needs, words):
    demands = demanding(roles={"backend": ("Send",)}, role_needs={"backend": needs})
    (found,) = results("NH203", context(rule(rights=frozenset(rights)), demands=demands))
    assert found.message == words


def test_why_a_rule_of_azures_own_is_not_judged_is_told():
    (found,) = results("NH203", estate(access_rules=[default_rule()]))
    assert found.message == "Azure makes this rule itself; no consumer is declared for it"
