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

    The consumer of the rule is refused: a back end without Send can push to nobody, an app without Listen
    cannot register. A rule that is created again has different keys, so every consumer needs the new one.

    ## Remediation

    Deploy the declared rule again and hand its key to the consumers. If it was removed on purpose, for
    instance after a leak, remove it from the declaration.
    """
    yield Violation(change.sentence, at=change.at_field)
