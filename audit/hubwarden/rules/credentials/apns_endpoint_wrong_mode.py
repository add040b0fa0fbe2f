"""Apns endpoint wrong mode."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.facts import APNS_HOSTS, apns_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH104",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Update-AzNotificationHub, parameter ApnsCredentialEndpoint",
        "Microsoft: Java back-end SDK, constants of ApnsCredential",
    ),
    fix="With a token, use an endpoint of the api.* family.",
    needs=("hub",),
)
def apns_endpoint_wrong_mode(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs endpoint belongs to certificates, and the credential is a token.

    ## Why it matters

    `gateway.push.apple.com` and `gateway.sandbox.push.apple.com` are the addresses of certificate mode.
    Microsoft's SDK sets them by default in either mode, so a hub that was moved to a token easily keeps
    one. With a certificate they are right.

    ## Remediation

    Set `https://api.push.apple.com:443/3/device` or, for the sandbox,
    `https://api.development.push.apple.com:443/3/device`.
    """
    if apns.token is None:
        raise NotApplicable("it has no token")
    if apns.endpoint is None:
        raise NotApplicable("it has no endpoint")
    host = APNS_HOSTS.get(apns_host(apns.endpoint))
    if host is None:
        raise NotApplicable("the endpoint is not known at all")
    if not host.takes_token:
        yield Violation("its endpoint is one for certificates, and it has a token", at="endpoint")
