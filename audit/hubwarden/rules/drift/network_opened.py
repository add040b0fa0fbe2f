"""Network opened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import NetworkOpened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH708",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs private link (public network access)",
        "Microsoft: Notification Hubs REST API 2023-10-01-preview, networkAcls",
    ),
    fix="Close it again, or declare it.",
    fix_kind="take-away",
)
def network_opened(change: NetworkOpened, _ctx: Context) -> Iterator[Violation]:
    """A namespace can be reached from more places than declared.

    ## Why it matters

    Public access that is switched on, a right that works from every address, a further range of addresses or a private
    endpoint that nobody declared: each makes a stolen key usable from one more place.

    ## Remediation

    Deploy the declared network rules again. Where a support case needs an address for some days, declare it.
    """
    yield Violation(change.sentence, at=change.at_field)
