"""The addresses of a key vault and of its secrets, which follow from their names."""

from __future__ import annotations

from typing import Any, Final

from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.sources.pulumi.wire_values import OUTPUT, SECRET, SIGNATURE

_VERSION: Final = "0" * 32
"""A placeholder for the version of a secret, which is random in Azure."""


def add(resource: Registered, known: Any) -> None:
    """Add the addresses to the ``properties`` of a vault or of a secret in a vault.

    ``known`` is the protobuf struct of the properties that the program gets. It is unchanged for other resources
    and where its properties are not known.
    """
    kind = azure_native.short_type(resource.type)
    names = resource.id.split("/")
    if kind == "keyvault:Vault":
        found = {"vaultUri": _address(names[-1])}
    elif kind == "keyvault:Secret":
        address = f"{_address(names[-3])}secrets/{names[-1]}"
        found = {"secretUri": address, "secretUriWithVersion": f"{address}/{_VERSION}"}
    else:
        return
    properties = _opened(known.fields["properties"]) if "properties" in known.fields else None
    if properties is not None:
        properties.update(found)


def _address(vault: str) -> str:
    return f"https://{vault}.vault.azure.net/"


def _opened(value: Any) -> Any:
    """Return the struct in a value, also inside a secret or an output; ``None`` where there is none."""
    while value.WhichOneof("kind") == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE not in fields:
            return value.struct_value
        if fields[SIGNATURE].string_value not in (SECRET, OUTPUT) or "value" not in fields:
            return None
        value = fields["value"]
    return None
