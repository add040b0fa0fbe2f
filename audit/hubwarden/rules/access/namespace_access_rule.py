"""Namespace access rule."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH205",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub (no namespace-level policies for applications)",
        "Microsoft: Notification Hubs security",
    ),
    fix="Use access rules of the hub; delete the rule of the namespace.",
    fix_kind="take-away",
)
def namespace_access_rule(access_rule: AccessRule, _ctx: Context) -> Iterator[Violation]:
    """A namespace has an access rule besides the one that Azure makes.

    ## Why it matters

    The key of such a rule opens every hub of the namespace, those of other apps and those to come. An app
    needs one hub.

    ## Remediation

    Give each consumer a rule of the hub that it uses, and delete this one.
    """
    if not access_rule.on_namespace:
        raise NotApplicable("it is a rule of a hub")
    if access_rule.azure_default:
        raise NotApplicable("Azure makes this rule itself, and it cannot be deleted")
    yield Violation("it opens every hub of the namespace")
