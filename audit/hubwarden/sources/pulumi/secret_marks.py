"""Which values that are marked as secret may be read.

Key material is read, since only a digest or facts of it are kept. All other values that rules read are quoted in
reports, so a marked one is not read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hubwarden.sources.pulumi.wire_values import ENCRYPTED, below
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.unknown import Unknown

_SHARED: Final = "pnsCredentials"
"""The property of a namespace with the credentials that its hubs share."""
_KEYS: Final = frozenset(f"{path}.{key}" for path, keys in SECRET_MEMBERS.items() for key in keys)

Readable = Callable[[Any, str], Any]
"""Takes a value marked as secret and its path, and returns what may be read of it."""


def of_input(value: Any, path: str) -> Any:
    """Return what may be read of a marked input: key material, or that it is empty."""
    own = path.removeprefix(f"{_SHARED}.")
    if own in _KEYS or isinstance(value, Unknown) or value in (None, ""):
        return value
    if isinstance(value, dict) and (own in SECRET_MEMBERS or path == _SHARED):
        return {key: of_input(item, below(path, key)) for key, item in value.items()}
    return ENCRYPTED


def of_output(value: Any, _path: str) -> Any:
    """Return a marked output unchanged, because only the names of outputs are quoted."""
    return value


def holds_keys(path: str) -> bool:
    """Tell whether the path of an input is a credential or a part of one."""
    return path.removeprefix(f"{_SHARED}.").partition(".")[0] in (*SECRET_MEMBERS, _SHARED)
