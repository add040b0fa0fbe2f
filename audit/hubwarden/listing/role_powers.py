"""What a role assignment lets its holder do with a namespace or a hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import RoleGrant
from hubwarden.model.roles import (
    CONTRIBUTOR,
    EVERYBODY,
    NOT_READING_KEYS,
    OWNER,
    DenyAssignment,
    Permission,
    RoleDefinition,
    allows,
)

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"

POWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "list keys": tuple(
        f"{kind}/authorizationrules/{action}/action"
        for kind in (_NAMESPACE, _HUB)
        for action in ("listkeys", "regeneratekeys")
    ),
    "read credentials": (f"{_NAMESPACE}/pnscredentials/action", f"{_HUB}/pnscredentials/action"),
    "send test pushes": (f"{_HUB}/debugsend/action",),
    "write rules": (f"{_NAMESPACE}/authorizationrules/write", f"{_HUB}/authorizationrules/write"),
}
"""The actions behind each power; one of them is enough (Microsoft.NotificationHubs: operations)."""

_OF_RULES: Final = ("list keys", "write rules")
"""The powers that a role on a single access rule can give: they concern that rule only."""

_ALL: Final = (Permission(("*",), ()),)
"""The permissions of Owner and, as far as these actions go, of Contributor (Microsoft: Azure built-in roles)."""


def power(estate: Estate, grant: RoleGrant, target: ResourceId, name: str) -> str:
    """Return whether a role assignment gives a power over a namespace or hub.

    The answer is ``yes``, ``no``, ``no: denied``, or a yes with its limit (``yes, unless a member of ...``).
    Raises ``Undetermined`` where the role or a deny assignment is not known.
    """
    if "/authorizationrules/" in grant.scope.folded and name not in _OF_RULES:
        return "no"
    permissions = _permissions(estate, grant)
    allowed = [action for action in _actions(name, target) if allows(permissions, action)]
    if not allowed:
        return "no"
    left, groups = _undenied(estate, grant, target, allowed)
    if not left:
        return "no: denied"
    if groups:
        return f"yes, unless a member of {', '.join(sorted(groups))}"
    return "yes"


def _actions(name: str, target: ResourceId) -> Sequence[str]:
    """Return the actions behind a power; for a hub, only those on hubs."""
    actions = POWERS[name]
    if "/notificationhubs/" in target.text.lower():
        return [action for action in actions if action.startswith(f"{_HUB}/")]
    return actions


def _permissions(estate: Estate, grant: RoleGrant) -> tuple[Permission, ...]:
    name = grant.role.name.lower()
    own = estate.index("role definitions", lambda: _by_name(estate)).get(name)
    if own is not None:
        return own.permissions
    if name in (OWNER, CONTRIBUTOR):
        return _ALL
    if name in NOT_READING_KEYS:
        return ()
    raise Undetermined(
        "RoleGrant.role",
        f"what role {grant.role.name} may do is not told by any source in scope",
    )


def _by_name(estate: Estate) -> Mapping[str, RoleDefinition]:
    return {item.id.name.lower(): item for item in estate.role_definitions}


def _undenied(
    estate: Estate, grant: RoleGrant, target: ResourceId, allowed: Iterable[str]
) -> tuple[list[str], set[str]]:
    """Return the actions that no deny assignment removes, and the denied groups, whose members lose some."""
    left, groups = list(allowed), set[str]()
    for deny in estate.deny_assignments:
        if not _holds(deny, target):
            continue
        denied = [action for action in left if allows(deny.permissions, action)]
        if not denied or grant.principal.lower() in map(str.lower, deny.excluded):
            continue
        named = {item.lower() for item in deny.principals}
        if EVERYBODY in named or grant.principal.lower() in named:
            left = [action for action in left if action not in denied]
        else:
            groups |= {item for item in deny.groups if item.lower() in named}
    return left, groups


def _holds(deny: DenyAssignment, target: ResourceId) -> bool:
    if not deny.scope.may_contain(target):
        return False
    return deny.below or deny.scope == target
