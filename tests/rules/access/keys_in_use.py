"""Who is handed which key, for the rules about keys in use."""

from factories import UNKNOWN, access_rule, default_rule, estate, key_use, namespace_id

LISTENS = frozenset({"Listen"})
ALL = frozenset({"Listen", "Send", "Manage"})


def handed(rule, /, **overrides):
    return estate(access_rules=[rule], key_uses=[key_use(rule, **overrides)])


def handed_root(**overrides):
    rule = default_rule(name="RootManageSharedAccessKey", scope=namespace_id(), on_namespace=True)
    return handed(rule, on_namespace=True, **overrides)


def handed_unknown():
    """A key of which the source does not tell whose it is."""
    return handed(access_rule(), **dict.fromkeys(("rule", "on_namespace"), UNKNOWN))
