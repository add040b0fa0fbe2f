"""Role removed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import RoleRemoved
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH715",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Azure role-based access control",),
    fix="Grant the declared role again, or take it out of the declaration.",
)
def role_removed(change: RoleRemoved, _ctx: Context) -> Iterator[Violation]:
    """A role that is declared is not granted, or may do less than declared.

    ## Why it matters

    Whoever needs it finds out when they need it: the auditor whose report has gaps, the back end that cannot read its
    connection string any more, the deployment that fails half-way.

    ## Remediation

    Deploy the declared assignment again, or take it out of the declaration.
    """
    yield Violation(change.sentence, at=change.at_field)
