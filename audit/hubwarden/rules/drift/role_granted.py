"""Role granted."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import RoleGranted
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH710",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Azure role-based access control",
        "Microsoft: Resource provider operations, Microsoft.NotificationHubs",
    ),
    fix="Remove the role assignment, or declare it.",
    fix_kind="take-away",
)
def role_granted(change: RoleGranted, _ctx: Context) -> Iterator[Violation]:
    """Somebody has a role on a namespace or its group that is not declared.

    ## Why it matters

    A role on a namespace, or on the group that holds it, may list keys, read credentials or write access
    rules. An assignment made by hand is not reviewed and does not expire. A custom role that may do more
    than declared is the same for everybody who has it.

    Assignments on the subscription or a management group are counted in the head and not judged: other work needs
    them.

    ## Remediation

    Remove the assignment or declare it. For work that needs a role for some hours, make it eligible and time-bound
    in Privileged Identity Management.
    """
    yield Violation(change.sentence, at=change.at_field)
