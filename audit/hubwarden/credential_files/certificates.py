"""Reads certificates, and finds the one of a container that a push service would see."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from hubwarden.credential_files import der, keys, pem, purposes
from hubwarden.credential_files.kinds import Certificate, Purpose
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import displayable

_MAX_CHAIN: Final = 10


@dataclass(frozen=True, slots=True, repr=False)
class ReadCertificate:
    """A certificate, as the library reads it and as the file has it."""

    certificate: x509.Certificate
    data: bytes
    """The DER bytes of the file."""
    irregular: str = ""
    """How it deviates from the standard, if the library could read it only after a correction."""


def load(data: bytes) -> x509.Certificate:
    """Read a certificate that conforms to the standard."""
    try:
        return x509.load_der_x509_certificate(data)
    except ValueError:
        raise Refused("malformed", "its certificate is damaged") from None


def read(data: bytes) -> ReadCertificate:
    """Read a certificate, even if its signature algorithm has parameters that the library refuses."""
    try:
        return ReadCertificate(load(data), data)
    except Refused:
        if not _WITH_NULL.search(data):
            raise
    return ReadCertificate(load(_without_null(data)), data, _NULL)


_WITH_NULL: Final = re.compile(
    rb"\x30\x0c(\x06\x08\x2a\x86\x48\xce\x3d\x04\x03[\x01-\x04])\x05\x00", re.DOTALL
)
_NULL: Final = (
    "it names ECDSA with NULL parameters, which RFC 5758 forbids: who opens it may refuse it"
)


def _without_null(data: bytes) -> bytes:
    """Return a certificate without the NULL parameter of ECDSA, in both places that name the algorithm."""
    signed, *rest = der.children(der.read_element(data))
    inside = der.write(der.SEQUENCE, *map(_algorithm_alone, der.children(signed)))
    return der.write(der.SEQUENCE, inside, *map(_algorithm_alone, rest))


def _algorithm_alone(element: der.Element) -> bytes:
    found = _WITH_NULL.fullmatch(element.raw)
    return der.write(der.SEQUENCE, found[1]) if found else bytes(element.raw)


def from_pem(blocks: Sequence[pem.Block], password: bytes | None) -> Certificate:
    """Return the facts of the certificates in a PEM file, with or without a private key."""
    found = [read(block.der) for block in blocks if block.is_certificate]
    secret = [block for block in blocks if block.is_key]
    opened, damaged = [], ""
    for block in secret:
        if password is None and keys.is_encrypted(block):
            continue
        try:
            opened.append(keys.load_block(block, password))
        except Refused as refused:
            # A damaged key does not hide the certificate.
            if refused.problem.kind != "malformed":
                raise
            damaged = refused.problem.what
    described = describe("PEM", found, opened, locked=len(opened) < len(secret))
    return replace(described, has_private_key=True, key_problem=damaged) if damaged else described


def describe(
    container: str,
    certificates: Sequence[ReadCertificate],
    private_keys: Sequence[keys.PrivateKey],
    *,
    locked: bool = False,
) -> Certificate:
    """Return the facts of a container; ``locked`` says that it has a private key that cannot be opened, too.

    They are those of the certificate that fits a private key; if none does, of the one for alert pushes; else of
    the first that is not the issuer of another one.
    """
    try:
        return _describe(container, certificates, private_keys, locked=locked)
    except ValueError:
        raise Refused("malformed", "its certificate is damaged") from None


def _describe(
    container: str,
    as_read: Sequence[ReadCertificate],
    private_keys: Sequence[keys.PrivateKey],
    *,
    locked: bool,
) -> Certificate:
    certificates = [item.certificate for item in as_read]
    public = {_public_bytes(key.public_key()) for key in private_keys}
    fitting = [
        certificate for certificate in certificates if public and _public_of(certificate) in public
    ]
    chosen = fitting[0] if fitting else _most_likely(certificates)
    in_file = as_read[certificates.index(chosen)]
    extensions = purposes.extensions_of(chosen)
    topics = purposes.topics(extensions)
    alerts = [topic for topic, kinds in topics.items() if purposes.ALERTS in kinds]
    bundle_id = _attribute(chosen, NameOID.USER_ID)
    name = _attribute(chosen, NameOID.COMMON_NAME) or ""
    fits = bool(fitting) if private_keys else None
    return Certificate(
        purpose=purposes.purpose(extensions, purposes.usages_of(chosen), bundle_id, name),
        environments=purposes.environments(extensions),
        topics=tuple(topics),
        alert_topics=tuple(alerts),
        bundle_id=bundle_id,
        team_id=_attribute(chosen, NameOID.ORGANIZATIONAL_UNIT_NAME),
        name=name,
        not_before=chosen.not_valid_before_utc,
        not_after=chosen.not_valid_after_utc,
        key=keys.facts_of_public(chosen),
        thumbprint=hashlib.sha1(in_file.data, usedforsecurity=False).hexdigest().upper(),
        has_private_key=bool(private_keys) or locked,
        private_key_fits=None if locked and not fits else fits,
        container=container,
        more_certificates=_others(chosen, certificates),
        names_apple=_names_apple(chosen),
        issuer=_issuer_name(chosen),
        irregular=in_file.irregular,
    )


_APPLE: Final = "Apple Inc."
_AUTHORITIES: Final = re.compile(
    r"(Apple .*(Certification Authority|CA)( .*)?"
    r"|Developer (ID|Authentication) Certification Authority)",
    re.DOTALL,
)
"""The names of Apple's certificate authorities: every name in public copies, as of 2026-11-27, of the list at
apple.com/certificateauthority (the page itself was not read). Push certificates come from the Worldwide Developer
Relations authority, today its fourth generation (Apple: WWDR intermediate certificates), those for device
management from Application Integration 2. Which of them it is does not matter here, because a name is not a
proof."""


def _names_apple(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate names an authority of Apple as its issuer; that alone does not prove it."""
    issuer = certificate.issuer
    if issuer == certificate.subject:
        return False
    organizations = [
        item.value for item in issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    ]
    names = [str(item.value) for item in issuer.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return organizations == [_APPLE] and len(names) == 1 and bool(_AUTHORITIES.fullmatch(names[0]))


def _issuer_name(certificate: x509.Certificate) -> str:
    found = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return (displayable(found[0].value) if found else None) or ""


def thumbprint(certificate: x509.Certificate) -> str:
    """Return the SHA-1 thumbprint, by which Azure names a certificate."""
    return certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a name, no proof


def common_name(certificate: x509.Certificate) -> str | None:
    """Return the common name of a certificate's subject."""
    try:
        return _attribute(certificate, NameOID.COMMON_NAME)
    except ValueError:
        return None


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str | None:
    found = certificate.subject.get_attributes_for_oid(oid)
    return displayable(found[0].value) if found else None


def _public_bytes(key: keys.PrivateKey) -> bytes:
    found = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return bytes(found)


def _public_of(certificate: x509.Certificate) -> bytes:
    try:
        return _public_bytes(certificate.public_key())
    except Exception:  # noqa: BLE001 - whatever is wrong with the key, it fits none
        return b""


def _most_likely(certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    issuers = {
        certificate.issuer
        for certificate in certificates
        if certificate.issuer != certificate.subject
    }
    leaves = [
        certificate for certificate in certificates if certificate.subject not in issuers
    ] or list(certificates)
    for leaf in leaves:
        extensions = purposes.extensions_of(leaf)
        bundle_id = _attribute(leaf, NameOID.USER_ID)
        usages = purposes.usages_of(leaf)
        if purposes.purpose(extensions, usages, bundle_id, "") is Purpose.ALERT_PUSH:
            return leaf
    return leaves[0]


def _others(chosen: x509.Certificate, certificates: Sequence[x509.Certificate]) -> int:
    """Count the certificates other than the chosen one and its issuers."""
    rest = {thumbprint(certificate): certificate for certificate in certificates}
    rest.pop(thumbprint(chosen), None)
    subject, issuer = chosen.subject, chosen.issuer
    for _ in range(_MAX_CHAIN):
        if issuer == subject:  # A self-signed certificate has no issuer above it.
            break
        above = next((print_ for print_, item in rest.items() if item.subject == issuer), None)
        if above is None:
            break
        item = rest.pop(above)
        subject, issuer = item.subject, item.issuer
    return len(rest)
