"""PKCS#12 containers (.p12, .pfx; RFC 7292).

The container is read here before the cryptography library opens it: to know what opening would cost, and because
the library has a single message for a wrong password, an unsupported cipher and a damaged file. The MAC over the
container (the "seal" in this module) tells a wrong password from the other two.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from hubwarden.credential_files import (
    certificate_bags,
    certificates,
    der,
    encryption,
    key_bags,
    keys,
)
from hubwarden.credential_files.hash_algorithms import HASHES
from hubwarden.credential_files.kinds import Certificate
from hubwarden.credential_files.problems import Refused

_ENCRYPTED_DATA: Final = "1.2.840.113549.1.7.6"
_PBMAC1: Final = "1.2.840.113549.1.5.14"
_MAC_PURPOSE: Final = 3
_MAX_KEY: Final = 3_072
"""The largest encrypted private key in bytes; RSA of 4,096 bits has 2,400. The library tests whether the factors of
a key are prime, which takes seconds for larger keys."""
_MAX_SECOND_LOOK: Final = 100_000
"""The most rounds with which opening is tried again without the given password."""
_MAX_BAGS: Final = 200


@dataclass(frozen=True, slots=True, repr=False)
class _Seal:
    """The MAC over the container, and its parameters."""

    hash: str
    """The name of the hash in hashlib; empty where it is not known here."""
    digest: bytes
    salt: bytes
    rounds: int
    over: bytes


@dataclass(slots=True, repr=False)
class _Container:
    seal: _Seal | None = None
    encryptions: list[encryption.Encryption] = field(default_factory=list)
    bags: int = 0


def open_container(data: bytes, password: bytes | None) -> Certificate:
    """Return the facts of a container; raise ``Refused`` where it cannot be opened."""
    container = _walk(data)
    seal = container.seal
    rounds = [encryption.Encryption("AES", seal.rounds)] if seal else []
    encryption.hold_to_limits([*container.encryptions, *rounds])
    try:
        found = pkcs12.load_pkcs12(data, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        # An ASN.1 error comes from parsing decrypted data, so the cipher and the password are right.
        opened = not isinstance(error, UnsupportedAlgorithm) and "asn1" in str(error).lower()
        why = _why(container, password, opened=opened)
        found_one = _one_by_one(data, container.seal, password)
        if found_one is None:
            raise why from None
        return found_one
    every = _certificates(found)
    if not every:
        raise Refused("malformed", "it holds no certificate")
    return certificates.describe("PKCS#12", every, [found.key] if found.key is not None else [])


def _one_by_one(data: bytes, seal: _Seal | None, password: bytes | None) -> Certificate | None:
    """Return the facts of a container that the library does not open as a whole; ``None`` where this fails, too.

    So a damaged private key, or a certificate in a form that the library refuses, does not hide the other parts.
    """
    if seal is not None and seal.hash and not _opens(seal, password):
        return None
    rest, held = key_bags.without_keys(data)
    try:
        every = _certificates(pkcs12.load_pkcs12(rest, password))
        private_keys: list[keys.PrivateKey] = []
    except (ValueError, TypeError, UnsupportedAlgorithm):
        every = _irregular(data, password)
        private_keys = [key for bag in held if (key := bag.opened(password)) is not None]
    if not every or not (held or any(item.irregular for item in every)):
        return None
    # A key that cannot be opened for an unknown reason is reported as locked, not as damaged.
    locked = len(private_keys) < len(held)
    told = certificates.describe("PKCS#12", every, private_keys, locked=locked)
    problem = next(filter(None, (bag.problem(password) for bag in held)), "")
    return replace(told, key_problem=problem)


def _irregular(data: bytes, password: bytes | None) -> list[certificates.ReadCertificate]:
    """Return the certificates of a container that has one in a form that the library refuses."""
    try:
        every = [
            certificates.read(item) for item in certificate_bags.certificates_in(data, password)
        ]
    except (Refused, ValueError, TypeError):
        return []
    return every if any(item.irregular for item in every) else []


def _certificates(
    found: pkcs12.PKCS12KeyAndCertificates,
) -> list[certificates.ReadCertificate]:
    every = [held.certificate for held in (found.cert, *found.additional_certs) if held is not None]
    return [
        certificates.ReadCertificate(item, item.public_bytes(serialization.Encoding.DER))
        for item in every
    ]


def _why(container: _Container, password: bytes | None, *, opened: bool) -> Refused:
    """Return why the library does not open a container."""
    names = {item.cipher for item in container.encryptions if item.support != "always"}
    ciphers = " and ".join(sorted(name or "an unknown cipher" for name in names))
    seal = container.seal
    if seal is None or not seal.hash:
        return _why_unsealed(container, ciphers, password)
    if not _opens(seal, password):
        return _wrong(seal, password)
    if opened:
        return Refused(
            "unclear form",
            "the password fits, but a certificate or key in it has a form that is not read here",
        )
    if ciphers:
        return Refused(
            "unsupported cipher",
            f"the password fits, but it is encrypted with {ciphers}, which is not supported here",
        )
    return Refused("malformed", "the password fits, but what it protects is damaged")


def _why_unsealed(container: _Container, ciphers: str, password: bytes | None) -> Refused:
    """Return the same where there is no MAC to test the password with."""
    if any(item.support == "unknown" for item in container.encryptions):
        return Refused("unsupported cipher", "it is encrypted in an unknown way")
    if not container.encryptions and container.seal is None:
        return Refused("malformed", "it is damaged")
    if password is None:
        return Refused("password needed", "it does not open without a password")
    if ciphers or container.seal is not None:
        return Refused(
            "wrong password or unsupported cipher",
            f"it does not open: the password is wrong, or {ciphers or 'its seal'} is not supported",
        )
    return Refused("wrong password", "the password does not open it, or it is damaged")


def _wrong(seal: _Seal, password: bytes | None) -> Refused:
    if not password:
        return Refused("password needed", "it does not open without a password")
    if seal.rounds <= _MAX_SECOND_LOOK and _opens(seal, None):
        return Refused("wrong password", "a password is given, and it opens without one")
    return Refused("wrong password", "the password does not open it, or it is damaged")


def _opens(seal: _Seal, password: bytes | None) -> bool:
    """Tell whether the MAC was made with the password.

    "No password" is tried as an empty text and as no bytes at all: RFC 7292 ends a text with two zero bytes.
    """
    tried = [_as_bmp(password)] if password else [b"", b"\0\0"]
    return any(hmac.compare_digest(_seal_of(seal, item), seal.digest) for item in tried)


def _as_bmp(password: bytes) -> bytes:
    try:
        text = password.decode()
    except UnicodeDecodeError:
        text = password.decode("latin-1")
    return text.encode("utf-16-be") + b"\0\0"


def _seal_of(seal: _Seal, password: bytes) -> bytes:
    """Compute the MAC; key derivation by RFC 7292, appendix B.2, for a single block."""
    digest = getattr(
        hashlib, seal.hash
    )  # half the time of hashlib.new, which looks it up each time
    width = digest().block_size
    key = bytes([_MAC_PURPOSE]) * width + _filled(seal.salt, width) + _filled(password, width)
    for _ in range(max(seal.rounds, 1)):
        key = digest(key).digest()
    return hmac.digest(key, seal.over, seal.hash)


def _filled(text: bytes, width: int) -> bytes:
    """Repeat a text up to a multiple of the width in bytes."""
    if not text:
        return b""
    length = -(-len(text) // width) * width
    return (text * (length // len(text) + 1))[:length]


def _walk(data: bytes) -> _Container:
    container = _Container()
    parts = der.children(der.read_element(data))
    sealed = der.children(der.at(parts, 1, der.SEQUENCE))
    if der.oid(der.at(sealed, 0)) != key_bags.DATA:
        raise Refused("malformed", "it is sealed with a key pair, not with a password")
    over = der.octets(der.only(der.at(sealed, 1)))
    if len(parts) > 2:  # noqa: PLR2004 - version, content, seal
        container.seal = _read_seal(parts[2], over)
    for content in der.children(der.read_element(over)):
        fields = der.children(content)
        kind = der.oid(der.at(fields, 0))
        inner = der.only(der.at(fields, 1))
        if kind == key_bags.DATA:
            _walk_bags(container, der.read_element(der.octets(inner)))
        elif kind == _ENCRYPTED_DATA:
            how = der.children(der.at(der.children(inner), 1))
            container.encryptions.append(encryption.read_encryption(der.at(how, 1)))
        else:
            raise Refused("malformed", "it is encrypted with a key pair, not with a password")
        _count(container)
    return container


def _walk_bags(container: _Container, bags: der.Element, depth: int = 0) -> None:
    for bag in der.children(bags):
        fields = der.children(bag)
        kind = der.oid(der.at(fields, 0))
        value = der.only(der.at(fields, 1))
        if kind == key_bags.SHROUDED_KEY:
            if len(value.content) > _MAX_KEY:
                raise Refused("too large", "its private key is larger than push services use")
            container.encryptions.append(encryption.read_encryption(der.only(value)))
        elif kind == key_bags.NESTED and depth < key_bags.MAX_NESTING:
            _walk_bags(container, value, depth + 1)
        _count(container)


def _count(container: _Container) -> None:
    container.bags += 1
    if container.bags > _MAX_BAGS:
        raise Refused("too large", f"it holds more than {_MAX_BAGS} parts")


def _read_seal(mac: der.Element, over: bytes) -> _Seal:
    parts = der.children(mac)
    algorithm, digest = _pair(der.children(der.at(parts, 0)))
    names = der.children(algorithm)
    scheme = der.oid(der.at(names, 0))
    rounds = der.integer(parts[2]) if len(parts) > 2 else 1  # noqa: PLR2004 - optional, 1 is meant
    name = HASHES[scheme].name if scheme in HASHES else ""
    if scheme == _PBMAC1:  # RFC 9579 keeps the rounds one level deeper
        rounds, _ = encryption.read_derivation(der.only(der.at(names, 1)))
    return _Seal(name, der.octets(digest), der.octets(der.at(parts, 1)), rounds, over)


def _pair(elements: list[der.Element]) -> tuple[der.Element, der.Element]:
    return der.at(elements, 0, der.SEQUENCE), der.at(elements, 1)
