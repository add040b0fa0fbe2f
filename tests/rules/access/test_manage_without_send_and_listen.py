import pytest

from factories import UNKNOWN, access_rule, default_rule, estate, results, verdict
from hubwarden.report import Outcome


def rule(*rights, **more):
    return estate(access_rules=[access_rule(rights=frozenset(rights), **more)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(rule("Listen", "Send", "Manage"), Outcome.PASS, id="good: all three"),
        pytest.param(rule("Send", "Listen"), Outcome.PASS, id="good: no Manage"),
        pytest.param(rule(), Outcome.PASS, id="good: no right at all"),
        pytest.param(
            estate(access_rules=[default_rule()]), Outcome.PASS, id="good: the rule of Azure's own"
        ),
        pytest.param(rule("Manage"), Outcome.FAIL, id="bad: Manage alone"),
        pytest.param(rule("Manage", "Send"), Outcome.FAIL, id="bad: Listen is missing"),
        pytest.param(
            rule("Manage", "Listen", on_namespace=True), Outcome.FAIL, id="bad: on a namespace"
        ),
        pytest.param(
            estate(access_rules=[access_rule(rights=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the rights",
        ),
    ],
)
def test_manage_without_send_and_listen(given, expected):
    assert verdict("manage-without-send-and-listen", given) is expected


def test_what_is_told():
    (found,) = results("NH212", rule("Manage"))
    assert found.message == "it has Manage and lacks Listen and Send"
