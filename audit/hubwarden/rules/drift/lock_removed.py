"""Lock removed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import LockRemoved
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH709",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Microsoft: Lock your Azure resources",),
    fix="Set the lock again.",
)
def lock_removed(change: LockRemoved, _ctx: Context) -> Iterator[Violation]:
    """A lock that is declared does not hold any more.

    ## Why it matters

    Only the lock keeps a mistake from deleting all registrations. Some work requires removing it, and it is
    often not set again. A lock of a weaker level or on another scope counts as removed.

    ## Remediation

    Deploy the declared lock again, and look in the activity log for what was done while it was away.
    """
    yield Violation(change.sentence, at=change.at_field)
