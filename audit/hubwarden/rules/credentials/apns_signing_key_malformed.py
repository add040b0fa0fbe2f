"""Apns signing key malformed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem, SigningKey
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import ApnsToken
from hubwarden.rule import Severity, Violation, rule

_P256: Final = "secp256r1"


@rule(
    "NH114",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Apple: Establishing a token-based connection to APNs (ES256)",
        "Microsoft: Token-based (HTTP/2) authentication for APNs (the token is the key without its PEM lines)",
    ),
    fix="Set the text between the PEM lines of the .p8 file, without the lines themselves.",
)
def apns_signing_key_malformed(token: ApnsToken, _ctx: Context) -> Iterator[Violation]:
    """The token of an APNs credential is not a signing key in the form that Azure accepts.

    ## Why it matters

    Azure signs with it only when a push is sent. It accepts a key of another kind, a certificate or
    leftover PEM lines without an error, and Apple then refuses every push.

    ## Remediation

    Take the file `AuthKey_<key id>.p8` as Apple gave it, and set the text between its first and last line.
    """
    content = token.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("ApnsToken.content", content.what, cause="unclear")
        yield Violation(f"it cannot be read: {content.what}", at="content")
        return
    if content.pem_markers:
        yield Violation("the PEM lines of the file are still in it", at="content")
    if not content.usable:
        yield Violation(_why(content), at="content")


def _why(key: SigningKey) -> str:
    facts = key.key
    if facts is None:
        return "it is not an EC key on the curve P-256"
    if facts.algorithm == "EC" and facts.curve == _P256:
        return "it is an EC key on the curve P-256, but not in PKCS#8 without a password"
    kind = f"{facts.algorithm} key{f' on the curve {facts.curve}' if facts.curve else ''}"
    return f"the key is of another kind ({kind}): Apple's is an EC key on the curve P-256"
