"""Tells of a value that only Azure knows whether it can hold a key: ids, names and places cannot."""

from __future__ import annotations

import re
from typing import Final

_CALL: Final = re.compile(r"([A-Za-z][\w.]*)\(")
_MEMBERS: Final = re.compile(r"\)((?:\.\w+)+)")
_REFERENCE: Final = re.compile(r"\{reference\('/subscriptions/", re.IGNORECASE)

_PLACES: Final = frozenset(
    ("resourcegroup", "subscription", "tenant", "managementgroup", "deployment", "environment")
)
_IDS: Final = frozenset(
    ("uniquestring", "guid", "newguid", "utcnow", "resourceid", "subscriptionresourceid")
)
_TEXTS: Final = frozenset(
    (
        *("concat", "format", "tolower", "toupper", "trim", "replace", "substring", "take", "skip"),
        *("first", "last", "split", "string", "padleft", "uri", "join", "createarray"),
    )
)
_NAMES: Final = frozenset(
    (
        *("id", "name", "type", "location", "subscriptionid", "tenantid", "displayname"),
        *("principalid", "clientid", "objectid", "customerid", "provisioningstate", "state"),
        *("servicebusendpoint", "defaulthostname", "hostname", "fqdn", "vaulturi", "endpoint"),
    )
)
"""Members of places and resources that are no secret in any of Azure's services."""


def is_harmless(symbol: str) -> bool:
    """Tell whether a value that is not known is made of ids, names and places alone.

    ``symbol`` names the value. What is known of it is judged as any other text is.
    """
    calls = {name.rpartition(".")[2].lower() for name in _CALL.findall(symbol)}
    in_id = symbol.startswith(("/subscriptions/", "{reference('/subscriptions/"))
    # A parameter that is a part of an id is a name.
    safe = _PLACES | _IDS | _TEXTS | {"reference"} | ({"parameters"} if in_id else frozenset())
    if not calls or not calls <= safe:
        return False
    members = [found.rpartition(".")[2].lower() for found in _MEMBERS.findall(symbol)]
    if "reference" in calls:
        of = _REFERENCE.match(symbol)
        # Of a deployment, outputs are read, which may be anything.
        whole = of is not None and re.search(r"\)(?:\.\w+)+\}$", symbol) is not None
        if not whole or "/microsoft.resources/deployments/" in symbol.lower():
            return False
    needed = calls & (_PLACES | {"reference"})
    return all(member in _NAMES for member in members) and (not needed or bool(members))
