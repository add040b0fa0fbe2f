"""Fcm private key malformed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH117",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Google: Firebase Cloud Messaging, authorize send requests (RS256)",
        "Microsoft: Firebase Cloud Messaging migration (fcmV1Credential)",
    ),
    fix="Set private_key of the service-account file as it stands there, with its line breaks.",
)
def fcm_private_key_malformed(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """The private key of an FCM v1 credential is not a readable RSA key.

    ## Why it matters

    The hub signs with it only when a push is sent. It accepts a text that is no key, part of a key, or a
    key of another kind without an error, and no push reaches an Android device.

    ## Remediation

    Copy the value of `private_key` from the service-account file as it stands.
    """
    content = fcm.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("FcmV1.content", content.what, cause="unclear")
        yield Violation(f"it cannot be read: {content.what}", at="content")
    elif content.algorithm != "RSA":
        yield Violation(f"it is a key for {content.algorithm}, not for RSA", at="content")
