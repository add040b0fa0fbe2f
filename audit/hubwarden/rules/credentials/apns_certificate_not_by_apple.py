"""Apns certificate not by apple."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH136",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Apple: Establishing a certificate-based connection to APNs",
        "Apple: Apple PKI, https://www.apple.com/certificateauthority/ (the names of the authorities)",
        "Apple: WWDR intermediate certificates (which of them issues certificates for push)",
    ),
    fix="Create a push certificate in Apple's developer account and set it with its private key.",
)
def apns_certificate_not_by_apple(
    certificate: ApnsCertificate, _ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub was not issued by Apple.

    ## Why it matters

    Apple accepts only certificates that its own authorities issued. A self-signed certificate, or one from
    another authority, is refused on every connection, whatever names it contains. The names of Apple's
    authorities were checked against public copies of the list on Apple's page, not against the page itself.

    A matching name is no proof: signatures of certificates are not verified, and every report says so.

    ## Remediation

    Create the certificate in Apple's developer account, or better a token signing key.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if not content.names_apple:
        yield Violation(
            f"it was issued by {content.issuer or 'somebody without a name'}, which is none of Apple's "
            "authorities",
            at="content.issuer",
        )
