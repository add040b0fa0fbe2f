"""Network closed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import NetworkClosed
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH713",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs private link (public network access)",),
    fix="Deploy the declared network rules again, or declare the stricter ones.",
)
def network_closed(change: NetworkClosed, _ctx: Context) -> Iterator[Violation]:
    """A namespace can be reached from fewer places than declared.

    ## Why it matters

    Devices register over the public endpoint. Where it is closed, or the right Listen no longer works from
    everywhere, new installations cannot register, and nobody sees an error; a back end behind a removed
    range or private endpoint can no longer send.

    ## Remediation

    Deploy the declared rules again. Where the closing was meant, declare it, so that the rules about devices judge
    it.
    """
    yield Violation(change.sentence, at=change.at_field)
