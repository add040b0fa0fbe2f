"""Shared apns certificate."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.inspection.facts import Certificate
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import Apns, ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


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
def shared_apns_certificate(apns: Apns, ctx: EstateContext) -> Iterator[Violation]:
    """Two environments use the same APNs certificate.

    ## Why it matters

    Whoever may deploy to the sandbox then holds what opens production, and replacing the certificate in
    one environment breaks the other.

    ## Remediation

    Move to token authentication, or create a certificate for each environment.
    """
    if apns.certificate is None:
        raise NotApplicable("it has no certificate")
    for name in ctx.twins(apns, _share_a_certificate):
        yield Violation(f"environment {name} uses the same certificate", at=f"certificate.{name}")


def _share_a_certificate(one: Apns, other: Apns) -> bool:
    mine, its = one.certificate, other.certificate
    if mine is None or its is None:
        return False
    unclear: Undetermined | None = None
    try:
        if mine.material is not None and mine.material == its.material:
            return True
    except Undetermined as why:
        unclear = why
    # Two files may differ and hold the same certificate, so the thumbprint decides where it is told.
    prints = _thumbprint(mine), _thumbprint(its)
    if None not in prints:
        return prints[0] == prints[1]
    if unclear is None and None not in (mine.material, its.material):
        return False
    raise unclear or Undetermined("ApnsCertificate.thumbprint", "nothing that both tell is equal")


def _thumbprint(certificate: ApnsCertificate) -> str | None:
    """Return the thumbprint of what is in the file, or else the one that is declared."""
    try:
        if isinstance(certificate.content, Certificate):
            return certificate.content.thumbprint.lower()
    except Undetermined:
        pass
    return None if certificate.thumbprint is None else certificate.thumbprint.lower()
