"""Access rule narrowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import AccessNarrowed
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH711",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs security (rights of access policies)",),
    fix="Deploy the declared access rule again.",
)
def access_rule_narrowed(change: AccessNarrowed, _ctx: Context) -> Iterator[Violation]:
    """An access rule that is declared is gone or has fewer rights than declared.

    ## Why it matters

    The consumer of the rule is refused: a back end that may not send any more reaches nobody, an app that may not
    listen cannot register. A rule that is made again has other keys, so that every consumer needs the new one.

    ## Remediation

    Deploy the declared rule again and hand its key to the consumers. Where it was ended on purpose, for instance
    after a leak, take it out of the declaration.
    """
    yield Violation(change.sentence, at=change.at_field)
