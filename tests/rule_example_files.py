"""Makes the files that the examples on the pages of the rules name in words."""

import base64
import re
from datetime import UTC, datetime

from cryptography import x509

import push_files
from inspection import credential_files

CERTIFICATE = re.compile(
    r"a (?P<kind>VoIP )?certificate for (?P<bundle>[\w.-]+), (?P<sides>\w+(?: and \w+)?)"
    r"(?:, until (?P<until>\d{4}-\d\d-\d\d))?(?P<keyless>, without its private key)?"
)


def made(words: str) -> str:
    """Return the file that these words describe, as a credential of Azure holds it."""
    if found := CERTIFICATE.fullmatch(words):
        until = found["until"] or "2026-12-01"
        return push_files.certificate(
            found["bundle"],
            who=words,
            sides=found["sides"].split(" and "),
            until=datetime.fromisoformat(until).replace(tzinfo=UTC),
            voip=bool(found["kind"]),
            key=not found["keyless"],
        )
    return _OTHERS[words]()


def _self_signed() -> str:
    key = credential_files.private_key("EC", "self-signed")
    name = credential_files.subject("Apple Push Services: com.example.shop", "com.example.shop")
    sides = [
        x509.UnrecognizedExtension(
            x509.ObjectIdentifier(f"{credential_files.APPLE}.6.3.{side}"), credential_files.NULL
        )
        for side in (1, 2)
    ]
    certificate = credential_files.issue(name, key, extensions=sides)
    return base64.b64encode(
        credential_files.p12(certificate, key, push_files.PASSWORD.encode())
    ).decode()


def handed(parameter: str) -> str:
    """Return a value for a secret parameter of an example: one that complies."""
    return _PARAMETERS.get(parameter, _SECRET)


_SECRET = "tT9wqLk2mZx8vB4nR6yJ1cP5dF7gH3sA"
_PARAMETERS = {
    "apnsToken": push_files.signing_key(),
    "fcmKey": push_files.firebase_key(),
    "vapidPublic": push_files.vapid_keys()[0],
    "vapidPrivate": push_files.vapid_keys()[1],
}
_OTHERS = {
    "a reference to Key Vault that nobody resolved": lambda: (
        "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/wns)"
    ),
    "a self-signed certificate for com.example.shop": _self_signed,
    "the secret itself": lambda: _SECRET,
    "the public VAPID key of pair 1": lambda: push_files.vapid_keys(1)[0],
    "the private VAPID key of pair 1": lambda: push_files.vapid_keys(1)[1],
    "the private VAPID key of pair 2": lambda: push_files.vapid_keys(2)[1],
    "the password": lambda: push_files.PASSWORD,
    "the text between the lines of AuthKey_ABC123DEFG.p8": push_files.signing_key,
    "the text between the lines of AuthKey_SANDBOX123.p8": lambda: push_files.signing_key(
        "sandbox"
    ),
    "the whole of AuthKey_ABC123DEFG.p8": push_files.signing_key_file,
    "private_key of service-account.json": push_files.firebase_key,
}
