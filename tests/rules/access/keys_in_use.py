"""What the rules about keys in use have in common: who is handed which, and what holds for all of them."""

import pytest

from factories import UNKNOWN, access_rule, default_rule, estate, key_use, namespace_id
from hubwarden.report import Outcome

LISTENS = frozenset({"Listen"})
ALL = frozenset({"Listen", "Send", "Manage"})


def handed(rule, /, **overrides):
    return estate(access_rules=[rule], key_uses=[key_use(rule, **overrides)])


def handed_root(**overrides):
    rule = default_rule(name="RootManageSharedAccessKey", scope=namespace_id(), on_namespace=True)
    return handed(rule, on_namespace=True, **overrides)


ALIKE = (
    pytest.param(handed(access_rule()), Outcome.PASS, id="good: the key of an own rule that sends"),
    pytest.param(
        handed_root(stored=True), Outcome.NOT_APPLICABLE, id="good: a vault that keeps the key"
    ),
    pytest.param(handed_root(), Outcome.FAIL, id="bad: the key of the namespace that Azure makes"),
    pytest.param(
        handed(access_rule(), **dict.fromkeys(("rule", "on_namespace"), UNKNOWN)),
        Outcome.UNDETERMINED,
        id="unknown: whose key it is",
    ),
)
