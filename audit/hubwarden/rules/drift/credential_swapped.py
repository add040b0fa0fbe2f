"""Credential swapped."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import CredentialSwapped
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH705",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs operations (pnsCredentials)",
        "Pulumi: refresh (it cannot see a credential, since the service does not return it with the hub)",
    ),
    fix="Deploy the declared credential again; where the new one is right, declare it.",
)
def credential_swapped(change: CredentialSwapped, _ctx: Context) -> Iterator[Violation]:
    """A live push credential is not the declared one.

    ## Why it matters

    Whoever replaces a credential decides which app is reached and on which side of Apple's service, and pushes end
    without an error where the new one does not fit. A refresh by Pulumi does not see it, because the service does
    not return credentials with the hub.

    Keys and certificates are compared by a digest that lives as long as the run; reports say only that they
    differ. A certificate whose file the service does not return is compared by its thumbprint. If one side
    does not contain a secret, the result is undetermined; the baseline may accept it, by field.

    ## Remediation

    Deploy the declared credential again. If it was replaced on purpose, for instance because it expired, set the new
    one in the stack: the next deployment would put the old one back.
    """
    yield Violation(change.sentence, at=change.at_field)
