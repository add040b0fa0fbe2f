"""Private keys: their kind, and whether they are intact."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

from hubwarden.credential_files import der, encryption
from hubwarden.credential_files.kinds import KeyFacts, SigningKey
from hubwarden.credential_files.pem import NOT_BASE64, Block
from hubwarden.credential_files.problems import Refused

P256: Final = "secp256r1"
_MAX_BYTES: Final = 16_384
"""The largest private key in bytes; an RSA key of 16,384 bits has 9,300."""
_UNKNOWN: Final = KeyFacts("unknown", 0, "")
_KEY_FILE: Final = re.compile(r"AuthKey_([A-Z0-9]{10})(?![A-Za-z0-9])[^/\\]*\.p8", re.IGNORECASE)

PrivateKey = Any
"""A private key object of the cryptography library; only facts about it leave this package."""


def facts_of(key: Any) -> KeyFacts:
    """Return the kind of a private or public key, and a digest that identifies it."""
    return replace(_kind_of(key), public_digest=public_digest(key))


def public_digest(key: Any) -> str:
    """Return the SHA-256 of the public half of a key; empty for kinds that have no known public form."""
    try:
        public = key.public_key() if hasattr(key, "public_key") else key
        data = public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except Exception:  # noqa: BLE001 - whatever is wrong with the key, it has no public half
        return ""
    return hashlib.sha256(data).hexdigest()


def _kind_of(key: Any) -> KeyFacts:
    match key:
        case rsa.RSAPrivateKey() | rsa.RSAPublicKey():
            return KeyFacts("RSA", key.key_size, "")
        case ec.EllipticCurvePrivateKey() | ec.EllipticCurvePublicKey():
            return KeyFacts("EC", key.curve.key_size, key.curve.name)
        case dsa.DSAPrivateKey() | dsa.DSAPublicKey():
            return KeyFacts("DSA", key.key_size, "")
        case ed25519.Ed25519PrivateKey() | ed25519.Ed25519PublicKey():
            return KeyFacts("Ed25519", 256, "")
        case ed448.Ed448PrivateKey() | ed448.Ed448PublicKey():
            return KeyFacts("Ed448", 456, "")
        case _:
            return _UNKNOWN


def facts_of_public(certificate: Any) -> KeyFacts:
    """Return the kind of the key in a certificate."""
    try:
        return facts_of(certificate.public_key())
    except (UnsupportedAlgorithm, ValueError):
        return _UNKNOWN


def is_encrypted(block: Block) -> bool:
    """Tell whether a block needs a password."""
    return (not block.der and not block.damaged) or block.label == "ENCRYPTED PRIVATE KEY"


def load_block(block: Block, password: bytes | None) -> PrivateKey:
    """Open the private key of a PEM block."""
    if block.damaged:
        raise Refused("malformed", NOT_BASE64)
    if block.der:
        return load(block.der, password, encrypted=is_encrypted(block))
    if password is None:
        raise _password_needed()
    try:  # the old PEM encryption, with one round of MD5
        return _whole(
            serialization.load_pem_private_key(
                block.text.encode(), password, unsafe_skip_rsa_key_validation=True
            )
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(
            "wrong password or unsupported cipher",
            "the private key does not open: the password is wrong, or the cipher is not known here",
        ) from None


def load(data: bytes, password: bytes | None, *, encrypted: bool) -> PrivateKey:
    """Open a private key in DER: PKCS#8 (encrypted or not), PKCS#1 or SEC1."""
    if len(data) > _MAX_BYTES:
        raise Refused("too large", "its private key is larger than any that a push service uses")
    if encrypted:
        return _load_encrypted(data, password)
    try:
        key = serialization.load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError):
        raise Refused("malformed", "its private key is damaged") from None
    except UnsupportedAlgorithm:
        raise Refused("malformed", "its private key is of a kind that is not known here") from None
    return _whole(key)


def _load_encrypted(data: bytes, password: bytes | None) -> PrivateKey:
    how = encryption.read_encryption(der.only(der.read_element(data)))
    encryption.hold_to_limits([how])
    if how.support == "unknown":
        raise Refused("unsupported cipher", "its private key is encrypted in an unknown way")
    if password is None:
        raise _password_needed()
    try:
        key = serialization.load_der_private_key(
            data, password, unsafe_skip_rsa_key_validation=True
        )
    except UnsupportedAlgorithm:
        raise Refused(
            "unsupported cipher", f"its private key is encrypted with {how.cipher}"
        ) from None
    except (ValueError, TypeError):
        if encryption.opens_here(how.cipher):
            raise Refused("wrong password", "the password does not open its private key") from None
        raise Refused(
            "wrong password or unsupported cipher",
            f"its private key does not open: the password is wrong, or {how.cipher} is not supported",
        ) from None
    return _whole(key)


def _password_needed() -> Refused:
    return Refused("password needed", "its private key is encrypted, and no password is given")


def _whole(key: PrivateKey) -> PrivateKey:
    """Return an RSA key; raise ``Refused`` where its numbers do not belong together.

    The library's own check also tests whether the factors are prime, which takes seconds for large keys (measured:
    3.7 for 8,192 bits). Here it is enough that they fit the modulus and the exponents.
    """
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        public = numbers.public_numbers
        product = numbers.d * public.e
        if (
            min(numbers.p, numbers.q) <= 1
            or numbers.p * numbers.q != public.n
            or product % (numbers.p - 1) != 1
            or product % (numbers.q - 1) != 1
        ):
            raise Refused("malformed", "its private key is damaged")
    return key


def signing_key(
    key: PrivateKey, *, plain_pkcs8: bool, pem_markers: bool, name: str = ""
) -> SigningKey:
    """Return the facts of a private key without a certificate; ``name`` is the name of its file."""
    facts = facts_of(key)
    match = _KEY_FILE.search(name)
    return SigningKey(
        key=facts,
        usable=plain_pkcs8 and facts.algorithm == "EC" and facts.curve == P256,
        pem_markers=pem_markers,
        key_id=match[1].upper() if match else None,
    )
