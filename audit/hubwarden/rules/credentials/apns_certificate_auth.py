"""Apns certificate auth."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH101",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Token-based (HTTP/2) authentication for APNs",),
    fix="Create a signing key (.p8) at Apple and configure the hub with token, key id, team id and bundle id.",
)
def apns_certificate_auth(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """A hub authenticates to Apple with a certificate instead of a token.

    ## Why it matters

    A push certificate ends after a year, and all delivery to iOS ends with it; Notification Hubs gives
    no warning. It is tied to one app and, in older forms, to one of Apple's two environments, so that a
    mix-up stays unseen until pushes vanish. A token does not expire and is not tied to an environment.

    ## Remediation

    Create a key for the Apple Push Notification service, set `token`, `keyId`, `appId` (the team) and
    `appName` (the bundle id), remove the certificate, and give the endpoint of token mode.
    """
    if apns.certificate is not None:
        yield Violation("it authenticates with a certificate", at="certificate")
