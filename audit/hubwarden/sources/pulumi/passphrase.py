"""Decrypts what Pulumi encrypted with a passphrase, and encrypts as Pulumi does.

Format: ``sdk/go/common/config/crypt.go`` and ``pkg/secrets/passphrase`` of pulumi/pulumi. The key is derived from
the passphrase and a salt with PBKDF2-HMAC-SHA256, 1,000,000 rounds; a value is ``v1:<nonce>:<ciphertext>``,
AES-256-GCM. The salt contains an encrypted text with which a passphrase can be tested.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

Opener = Callable[[str], str | None]
"""Returns the plain text of an encrypted value; ``None`` where it cannot be decrypted."""

_ROUNDS: Final = 1_000_000
_CHECK: Final = "pulumi"


def opener(salt: object, environment: Mapping[str, str] | None = None) -> Opener:
    """Return a function that decrypts the values that belong to a salt (``encryptionsalt`` of a stack file).

    The passphrase is in ``PULUMI_CONFIG_PASSPHRASE``, or in the file named by ``PULUMI_CONFIG_PASSPHRASE_FILE``.
    Without the right one, nothing is decrypted.
    """
    passphrase = _passphrase(environment)
    key = _key(salt, passphrase) if isinstance(salt, str) and passphrase is not None else None
    if key is None:
        return lambda _text: None
    return lambda text: _open(text, key)


def why_closed(salt: object, environment: Mapping[str, str] | None = None) -> str:
    """Return why values that belong to a salt cannot be decrypted, and what the user can do."""
    if not isinstance(salt, str):
        return "not with a passphrase, and no other secrets provider is asked"
    if _passphrase(environment) is None:
        return "set PULUMI_CONFIG_PASSPHRASE to have it read"
    return "the passphrase that is set does not open it"


def _passphrase(environment: Mapping[str, str] | None) -> str | None:
    environment = os.environ if environment is None else environment
    if "PULUMI_CONFIG_PASSPHRASE" in environment:
        return environment["PULUMI_CONFIG_PASSPHRASE"]
    named = environment.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    try:
        return Path(named).read_text(encoding="utf-8").strip() if named else None
    except (OSError, ValueError):
        return None


@cache
def _key(salt: str, passphrase: str) -> bytes | None:
    """Return the key; ``None`` where the passphrase does not fit the salt."""
    version, _, rest = salt.partition(":")
    encoded, _, check = rest.partition(":")
    try:
        seed = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if version != "v1" or not check:
        return None
    key = _derived(seed, passphrase)
    return key if _open(check, key) == _CHECK else None


@cache
def _derived(seed: bytes, passphrase: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), seed, _ROUNDS, 32)


class Sealer:
    """Encrypts values as Pulumi does, with a passphrase and a new salt."""

    def __init__(self, passphrase: str) -> None:
        seed = os.urandom(8)
        self._key = _derived(seed, passphrase)
        self.salt = f"v1:{base64.b64encode(seed).decode()}:{self.seal(_CHECK)}"
        """The salt with the text for testing the passphrase, as a stack file has it."""

    def seal(self, text: str) -> str:
        """Return a text in encrypted form."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        nonce = os.urandom(12)
        sealed = AESGCM(self._key).encrypt(nonce, text.encode(), None)
        return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(sealed).decode()}"


def _open(text: str, key: bytes) -> str | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - only where something is opened
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    version, _, rest = text.partition(":")
    nonce, _, sealed = rest.partition(":")
    if version != "v1":
        return None
    try:
        opened = AESGCM(key).decrypt(
            base64.b64decode(nonce, validate=True), base64.b64decode(sealed, validate=True), None
        )
        return opened.decode("utf-8")
    except (InvalidTag, binascii.Error, ValueError):
        return None
