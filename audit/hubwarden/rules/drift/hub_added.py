"""Hub added."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import HubAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH712",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs REST API (a key with Manage creates hubs)",),
    fix="Declare the hub or the namespace, or delete it.",
)
def hub_added(change: HubAdded, _ctx: Context) -> Iterator[Violation]:
    """A namespace or a hub is live and not declared.

    ## Why it matters

    A key with the right Manage on the namespace can create hubs without a trace in Azure Resource Manager's
    templates. A hub that nobody declared has its own access rules, credentials and registrations, is
    watched by no alert and is judged by no review.

    Namespaces are judged in declared resource groups, hubs in declared namespaces; others are counted in the head.

    ## Remediation

    Ask who uses it. Declare it, so that it is reviewed and watched, or delete it together with its keys.
    """
    yield Violation(change.sentence, at=change.at_field)
