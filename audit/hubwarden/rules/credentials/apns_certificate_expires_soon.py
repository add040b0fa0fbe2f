"""Apns certificate expires soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH113",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Apple: Establishing a certificate-based connection to APNs",
        "Hubwarden: a month is what a renewal with approvals takes",
    ),
    fix="Renew the certificate now, or move to a token signing key, which does not expire.",
)
def apns_certificate_expires_soon(
    certificate: ApnsCertificate, ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub expires within 30 days.

    ## Why it matters

    A renewal needs an account holder at Apple, an export and a deployment. If the renewal starts after the
    last day, pushes stop for as long as it takes.

    ## Remediation

    Renew the certificate, or move to token authentication.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.not_after <= ctx.moment:
        raise NotApplicable("it has expired, which another rule judges")
    left = content.not_after.date() - ctx.as_of
    if left <= _SOON:
        yield Violation(
            f"it expires on {content.not_after.date()}, in {left.days} days", at="content.not_after"
        )


_SOON: Final = timedelta(days=30)
