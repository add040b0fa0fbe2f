import pytest

from factories import (
    UNKNOWN,
    access_rule,
    context,
    default_rule,
    demanding,
    estate,
    results,
    verdict,
)
from hubwarden.report import Outcome


def rule(*rights, **more):
    return estate(access_rules=[access_rule(rights=frozenset(rights), **more)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(rule("Send"), Outcome.PASS, id="good: a back end with Send"),
        pytest.param(rule("Manage"), Outcome.PASS, id="good: Manage includes Send"),
        pytest.param(
            rule("Listen", role="tooling"), Outcome.NOT_APPLICABLE, id="good: tools need nothing"
        ),
        pytest.param(
            context(rule("Listen"), demands=demanding(roles={"backend": ("Listen",)})),
            Outcome.NOT_APPLICABLE,
            id="good: what a role may not have it does not need",
        ),
        pytest.param(rule("Listen"), Outcome.FAIL, id="bad: a back end without Send"),
        pytest.param(rule("Send", role="device"), Outcome.FAIL, id="bad: a phone without Listen"),
        pytest.param(rule(), Outcome.FAIL, id="bad: no right at all"),
        pytest.param(
            estate(access_rules=[access_rule(rights=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the rights",
        ),
        pytest.param(rule("Send", role=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the role"),
        pytest.param(
            estate(access_rules=[default_rule()]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: nobody uses it",
        ),
    ],
)
def test_role_without_its_right(given, expected):
    assert verdict("role-without-its-right", given) is expected


def test_a_right_too_many_is_told_with_the_one_that_is_missing():
    (found,) = results("rights-beyond-role", rule("Listen"))
    assert found.message.endswith("it needs Send instead")


def test_why_it_does_not_apply_is_told():
    (nobody,) = results("NH211", estate(access_rules=[default_rule()]))
    assert nobody.message == "no consumer is declared for it"
    (tools,) = results("NH211", rule("Listen", role="tooling"))
    assert tools.message == "the baseline does not say what role tooling needs"
