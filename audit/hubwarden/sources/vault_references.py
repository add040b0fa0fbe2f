"""Secrets of a Key Vault, and references to them in each spelling that Azure takes or a template computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hubwarden.sources.record import Record

_CLASSIC_SECRET: Final = "azure:keyvault/secret:secret"  # noqa: S105 - a type
VAULT_SECRETS: Final = ("microsoft.keyvault/vaults/secrets", "keyvault:secret", _CLASSIC_SECRET)
"""The types of a secret of a vault."""


class VaultSecret(NamedTuple):
    """A secret of a vault, in lower case; unknown parts of its name are symbols in braces."""

    vault: str
    """Empty where it is not known."""
    name: str


_NAME: Final = r"(?P<name>\{[^{}]*\}|[\w-]+)"
_VAULT: Final = r"(?P<vault>\{[^{}]*\}|[\w-]+)"
_DOMAIN: Final = r"(?:\.vault\.[a-z.]+|\{environment\(\)[^{}]*\})(?::443)?"
"""What follows a vault's name in an address: also of another cloud, or known by the deployment alone."""

_SPELLINGS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/vaults/(?P<vault>[^/']+)/secrets/" + _NAME,
        r"(?:(?P<vault>[\w-]+)|\})" + _DOMAIN + "/secrets/" + _NAME,
        "VaultName=" + _VAULT + r"\s*;\s*SecretName=" + _NAME,
        "SecretName=" + _NAME + r"\s*;(?:[^)]*;)?\s*VaultName=" + _VAULT,
        "SecretName=" + _NAME,
        # The address that a vault tells of itself, and any other that is not known.
        r"/vaults/(?P<vault>[\w-]+)'[^{}]*\)\.vaultUri\}/?secrets/" + _NAME,
        r"\}/?secrets/" + _NAME,
    )
)
_PLAIN: Final = re.compile(r"[\w-]+")


def secrets_in(text: str) -> Iterator[VaultSecret]:
    """Yield the secrets that a text refers to, or a symbol for one, each once.

    Source: Use Key Vault references (App Service), Key Vault object identifiers.
    """
    if "secret" not in text.lower():
        return  # Each spelling has the word.
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
    """Tell whether two references may mean the same secret: not where they name different vaults."""
    known = secret.vault and other.vault
    return secret.name == other.name and (not known or secret.vault == other.vault)


def secret_of(id: str) -> VaultSecret:
    """Return the secret of a vault that has an id, or a name alone."""
    name = id.rpartition("/")[2].lower()
    return next(secrets_in(id), VaultSecret("", name))._replace(name=name)


def kept_as(record: Record) -> VaultSecret:
    """Return what a record of a vault's secret is called in references."""
    name = record.properties.get("name") if record.type == _CLASSIC_SECRET else None
    # The id that azure classic gives it ends in a version.
    return secret_of(name if isinstance(name, str) else record.id)


def is_kept(record: Record, path: str) -> bool:
    """Tell whether a value is that of a vault's secret."""
    return record.type in VAULT_SECRETS and path.rpartition(".")[2] == "value"
