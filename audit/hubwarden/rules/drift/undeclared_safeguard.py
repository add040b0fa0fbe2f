"""Undeclared safeguard."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import SafeguardAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH717",
    severity=Severity.INFO,
    since="0.1.0",
    sources=(
        "Microsoft: Azure Monitor alerts",
        "Microsoft: Lock your Azure resources",
    ),
    fix="Declare it, so that the next deployment does not take it away.",
)
def undeclared_safeguard(change: SafeguardAdded, _ctx: Context) -> Iterator[Violation]:
    """A hub is watched or protected more than is declared.

    ## Why it matters

    An alert, a lock or a diagnostic setting that somebody adds by hand does good as long as it is there. A deployment
    may take it away or fail on it: a lock that is not declared refuses the deletion of an access rule.

    ## Remediation

    Declare it, or remove it where it is in the way of a deployment.
    """
    yield Violation(change.sentence, at=change.at_field)
