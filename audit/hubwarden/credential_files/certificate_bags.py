"""Reads the certificates of a PKCS#12 container one by one, for containers with one that the library refuses.

Reads parts that are not encrypted, and parts encrypted with PBES2, PBKDF2 and AES (RFC 8018), as writers do today.
Older encryption is left to the library, which opens either the whole container or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from hubwarden.credential_files import der, encryption, key_bags
from hubwarden.credential_files.problems import Refused

_CERTIFICATE: Final = "1.2.840.113549.1.12.10.1.3"
_X509: Final = "1.2.840.113549.1.9.22.1"
_PBKDF2: Final = "1.2.840.113549.1.5.12"
_HASHES: Final = {
    "1.2.840.113549.2.7": "sha1",
    "1.2.840.113549.2.9": "sha256",
    "1.2.840.113549.2.10": "sha384",
    "1.2.840.113549.2.11": "sha512",
}
_KEY_BYTES: Final = {
    "2.16.840.1.101.3.4.1.2": 16,
    "2.16.840.1.101.3.4.1.22": 24,
    "2.16.840.1.101.3.4.1.42": 32,
}


def certificates_in(data: bytes, password: bytes | None) -> list[bytes]:
    """Return the certificates of a container, in DER.

    The caller has checked the cost of its key derivations. Raises ``Refused`` where a part is encrypted in another
    way, and ``ValueError`` where a part does not open.
    """
    _, safe, *_ = der.children(der.read_element(data))
    over = der.octets(der.only(der.at(der.children(safe), 1)))
    found: list[bytes] = []
    for content in der.children(der.read_element(over)):
        kind, inner, *_ = der.children(content)
        inside = der.only(inner)
        plain = (
            der.octets(inside)
            if der.oid(kind) == key_bags.DATA
            else _decrypted(inside, password or b"")
        )
        found += _certificates(der.read_element(plain))
    return found


def _certificates(bags: der.Element, depth: int = 0) -> Iterator[bytes]:
    for bag in der.children(bags):
        kind, value, *_ = der.children(bag)
        inner = der.only(value)
        if der.oid(kind) == key_bags.NESTED and depth < key_bags.MAX_NESTING:
            yield from _certificates(inner, depth + 1)
        elif der.oid(kind) == _CERTIFICATE:
            of_kind, wrapped, *_ = der.children(inner)
            if der.oid(of_kind) == _X509:
                yield der.octets(der.only(wrapped))


def _decrypted(encrypted: der.Element, password: bytes) -> bytes:
    """Decrypt the ``EncryptedData`` of a part."""
    _, about, *_ = der.children(encrypted)
    _, algorithm, text, *_ = der.children(about)
    scheme, parameters, *_ = der.children(algorithm)
    if der.oid(scheme) != encryption.PBES2:
        raise _older()
    derivation, cipher = (der.children(part) for part in der.children(parameters))
    length = _KEY_BYTES.get(der.oid(cipher[0]))
    if length is None or der.oid(derivation[0]) != _PBKDF2:
        raise _older()
    salt, rounds, *rest = der.children(derivation[1])
    functions = [
        der.oid(der.at(der.children(item), 0)) for item in rest if item.tag == der.SEQUENCE
    ]
    name = _HASHES.get(functions[0]) if functions else "sha1"
    if name is None:
        raise _older()
    key = hashlib.pbkdf2_hmac(name, password, der.octets(salt), der.integer(rounds), length)
    decryptor = Cipher(AES(key), CBC(der.octets(cipher[1]))).decryptor()
    unpadder = PKCS7(128).unpadder()
    plain = unpadder.update(decryptor.update(der.octets(text)) + decryptor.finalize())
    return plain + unpadder.finalize()


def _older() -> Refused:
    return Refused("unsupported cipher", "a part of it is encrypted in a way that is not read here")
