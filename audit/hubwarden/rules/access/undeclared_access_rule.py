"""Undeclared access rule."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH204",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub",
        "Microsoft: Notification Hubs security",
    ),
    fix="Declare the consumer and its role, or delete the rule.",
    fix_kind="take-away",
)
def undeclared_access_rule(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule belongs to no declared consumer.

    ## Why it matters

    Nobody can say who holds the key of such a rule, so nobody dares to replace or delete it. It stays valid
    without need.

    ## Remediation

    Declare the consumer in the stack's settings, or name the rule under `consumers` in the baseline, or
    delete the rule.
    """
    if access_rule.azure_default:
        raise NotApplicable("Azure makes this rule itself")
    if ctx.role(access_rule) is None:
        yield Violation("no declared consumer uses it", at="consumer")
