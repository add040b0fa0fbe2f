"""Facts of a namespace that explain an answer of the service and are no violation by themselves.

They are judged as rules are, so that a tier that no source tells is unknown and never absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import Rule, Severity, Violation

_SOURCE: Final = "Microsoft: Azure Notification Hubs frequently asked questions (tiers)"


def tier_free(namespace: Namespace, _ctx: Context) -> Iterator[Violation]:
    """A namespace has the tier Free."""
    if namespace.tier == "Free":
        yield Violation("its tier is Free, which ends at 500 devices", at="tier")


def tier_below_standard(namespace: Namespace, _ctx: Context) -> Iterator[Violation]:
    """A namespace has another tier than Standard."""
    if namespace.tier != "Standard":
        yield Violation(
            f"its tier is {namespace.tier}; telemetry, feedback, scheduled sends and bulk jobs need Standard",
            at="tier",
        )


def _fact(name: str, check: object, fix: str) -> Rule:
    return Rule(
        name,
        Severity.MEDIUM,
        "0.1.0",
        (_SOURCE,),
        Namespace,
        check,  # type: ignore[arg-type]
        fix,
        needs_estate=False,
    )


TIER_FACTS: Final = {
    fact.id: fact
    for fact in (
        _fact("tier-free", tier_free, "Change sku to Basic or Standard; registrations are kept."),
        _fact("tier-below-standard", tier_below_standard, "Change sku to Standard."),
    )
}
"""The facts by their id, which names what is so."""
