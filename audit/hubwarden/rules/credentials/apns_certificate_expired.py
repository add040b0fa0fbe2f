"""Apns certificate expired."""

from __future__ import annotations

from collections.abc import Iterator

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
    """The APNs certificate of a hub is not valid at the time of the audit.

    ## Why it matters

    From that moment on, no push reaches an Apple device, in the middle of ordinary operation, and the hub
    reports nothing.

    ## Remediation

    Move to token authentication: a signing key does not expire. Otherwise create a new certificate and
    set it before the old one ends.

    The rule judges the moment of the run. With `--as-of DAY` it judges the end of that day (UTC).
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.not_after <= ctx.moment:
        yield Violation(
            f"it expired on {content.not_after:%Y-%m-%d at %H:%M} UTC", at="content.not_after"
        )
    if content.not_before > ctx.moment:
        yield Violation(
            f"it is valid from {content.not_before:%Y-%m-%d at %H:%M} UTC only",
            at="content.not_before",
        )
