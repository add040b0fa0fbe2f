"""Apns certificate expired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH112",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Apple: Establishing a certificate-based connection to APNs",
        "Microsoft: Notification Hubs .NET SDK, ApnsCredential (an expired certificate is refused)",
    ),
    fix="Create a new certificate, or better a token signing key, which does not expire, and set it.",
)
def apns_certificate_expired(certificate: ApnsCertificate, ctx: Context) -> Iterator[Violation]:
    """The APNs certificate of a hub is not valid on the day of the audit.

    ## Why it matters

    On the day after the last one every push to Apple's devices ends, in the middle of ordinary
    operation, and the hub says nothing of it.

    ## Remediation

    Move to token authentication: a signing key does not expire. Otherwise create a new certificate and
    set it before the old one ends.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    # What ends with the first second of the day is of no use on it.
    if content.not_after <= datetime.combine(ctx.as_of, time(), UTC):
        yield Violation(f"it expired on {content.not_after.date()}", at="content.not_after")
    if content.not_before.date() > ctx.as_of:
        yield Violation(
            f"it is valid from {content.not_before.date()} only", at="content.not_before"
        )
