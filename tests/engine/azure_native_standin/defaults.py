"""What the provider adds to the inputs of a program: a name, a region, an API version.

The real provider also obeys `pulumi:autonaming` and asks Azure for the region of a resource group; this
one does neither, and tells the engine that it does not know the first.
"""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final

from . import sdk
from .shapes import SHAPES

CREATE_BEFORE_DELETE: Final = "__createBeforeDelete"
"""The provider's note that a resource has a random name, so that its successor can be made first."""

_NAMED_BY_UUID: Final = frozenset({"azure-native:authorization:RoleAssignment"})
"""Types whose names must be UUIDs. That the provider has this way is read in its source; for which types
it uses it comes from its generated metadata, which was not available."""


def complete(
    token: str,
    *,
    urn: str,
    seed: bytes,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    location: str | None,
) -> dict[str, Any]:
    """Return the inputs with what the program leaves open.

    The order is the provider's: what the old inputs say stays, so that a resource that lives keeps its
    name and its region. `location` is the configuration's.
    """
    found = dict(new)
    known = sdk.resource(token)
    for name in SHAPES[token].parameters:
        if name in found or name in sdk.required(known.arguments):
            continue
        found[name] = old.get(name) or _random_name(token, urn.rsplit("::", 1)[-1], seed)
        if name not in old or old.get(CREATE_BEFORE_DELETE) is True:
            found[CREATE_BEFORE_DELETE] = True
    if "location" in known.inputs and "location" not in found:
        default = old.get("location") or location
        found |= {"location": default} if default else {}
    return found | {"azureApiVersion": known.api_version}


def _random_name(token: str, name: str, seed: bytes) -> str:
    """Return a name that the engine's seed decides, though not the very one of the real provider."""
    digits = hashlib.sha256(seed).hexdigest() if seed else secrets.token_hex(16)
    if token in _NAMED_BY_UUID:
        return str(uuid.UUID(digits[:32]))
    return f"{name}{digits[:8]}"
