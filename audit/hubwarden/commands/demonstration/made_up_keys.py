"""Push credentials that are made at start: real in form, known to nobody, and worth nothing.

Each is what the service in question hands out, so that every rule that looks into a credential has
something to look into. No certificate is signed by Apple: one that names Apple's authority as its issuer
is signed with its own key, as nobody checks that signature here.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PKCS8: Final = serialization.PrivateFormat.PKCS8
_PLAIN: Final = serialization.NoEncryption()
_APPLE: Final = "1.2.840.113635.100"
_SIDES: Final[Mapping[str, str]] = {
    "sandbox": f"{_APPLE}.6.3.1",
    "production": f"{_APPLE}.6.3.2",
}
"""By side of Apple's service, the extension with which Apple marks a certificate for it (Apple: Certification
Practice Statement, WWDR)."""
_NULL: Final = b"\x05\x00"
_NAMES: Final[Mapping[str, str]] = {
    "sandbox": "Apple Development IOS Push Services",
    "production": "Apple Production IOS Push Services",
}
_AUTHORITY: Final = "Apple Worldwide Developer Relations Certification Authority"


class PushCertificate(NamedTuple):
    """A certificate for Apple's service with its key, as a hub takes them."""

    container: str
    """The .p12 file, Base64."""
    password: str
    thumbprint: str
    """SHA-1, upper-case hexadecimal."""


def signing_key() -> str:
    """Return what stands between the PEM lines of a signing key of Apple's (.p8)."""
    key = ec.generate_private_key(ec.SECP256R1())
    return base64.b64encode(key.private_bytes(serialization.Encoding.DER, _PKCS8, _PLAIN)).decode()


def account_key() -> str:
    """Return ``private_key`` of a service account of Google."""
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(serialization.Encoding.PEM, _PKCS8, _PLAIN).decode()


def browser_keys() -> tuple[str, str]:
    """Return the public and the private key of browser push (VAPID, RFC 8292), Base64 for URLs."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    private = key.private_numbers().private_value.to_bytes(32, "big")
    return _for_urls(public), _for_urls(private)


def word() -> str:
    """Return a secret of no particular form."""
    return secrets.token_urlsafe(24)


def push_certificate(
    bundle_id: str,
    sides: Iterable[str],
    *,
    team_id: str = "",
    not_after: datetime | None = None,
) -> PushCertificate:
    """Return a certificate for an app and for ``production``, ``sandbox`` or both sides of Apple's service.

    Without ``not_after`` it ends in ten months.
    """
    sides = sorted(sides)
    now = datetime.now(UTC)
    until = not_after or now + timedelta(days=300)
    key = ec.generate_private_key(ec.SECP256R1())
    kind = _NAMES[sides[0]] if len(sides) == 1 else "Apple Push Services"
    subject = {
        NameOID.USER_ID: bundle_id,
        NameOID.COMMON_NAME: f"{kind}: {bundle_id}"[:64],
        NameOID.ORGANIZATIONAL_UNIT_NAME: team_id,
    }
    issuer = {NameOID.COMMON_NAME: _AUTHORITY, NameOID.ORGANIZATION_NAME: "Apple Inc."}
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, until) - timedelta(days=60))
        .not_valid_after(until)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    for side in sides:
        mark = x509.UnrecognizedExtension(x509.ObjectIdentifier(_SIDES[side]), _NULL)
        builder = builder.add_extension(mark, critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    password = word()
    encryption = serialization.BestAvailableEncryption(password.encode())
    container = pkcs12.serialize_key_and_certificates(b"push", key, certificate, None, encryption)
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - Azure's own
    return PushCertificate(base64.b64encode(container).decode(), password, thumbprint)


def _name(parts: Mapping[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items() if value])


def _for_urls(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
