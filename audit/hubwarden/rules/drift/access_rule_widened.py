"""Access rule widened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import AccessWidened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH701",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs security (rights of access policies)",
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub",
    ),
    fix="Take the rights away that are not declared, and regenerate the keys of the rule.",
    fix_kind="take-away",
)
def access_rule_widened(change: AccessWidened, _ctx: Context) -> Iterator[Violation]:
    """An access rule has live rights that are not declared for it.

    ## Why it matters

    The keys of a rule do whatever the rule may do at the moment they are used. A right that somebody adds
    in the portal applies to everybody who has the key: an app that should only listen can send to all
    users, or read the push credentials. Nothing in the program shows it, and the next deployment may leave
    it as it is.

    A rule that Azure creates itself is compared, too; Azure's own rights are not a difference.

    ## Remediation

    Set the rights back, by a deployment or in Azure, and regenerate both keys of the rule: whoever used the wider
    rights has the key. Where the right is needed, declare it, so that the other rules judge it.
    """
    yield Violation(change.sentence, at=change.at_field)
