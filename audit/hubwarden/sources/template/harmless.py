"""Tells whether a value that only Azure knows can contain a key: ids, names and places cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_CALL: Final = re.compile(r"([A-Za-z][\w.]*)\(")
_MEMBERS: Final = re.compile(r"\)((?:\.\w+)+)")
_MEASURES: Final = re.compile(r"\b(?:length|empty)\(", re.IGNORECASE)
_HASHES: Final = re.compile(r"\b(?:uniqueString|guid)\(", re.IGNORECASE)
_KEYS: Final = re.compile(r"\blist\w*\(", re.IGNORECASE)
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
        *("secreturi", "secreturiwithversion"),
    )
)
"""Members of places and resources that are not secret in any Azure service."""


@lru_cache(maxsize=1024)  # many resources use the same parameter
def is_harmless(symbol: str) -> bool:
    """Tell whether an unknown value is made only of ids, names and places.

    ``symbol`` is the symbol of the value. Its known parts are judged like any other text. A length, and a hash of
    an access key, count as an id.
    """
    symbol = _without(_MEASURES, symbol, _as_id)
    symbol = _without(_HASHES, symbol, lambda inner: f"guid({_without_keys(inner)})")
    calls = {name.rpartition(".")[2].lower() for name in _CALL.findall(symbol)}
    in_id = symbol.startswith(("/subscriptions/", "{reference('/subscriptions/"))
    # A parameter inside an id is a name.
    safe = _PLACES | _IDS | _TEXTS | {"reference"} | ({"parameters"} if in_id else frozenset())
    if not calls or not calls <= safe:
        return False
    members = [found.rpartition(".")[2].lower() for found in _MEMBERS.findall(symbol)]
    if "reference" in calls:
        of = _REFERENCE.match(symbol)
        # A reference to a deployment reads its outputs, which may be anything.
        whole = of is not None and re.search(r"\)(?:\.\w+)+\}$", symbol) is not None
        if not whole or "/microsoft.resources/deployments/" in symbol.lower():
            return False
    needed = calls & (_PLACES | {"reference"})
    return all(member in _NAMES for member in members) and (not needed or bool(members))


def _without_keys(arguments: str) -> str:
    """Return the arguments of a hash with an id in place of each access key."""
    return re.sub(r"(newGuid\(\))(?:\.\w+|\[\d+\])+", r"\1", _without(_KEYS, arguments, _as_id))


def _as_id(_arguments: str) -> str:
    return "newGuid()"


def _without(calls: re.Pattern[str], symbol: str, instead: Callable[[str], str]) -> str:
    """Return a symbol in which some calls are replaced by what ``instead`` makes of their arguments."""
    done, at = "", 0
    while (found := calls.search(symbol, at)) and (end := _end_of(symbol, found.end())):
        done += symbol[at : found.start()] + instead(symbol[found.end() : end])
        at = end + 1
    return done + symbol[at:]


def _end_of(symbol: str, at: int) -> int:
    """Return the position of the bracket that closes an open one; 0 where there is none."""
    depth = 1
    for end in range(at, len(symbol)):
        depth += (symbol[end] == "(") - (symbol[end] == ")")
        if depth == 0:
            return end
    return 0


def is_computable(symbol: str) -> bool:
    """Tell whether anybody who can read the template and the resources can compute a value."""
    if "newGuid(" in symbol or _KEYS.search(symbol):
        return False
    return is_harmless(re.sub(r"base64\(", "string(", symbol))
