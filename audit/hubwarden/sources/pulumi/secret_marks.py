"""What may be read of a value that is marked as secret.

Key material is read: it becomes a digest or a fact, and neither can be shown. All else that rules read
is quoted in reports, so what is marked there stays closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from hubwarden.sources.pulumi.wire_values import ENCRYPTED, below
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.unknown import Unknown

_SHARED: Final = "pnsCredentials"
"""Where a namespace keeps the credentials that its hubs share."""
_KEYS: Final = frozenset(f"{path}.{key}" for path, keys in SECRET_MEMBERS.items() for key in keys)

Readable = Callable[[Any, str], Any]
"""Takes a value that is marked as secret and its path, and returns what may be read of it."""


def of_input(value: Any, path: str) -> Any:
    """Return what may be read of a marked input: key material, and that nothing is set."""
    own = path.removeprefix(f"{_SHARED}.")
    if own in _KEYS or isinstance(value, Unknown) or value in (None, ""):
        return value
    if isinstance(value, dict) and (own in SECRET_MEMBERS or path == _SHARED):
        return {key: of_input(item, below(path, key)) for key, item in value.items()}
    return ENCRYPTED


def of_output(value: Any, _path: str) -> Any:
    """Return a marked output as it is: of outputs only the names are quoted."""
    return value


def holds_keys(path: str) -> bool:
    """Tell whether an input is a credential or a part of one."""
    return path.removeprefix(f"{_SHARED}.").partition(".")[0] in (*SECRET_MEMBERS, _SHARED)
