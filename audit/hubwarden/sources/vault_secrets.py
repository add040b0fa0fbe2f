"""Secrets of key vaults: what is one, what it is called, and who refers to it."""

from __future__ import annotations

import re
from typing import Final

from hubwarden.sources.property_leaves import Leaf
from hubwarden.sources.record import Record

_CLASSIC_SECRET: Final = "azure:keyvault/secret:secret"  # noqa: S105 - a type
VAULT_SECRETS: Final = ("microsoft.keyvault/vaults/secrets", "keyvault:secret", _CLASSIC_SECRET)
"""The types of a vault's secret, in the spellings of all sources."""

_VAULT_REFERENCE: Final = re.compile(
    r"(?:vault\.azure\.net/secrets/|SecretName=|/vaults/[^/]+/secrets/)(\{[^}]*\}|[\w-]+)",
    re.IGNORECASE,
)


def references(leaf: Leaf) -> list[str]:
    """Return the names of the secrets of vaults that a value refers to."""
    return [found[1].lower() for found in _VAULT_REFERENCE.finditer(leaf.text)]


def secret_name(record: Record) -> str:
    """Return the name of a vault's secret."""
    own = record.properties.get("name")
    if record.type == _CLASSIC_SECRET and isinstance(own, str):
        return own.lower()  # The id that azure classic gives it ends in a version.
    return record.id.rpartition("/")[2].lower()


def is_kept(record: Record, leaf: Leaf) -> bool:
    """Tell whether a value is that of a vault's secret."""
    return record.type in VAULT_SECRETS and leaf.path.rpartition(".")[2] == "value"
