"""How Pulumi writes values that JSON does not have: secrets, unknown values, outputs, references.

The constants are those of Pulumi's SDK (``sdk/go/common/resource/plugin/rpc.go``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hubwarden.unknown import Unknown

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the protocol
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWNS: Final = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""The texts for a value that is computed later; one for each type of value."""

COMPUTED: Final = Unknown(
    "{computed}", "Azure computes it when the program is deployed", later=True
)
UNSET: Final = Unknown("{secret}", "it is a secret that the stack does not set", present=True)
"""A secret of the configuration that is not set, and has a placeholder."""
HANDED_ON: Final = Unknown("{secret}", "it is a secret of the stack's settings", present=True)
"""A secret of the configuration in an output."""
ENCRYPTED: Final = Unknown("{encrypted}", "it is a secret, which is not read", present=True)


IGNORED: Final = Unknown("{ignored}", "the program ignores changes of it: what is deployed holds")
EXTERNAL: Final = Unknown("{external}", "the stack only reads it, and somebody else manages it")


def sealed(why: str) -> Unknown:
    """Return the value for a secret of the configuration that cannot be decrypted."""
    return Unknown("{secret}", f"it is encrypted in the stack file: {why}", present=True)


def locked(why: str) -> Unknown:
    """Return the value for a secret of a state that cannot be decrypted."""
    return Unknown("{encrypted}", f"it is encrypted in the state: {why}", present=True)


def is_secret(value: Any) -> bool:
    """Tell whether a JSON value is a secret in Pulumi's envelope."""
    return isinstance(value, Mapping) and value.get(SIGNATURE) == SECRET


def below(path: str, key: str | int) -> str:
    """Return the path of a member (``sku.name``) or of an item (``rights[0]``)."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
