"""Credential incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Credential
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH122",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview (required properties of the credentials)",
        "Microsoft: Notification Hubs .NET SDK, WnsCredential.OnValidate (package SID and secret key)",
    ),
    fix="Set the fields that are missing, from the same registration at the push service as the others.",
    needs=("hub",),
)
def credential_incomplete(credential: Credential, _ctx: Context) -> Iterator[Violation]:
    """A push credential lacks a field that its service needs.

    ## Why it matters

    An incomplete credential looks set and does not work: a package SID without its secret, a client id
    without its token service, an API key without the secret key. Every push of the platform is refused.

    ## Remediation

    Windows needs `packageSid` and `secretKey`, and a certificate of Windows (`wnsCertificate`, or
    `mpnsCertificate` of the retired service) its `certificateKey`; Amazon `clientId`, `clientSecret` and
    `authTokenUrl`; Baidu `baiduApiKey`, `baiduSecretKey` and `baiduEndPoint`; a browser `subject` and both
    VAPID keys; Xiaomi `appSecret`; FCM v1 `projectId` and `privateKey`. Other rules judge what Apple needs.
    """
    for field in credential.missing:
        yield Violation(f"it has no {field}", at=f"missing.{field}")
