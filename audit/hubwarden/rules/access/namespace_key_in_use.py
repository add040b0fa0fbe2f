"""Namespace key in use."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.model.key_uses import KeyUse
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH209",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub (no namespace-level policies for applications)",
        "Microsoft: Notification Hubs security",
    ),
    fix="Hand over the key of a rule of the one hub that the consumer uses.",
    fix_kind="hand-over",
)
def namespace_key_in_use(key_use: KeyUse, _ctx: EstateContext) -> Iterator[Violation]:
    """An app uses the key of a namespace.

    ## Why it matters

    The key of a namespace opens every hub in it, those of other apps and those to come. An app needs one
    hub. A policy pack sees a key where the connection string names its rule, and before the first
    deployment it sees none.

    ## Remediation

    Declare a rule of the hub for the app, hand over its key, and regenerate the namespace's key.
    """
    if key_use.stored:
        raise NotApplicable("a vault keeps the key; the source does not show who reads it there")
    if key_use.on_namespace:
        yield Violation(
            f"{key_use.place} is handed the key of {key_use.rule.name}, which opens every hub of its "
            "namespace"
        )
