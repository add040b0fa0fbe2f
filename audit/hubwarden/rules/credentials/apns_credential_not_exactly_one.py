"""Apns credential not exactly one."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH102",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: .NET SDK, ApnsCredential.OnValidate (exactly one of token and certificate)",
        "Microsoft: Token-based (HTTP/2) authentication for APNs",
    ),
    fix="Set either the token with its key id, team id and bundle id, or the certificate.",
    needs=("hub",),
)
def apns_credential_not_exactly_one(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs credential has both a token and a certificate, or neither.

    ## Why it matters

    The service expects exactly one. With both, which one is used depends on the order of earlier
    changes; with neither, every push to Apple's devices is refused. A token is of no use without the key
    id, the team id and the bundle id that go with it.

    ## Remediation

    Keep the token and remove `apnsCertificate`, `certificateKey` and `thumbprint`.
    """
    if apns.token is not None and apns.certificate is not None:
        yield Violation("it has both a token and a certificate", at="certificate")
    if apns.token is None and apns.certificate is None:
        yield Violation("it has neither a token nor a certificate")
    if apns.token is not None:
        parts = {"key_id": "key id", "team_id": "team id", "bundle_id": "bundle id"}
        for field, words in parts.items():
            if getattr(apns.token, field) is None:
                yield Violation(f"its token comes without a {words}", at=f"token.{field}")
