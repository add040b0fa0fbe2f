"""Default rule in use."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.model.key_uses import KeyUse
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH207",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs security",
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub",
    ),
    fix="Make an access rule of the hub for this consumer, with the rights that it needs, and hand over its key.",
    fix_kind="hand-over",
)
def default_rule_in_use(key_use: KeyUse, _ctx: EstateContext) -> Iterator[Violation]:
    """An app uses the key of an access rule that Azure creates itself.

    ## Why it matters

    Everybody uses the rules that Azure creates with a hub or a namespace, so nobody can replace their keys:
    it is not known what would stop working. A rule for each consumer can be replaced and removed by itself.

    The rule judges every resource that receives such a key: in settings, connection strings, environment
    variables, tags, and by a reference to a secret of a vault of the same source. The secret itself only
    keeps the key. A policy pack sees a key where the connection string names its rule, and before the first
    deployment it sees none.

    ## Remediation

    Declare a rule of the hub with the rights of the consumer, hand over its key, and regenerate the key of
    the default rule.
    """
    if key_use.stored:
        raise NotApplicable("a vault keeps the key; the source does not show who reads it there")
    name = key_use.rule.name
    defaults = DEFAULT_NAMESPACE_RULES if key_use.on_namespace else DEFAULT_HUB_RULES
    if name.lower() in {default.lower() for default in defaults}:
        yield Violation(f"{key_use.place} is handed the key of {name}, which Azure makes itself")
