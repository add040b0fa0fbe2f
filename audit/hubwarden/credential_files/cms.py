"""The signature around a provisioning profile (CMS SignedData, RFC 5652).

Verified are the signature, with the certificate in the file, and the chain in the file up to a root of Apple. It is
not checked whether a certificate was revoked, and no validity date is compared with a clock.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from hubwarden.credential_files import certificates, der
from hubwarden.credential_files.hash_algorithms import HASHES
from hubwarden.credential_files.kinds import SignatureState
from hubwarden.credential_files.problems import Refused

SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_RSA: Final = {
    "1.2.840.113549.1.1.1",
    "1.2.840.113549.1.1.5",
    "1.2.840.113549.1.1.11",
    "1.2.840.113549.1.1.12",
    "1.2.840.113549.1.1.13",
    "1.2.840.113549.1.1.14",
}
_EC: Final = {
    "1.2.840.10045.2.1",
    "1.2.840.10045.4.1",
    "1.2.840.10045.4.3.1",
    "1.2.840.10045.4.3.2",
    "1.2.840.10045.4.3.3",
    "1.2.840.10045.4.3.4",
}
_APPLE_ROOTS: Final = {
    # SHA-256 of Apple Root CA, Apple Root CA - G2 and - G3, from apple.com/certificateauthority
    "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024",
    "c2b9b042dd57830e7d117dac55ac8ae19407d38e41d88f3215bc3a890444a050",
    "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179",
}
_MAX_CERTIFICATES: Final = 20
_MAX_CHAIN: Final = 8


@dataclass(frozen=True, slots=True, repr=False)
class Signed:
    """The signed content, and what is known of its signature."""

    content: bytes
    signature: SignatureState
    signer: str | None = None
    apple_chain: bool | None = None


def read_signed(data: bytes) -> Signed:
    """Read CMS signed data and verify its signature."""
    fields = der.children(der.only(der.at(der.children(der.read_element(data)), 1)))
    inner = der.children(der.at(fields, 2, der.SEQUENCE))
    content_type = der.at(inner, 0, der.OID)
    content = der.octets(der.only(der.at(inner, 1)))
    held = [
        child.raw
        for part in fields
        if part.tag == der.context(0)
        for child in der.children(part)
        if child.tag == der.SEQUENCE
    ]
    if len(held) > _MAX_CERTIFICATES:
        raise Refused("too large", f"it holds more than {_MAX_CERTIFICATES} certificates")
    loaded = [(certificates.load(bytes(raw)), bytes(raw)) for raw in held]
    signers = der.children(fields[-1]) if fields[-1].tag == der.SET else []
    if not signers:
        return Signed(content, "unsigned")
    if len(signers) > 1:  # Apple signs once; with several signers it is not clear which one counts
        return Signed(content, "not checked")
    parts = der.children(signers[0])
    certificate = _signer(der.at(parts, 1), loaded)
    if certificate is None:
        return Signed(content, "not checked")
    return Signed(
        content,
        _verify(parts, certificate, content, bytes(content_type.raw)),
        certificates.common_name(certificate),
        _leads_to_apple(certificate, [item for item, _ in loaded]),
    )


def _signer(
    wanted: der.Element, loaded: Sequence[tuple[x509.Certificate, bytes]]
) -> x509.Certificate | None:
    """Return the certificate that the signer names, by issuer and serial number or by key identifier."""
    for certificate, raw in loaded:
        if wanted.tag == der.SEQUENCE:
            if bytes(wanted.content) == _issuer_and_number(raw):
                return certificate
        elif bytes(wanted.content) == _key_identifier(certificate):
            return certificate
    return None


def _issuer_and_number(raw: bytes) -> bytes:
    fields = der.children(der.at(der.children(der.read_element(raw)), 0))
    first = 1 if fields and fields[0].tag == der.context(0) else 0  # the version is optional
    return bytes(der.at(fields, first + 2).raw) + bytes(der.at(fields, first).raw)


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except (x509.ExtensionNotFound, ValueError):
        return None
    return found.value.digest


def _verify(
    parts: Sequence[der.Element], certificate: x509.Certificate, content: bytes, content_type: bytes
) -> SignatureState:
    """Verify one SignerInfo: version, signer, hash, [attributes], algorithm, signature."""
    algorithm = HASHES.get(der.oid(der.at(der.children(der.at(parts, 2)), 0)))
    attributes = parts[3] if der.at(parts, 3).tag == der.context(0) else None
    rest = parts[4:] if attributes is not None else parts[3:]
    scheme = der.oid(der.at(der.children(der.at(rest, 0)), 0))
    signature = der.octets(der.at(rest, 1))
    if algorithm is None:
        return "not checked"
    signed = content
    if attributes is not None:
        if not _attributes_fit(attributes, algorithm.name, content, content_type):
            return "invalid"
        signed = bytes([der.SET]) + bytes(
            attributes.raw[1:]
        )  # RFC 5652, 5.4: with the tag of a SET
    try:
        return _verify_with(certificate.public_key(), scheme, signature, signed, algorithm)
    except InvalidSignature:
        return "invalid"
    except (UnsupportedAlgorithm, ValueError):
        return "not checked"


def _verify_with(
    key: Any, scheme: str, signature: bytes, signed: bytes, algorithm: hashes.HashAlgorithm
) -> SignatureState:
    if scheme in _RSA and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
        return "valid"
    if scheme in _EC and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(algorithm))
        return "valid"
    return "not checked"


def _attributes_fit(
    attributes: der.Element, algorithm: str, content: bytes, content_type: bytes
) -> bool:
    """Tell whether the signed attributes contain the hash and type of the content; the signature covers these."""
    found: dict[str, der.Element] = {}
    for attribute in der.children(attributes):
        parts = der.children(attribute)
        found[der.oid(der.at(parts, 0))] = der.only(der.at(parts, 1, der.SET))
    digest, kind = found.get(_MESSAGE_DIGEST), found.get(_CONTENT_TYPE)
    if digest is None or kind is None or bytes(kind.raw) != content_type:
        return False
    return hmac.compare_digest(der.octets(digest), hashlib.new(algorithm, content).digest())


def _leads_to_apple(certificate: x509.Certificate, held: Sequence[x509.Certificate]) -> bool | None:
    """Tell whether the chain in the file ends at a root of Apple; ``None`` where it ends before a root."""
    for _ in range(_MAX_CHAIN):
        if certificate.fingerprint(hashes.SHA256()).hex() in _APPLE_ROOTS:
            return True
        if certificate.issuer == certificate.subject:
            return False
        above = next((item for item in held if _issued(item, certificate)), None)
        if above is None:
            return None
        certificate = above
    return None


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether ``issuer`` signed a certificate, with SHA-1 too, which the library's own call refuses."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except UnsupportedAlgorithm:
        key, algorithm = issuer.public_key(), certificate.signature_hash_algorithm
        if (
            certificate.issuer != issuer.subject
            or not isinstance(key, rsa.RSAPublicKey)
            or not isinstance(algorithm, hashes.SHA1)
        ):
            raise
        key.verify(
            certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), algorithm
        )
    return True


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        if not _signed_by(certificate, issuer):
            return False
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return constraints.value.ca
