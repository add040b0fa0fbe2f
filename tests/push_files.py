"""Push credentials as settings hold them, made anew, and their envelopes in a stack file.

``who`` tells several of a kind apart; the same name gives the same key for the whole run.
"""

import base64
import hashlib
import os
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import ExtendedKeyUsageOID

from inspection import credential_files
from inspection.credential_files import (
    APPLE,
    DER,
    NULL,
    key_file,
    p12,
    private_key,
    subject,
    topics_extension,
    vapid_pair,
)

BUNDLE = "example.lindenmarkt.shop"
PASSWORD = "canary password of a container"
PASSPHRASE = "canary passphrase of a stack"
MODERN = ("production", "sandbox")
SINCE = datetime(2025, 6, 1, tzinfo=UTC)
UNTIL = datetime(2026, 7, 1, tzinfo=UTC)

_ROUNDS = 1_000_000
_SEED = b"saltsalt"
_SIDES = {"sandbox": f"{APPLE}.6.3.1", "production": f"{APPLE}.6.3.2"}


def signing_key(who="", algorithm="EC"):
    """Return the text between the PEM lines of a .p8 file."""
    return base64.b64encode(key_file(private_key(algorithm, who), encoding=DER)).decode()


def signing_key_file(who=""):
    """Return the whole text of a .p8 file."""
    return key_file(private_key("EC", who)).decode()


def firebase_key(who="", algorithm="RSA"):
    """Return ``private_key`` of a service account."""
    return key_file(private_key(algorithm, who)).decode()


def vapid_keys(which=0):
    """Return the public and the private key of browser push."""
    return vapid_pair(which)


def certificate(
    bundle=BUNDLE, *, who="", sides=MODERN, until=UNTIL, since=SINCE, voip=False, key=True
):
    """Return a .p12 file in Base64, which ``PASSWORD`` opens."""
    return _certificate(bundle, who, tuple(sides), until, since, voip=voip, key=key)


@cache
def _certificate(bundle, who, sides, until, since, *, voip, key):
    its_key = private_key("EC", f"certificate of {who}")
    kind = "voip" if voip else "app"
    topic = f"{bundle}.voip" if voip else bundle
    name = subject(f"{'VoIP Services' if voip else 'Apple Push Services'}: {bundle}", bundle)
    own = {_SIDES[side]: NULL for side in sides}
    own[f"{APPLE}.6.3.6"] = topics_extension(**{topic: kind})
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(credential_files.APPLES)
        .public_key(its_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    for item, value in own.items():
        extension = x509.UnrecognizedExtension(x509.ObjectIdentifier(item), value)
        builder = builder.add_extension(extension, critical=False)
    made = builder.sign(its_key, hashes.SHA256())
    return base64.b64encode(p12(made, its_key if key else None, PASSWORD.encode())).decode()


def expiring(days, **more):
    """Return a certificate that ends that many days after the day of the audit, 1 January 2026."""
    return certificate(until=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days), **more)


def gives_away(text, secrets):
    """Return the secrets of which a text holds 16 characters in a row."""
    return [secret for secret in secrets if any(piece in text for piece in _pieces(secret))]


def _pieces(secret):
    # The beginning of a key in Base64 says what kind it is, and stands in all of the kind.
    first = min(48, max(0, len(secret) - 16) // 2)
    return [secret[at : at + 16] for at in range(first, max(first + 1, len(secret) - 15))]


# -- As Pulumi encrypts with a passphrase


@cache
def _key():
    return hashlib.pbkdf2_hmac("sha256", PASSPHRASE.encode(), _SEED, _ROUNDS, 32)


def seal(text):
    """Encrypt a text with ``PASSPHRASE``."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), None)
    return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"


@cache
def salt():
    """Return ``encryptionsalt`` of a stack file: the salt, and a text to try the passphrase on."""
    return f"v1:{base64.b64encode(_SEED).decode()}:{seal('pulumi')}"


def set_secrets(stack_file, secrets):
    """Set secrets of the project in a stack file, as ``pulumi config set --secret`` does."""
    text = stack_file.read_text(encoding="utf-8").rstrip("\n")
    lines = [f"  hubwarden:{key}:\n    secure: {seal(value)}" for key, value in secrets.items()]
    stack_file.write_text(
        "\n".join([text, *lines, f"encryptionsalt: {salt()}", ""]), encoding="utf-8"
    )
