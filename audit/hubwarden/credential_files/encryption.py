"""How a container or a key is encrypted, read from its algorithm identifiers before it is opened.

The parameters in a file decide how much time and memory a key derivation takes, so they are compared with limits
first. The identifiers are those of RFC 8018 (PBES1, PBES2), RFC 7292 (PKCS#12) and RFC 7914 (scrypt).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CBC

from hubwarden.credential_files import der
from hubwarden.credential_files.problems import Refused

MAX_ROUNDS: Final = 1_000_000
"""The most rounds for one key; writers use 1 to 600,000. Measured: a million takes a quarter of a second."""
_MAX_TOTAL: Final = 3 * MAX_ROUNDS
"""The most rounds for all keys of a file: those of its MAC, its certificates and its private key."""
_MAX_MEMORY: Final = 64 * 1024 * 1024

PBES2: Final = "1.2.840.113549.1.5.13"
_PBKDF2: Final = "1.2.840.113549.1.5.12"
_SCRYPT: Final = "1.3.6.1.4.1.11591.4.11"

_OLD_SCHEMES: Final = {
    "1.2.840.113549.1.5.1": "DES",
    "1.2.840.113549.1.5.3": "DES",
    "1.2.840.113549.1.5.4": "RC2",
    "1.2.840.113549.1.5.6": "RC2",
    "1.2.840.113549.1.5.10": "DES",
    "1.2.840.113549.1.5.11": "RC2",
    "1.2.840.113549.1.12.1.1": "RC4",
    "1.2.840.113549.1.12.1.2": "RC4",
    "1.2.840.113549.1.12.1.3": "Triple DES",
    "1.2.840.113549.1.12.1.4": "Triple DES",
    "1.2.840.113549.1.12.1.5": "RC2",
    "1.2.840.113549.1.12.1.6": "RC2",
}
_CIPHERS: Final = {
    "2.16.840.1.101.3.4.1.2": "AES",
    "2.16.840.1.101.3.4.1.22": "AES",
    "2.16.840.1.101.3.4.1.42": "AES",
    "1.2.840.113549.3.7": "Triple DES",
    "1.2.840.113549.3.2": "RC2",
    "1.3.14.3.2.7": "DES",
}

Support = Literal["always", "some", "unknown"]
"""Which builds of OpenSSL can decrypt it: all, some, or unknown because the cipher is not known here."""


@dataclass(frozen=True, slots=True)
class Encryption:
    """The encryption of one part of a file."""

    cipher: str
    """The name of the cipher; empty where it is not known here."""
    rounds: int
    memory: int = 0

    @property
    def support(self) -> Support:
        """Which builds of OpenSSL can decrypt it."""
        if not self.cipher:
            return "unknown"
        return "always" if self.cipher == "AES" else "some"


@cache
def opens_here(cipher: str) -> bool:
    """Tell whether this build of OpenSSL has a cipher; if it does, a failure to decrypt has another cause."""
    if cipher != "Triple DES":
        return cipher == "AES"
    try:
        Cipher(TripleDES(bytes(24)), CBC(bytes(8))).encryptor()
    except UnsupportedAlgorithm:
        return False
    return True


def read_encryption(algorithm: der.Element) -> Encryption:
    """Read an ``AlgorithmIdentifier`` of password-based encryption."""
    parts = der.children(algorithm)
    scheme = der.oid(der.at(parts, 0))
    if scheme == PBES2:
        return _read_pbes2(der.at(parts, 1))
    cipher = _OLD_SCHEMES.get(scheme, "")
    if not cipher:
        return Encryption("", 0)
    return Encryption(cipher, der.integer(der.at(der.children(der.at(parts, 1)), 1)))


def _read_pbes2(parameters: der.Element) -> Encryption:
    both = der.children(parameters)
    scheme = der.oid(der.at(der.children(der.at(both, 1)), 0))
    cipher = _CIPHERS.get(scheme, "")
    rounds, memory = read_derivation(der.at(both, 0))
    return Encryption(cipher if rounds else "", rounds, memory)


def read_derivation(algorithm: der.Element) -> tuple[int, int]:
    """Return the rounds of a key derivation and its memory in bytes; 0 rounds where it is not known here."""
    parts = der.children(algorithm)
    scheme = der.oid(der.at(parts, 0))
    if scheme == _PBKDF2:
        return der.integer(der.at(der.children(der.at(parts, 1)), 1)), 0
    if scheme == _SCRYPT:
        cost, block, parallel = (
            der.integer(der.at(der.children(der.at(parts, 1)), index)) for index in (1, 2, 3)
        )
        # scrypt fills 128 * N * r bytes p times (RFC 7914); each block of 128 bytes counts as a round.
        return cost * block * parallel, 128 * cost * block
    return 0, 0


def hold_to_limits(encryptions: Iterable[Encryption]) -> None:
    """Raise ``Refused`` where opening the file would take too much time or memory."""
    total = most = 0
    for encryption in encryptions:
        total += encryption.rounds
        most = max(most, encryption.rounds)
        if encryption.rounds < 0:
            raise Refused("malformed", "its key derivation asks for a negative number of rounds")
        if encryption.memory > _MAX_MEMORY:
            raise Refused("too much memory", "its key derivation asks for too much memory")
    if most > MAX_ROUNDS or total > _MAX_TOTAL:
        raise Refused(
            "took too long", f"its key derivation asks for more than {MAX_ROUNDS:,} rounds"
        )
