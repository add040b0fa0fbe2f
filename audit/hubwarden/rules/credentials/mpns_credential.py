"""Mpns credential."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Mpns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH108",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Configure push notification settings (MPNS has been deprecated and is no longer supported)",
    ),
    fix="Remove mpnsCredential; Windows apps use WNS.",
    former_slugs=("mpns",),
)
def mpns_credential(credential: Mpns, _ctx: Context) -> Iterator[Violation]:
    """A hub has a credential for the push service of Windows Phone.

    ## Why it matters

    The Microsoft Push Notification Service is no longer supported. Notifications that are sent to it reach
    no device, and the certificate is a secret without a use.

    ## Remediation

    Remove `mpnsCredential` and the registrations of the platform `mpns`.
    """
    yield Violation(
        f"{credential.id.name} has a credential for the retired service of Windows Phone"
    )
