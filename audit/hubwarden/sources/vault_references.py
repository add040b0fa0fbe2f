"""Secrets in a Key Vault, and references to them in every spelling that Azure accepts or a template computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hubwarden.sources.record import Record

_CLASSIC_SECRET: Final = "azure:keyvault/secret:secret"  # noqa: S105 - a type
VAULT_SECRETS: Final = ("microsoft.keyvault/vaults/secrets", "keyvault:secret", _CLASSIC_SECRET)
"""The types of a secret in a vault."""


class VaultSecret(NamedTuple):
    """A secret in a vault, in lower case; unknown parts of its name are symbols in braces."""

    vault: str
    """The name of the vault; empty where it is not known."""
    name: str


_NAME: Final = r"(?P<name>\{[^{}]*\}|[\w-]+)"
_VAULT: Final = r"(?P<vault>\{[^{}]*\}|[\w-]+)"
_DOMAIN: Final = r"(?:\.vault\.[a-z.]+|\{environment\(\)[^{}]*\})(?::443)?"
"""The text after a vault's name in an address; also of other clouds, or known only at deployment."""

_SPELLINGS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/vaults/(?P<vault>[^/']+)/secrets/" + _NAME,
        r"(?:(?P<vault>[\w-]+)|\})" + _DOMAIN + "/secrets/" + _NAME,
        "VaultName=" + _VAULT + r"\s*;\s*SecretName=" + _NAME,
        "SecretName=" + _NAME + r"\s*;(?:[^)]*;)?\s*VaultName=" + _VAULT,
        "SecretName=" + _NAME,
        # The vault's own property with its address, and any other unknown address.
        r"/vaults/(?P<vault>[\w-]+)'[^{}]*\)\.vaultUri\}/?secrets/" + _NAME,
        r"\}/?secrets/" + _NAME,
    )
)
_PLAIN: Final = re.compile(r"[\w-]+")


def secrets_in(text: str) -> Iterator[VaultSecret]:
    """Yield the secrets that a text refers to (or a symbol for one), each once.

    Source: Use Key Vault references (App Service), Key Vault object identifiers.
    """
    if "secret" not in text.lower():
        return  # every spelling contains the word
    seen: set[int] = set()
    for spelling in _SPELLINGS:
        for found in spelling.finditer(text):
            if found.start("name") in seen:
                continue
            seen.add(found.start("name"))
            vault = found.groupdict().get("vault") or ""
            known = vault if _PLAIN.fullmatch(vault) else ""
            yield VaultSecret(known.lower(), found["name"].lower())


def may_be_one(secret: VaultSecret, other: VaultSecret) -> bool:
    """Tell whether two references may mean the same secret; they do not if they name different vaults."""
    known = secret.vault and other.vault
    return secret.name == other.name and (not known or secret.vault == other.vault)


def secret_of(id: str) -> VaultSecret:
    """Return the vault secret in an id or a bare name."""
    name = id.rpartition("/")[2].lower()
    return next(secrets_in(id), VaultSecret("", name))._replace(name=name)


def kept_as(record: Record) -> VaultSecret:
    """Return the name by which references call the vault secret of a record."""
    name = record.properties.get("name") if record.type == _CLASSIC_SECRET else None
    # Its id in azure classic ends with a version.
    return secret_of(name if isinstance(name, str) else record.id)


def is_kept(record: Record, path: str) -> bool:
    """Tell whether a path is the value of a vault secret."""
    return record.type in VAULT_SECRETS and path.rpartition(".")[2] == "value"
