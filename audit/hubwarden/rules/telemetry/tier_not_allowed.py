"""Tier not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH501",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Push notifications with Azure Notification Hubs, frequently asked questions (tiers: Free has no service level agreement and 500 devices)",
    ),
    fix="Choose a tier that the baseline allows.",
    former_slugs=("free-tier",),
)
def tier_not_allowed(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace has a tier that its environment may not have.

    ## Why it matters

    The baseline says which tiers an environment may have. Free is limited to 500 devices, has no service level
    agreement and gives no help when pushes are late.

    ## Remediation

    Change `sku`; the tier of an existing namespace can be changed in place and keeps its registrations.
    """
    demands = ctx.environment(namespace)
    if namespace.tier not in demands.tiers:
        allowed = " or ".join(demands.tiers)
        yield Violation(f"its tier is {namespace.tier}, and {allowed} is demanded", at="tier")
