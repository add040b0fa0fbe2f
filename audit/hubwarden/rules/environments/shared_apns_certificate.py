"""Shared apns certificate."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH305",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
        "Microsoft: Push notifications with Azure Notification Hubs, frequently asked questions",
    ),
    fix="Give each environment a certificate of its own, or move to tokens.",
)
def shared_apns_certificate(apns: Apns, ctx: Context) -> Iterator[Violation]:
    """Two environments use the same APNs certificate.

    ## Why it matters

    Whoever may deploy to the sandbox then holds what opens production, and replacing the certificate in
    one environment breaks the other.

    ## Remediation

    Move to token authentication, or create a certificate for each environment.
    """

    def identity(one: Apns) -> object | None:
        if one.certificate is None:
            return None
        thumbprint = one.certificate.thumbprint
        return one.certificate.material if thumbprint is None else thumbprint.lower()

    for other in ctx.twins(apns, identity):
        yield Violation(
            f"environment {ctx.environment_name(other)} uses the same certificate", at="certificate"
        )
