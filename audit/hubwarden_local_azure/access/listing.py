"""Lists of extension resources: those on a scope, and those inherited from above."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hubwarden_local_azure.access.permissions import (
    DENY_ASSIGNMENTS,
    ELIGIBLE,
    EVERYONE,
    ROLE_ASSIGNMENTS,
    ROLE_DEFINITIONS,
    scopes_over,
)
from hubwarden_local_azure.access.role_definitions import definitions
from hubwarden_local_azure.authorization import LOCKS
from hubwarden_local_azure.kinds import Kind
from hubwarden_local_azure.refusals import bad_request
from hubwarden_local_azure.store import Resource
from hubwarden_local_azure.surroundings import Surroundings

INHERITED: Final = frozenset({LOCKS, ROLE_ASSIGNMENTS, DENY_ASSIGNMENTS, ELIGIBLE})
_AT_SCOPE: Final = "atscope()"
_ID: Final = "'?([0-9a-f-]{36})'?"
_PRINCIPAL: Final = re.compile(rf"principalid eq {_ID}")
_ASSIGNED: Final = re.compile(rf"assignedto\({_ID}\)")


def extensions_of(around: Surroundings, kind: Kind, scope: str, wanted: str) -> list[Resource]:
    """Return the extensions of a type in the list at a scope.

    Locks and access control also apply from above, and a list without a filter contains those below, too. The
    filters are those of "List Azure role assignments using the REST API": ``atScope()`` leaves out what is below;
    ``principalId eq`` and ``assignedTo()`` select one principal, the latter including the groups that it is in;
    ``asTarget()`` means the caller; ``and`` combines filters.
    """
    store = around.store
    if kind.type == ROLE_DEFINITIONS:
        return definitions(store, scope, wanted)
    if kind.type not in INHERITED:
        return store.on(kind.type, scope)
    over = [
        item for above in scopes_over(around.tenant, scope) for item in store.on(kind.type, above)
    ]
    tests = [_test(around, kind, word) for word in _words(wanted) if word != _AT_SCOPE]
    if _AT_SCOPE not in _words(wanted):
        below = store.of(kind.type, scope)
        ids = {item.id for item in below}
        over = [item for item in over if item.id not in ids] + below
    return [item for item in over if all(test(item) for test in tests)]


def _words(wanted: str) -> list[str]:
    words = [word.strip().lower() for word in re.split(r"(?i)\sand\s", wanted)]
    return [word for word in words if word]


def _test(around: Surroundings, kind: Kind, word: str) -> Callable[[Resource], bool]:
    """Return the test of a filter; an unknown filter is refused, since ignoring it would return too much."""
    if kind.type != LOCKS:
        if found := _PRINCIPAL.fullmatch(word):
            return _held_by({found[1]})
        if found := _ASSIGNED.fullmatch(word):
            return _held_by(around.tenant.identities_of(found[1]))
        if word == "astarget()":
            return _held_by(around.tenant.identities_of(around.caller.id))
    raise bad_request("The filter is not supported by the local Azure.", "InvalidFilter")


def _held_by(ids: set[str]) -> Callable[[Resource], bool]:
    def holds(item: Resource) -> bool:
        if item.type == DENY_ASSIGNMENTS:
            principals = item.properties["principals"]
            return any(who["id"].lower() in {*ids, EVERYONE} for who in principals)
        return str(item.properties["principalId"]).lower() in ids

    return holds
