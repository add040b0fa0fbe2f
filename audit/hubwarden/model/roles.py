"""Azure roles: which of them may list access keys or read credentials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from hubwarden.model.base import ResourceId, Subject

OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"

READING_KEYS: Final = {OWNER: "Owner", CONTRIBUTOR: "Contributor"}
"""Azure's own roles that may do everything (Microsoft: Azure built-in roles)."""

NOT_READING_KEYS: Final = {
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "43d0d8ad-25c7-4714-9337-8ba259a9fe05": "Monitoring Reader",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
}
"""Azure's own roles that may do neither (Microsoft: Azure built-in roles)."""

KEY_ACTIONS: Final = (
    "microsoft.notificationhubs/namespaces/authorizationrules/listkeys/action",
    "microsoft.notificationhubs/namespaces/authorizationrules/regeneratekeys/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules/listkeys/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules/regeneratekeys/action",
    "microsoft.notificationhubs/namespaces/pnscredentials/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/pnscredentials/action",
)
"""Actions that answer with keys or credentials (Microsoft.NotificationHubs: operations)."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A part of a role: what it allows, but for what it takes back."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoleDefinition(Subject):
    """A role that somebody made."""

    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DenyAssignment(Subject):
    """What some principals may not do, whatever roles they have."""

    scope: ResourceId
    below: bool
    """Whether it holds for what is below its scope, too."""
    principals: tuple[str, ...]
    """Object ids of users, groups and service principals; ``EVERYBODY`` stands for all."""
    groups: frozenset[str]
    """Those of them that are groups, whose members nobody tells."""
    excluded: tuple[str, ...]
    """Object ids for which it does not hold."""
    permissions: tuple[Permission, ...]


EVERYBODY: Final = "00000000-0000-0000-0000-000000000000"
"""Stands for all principals in a deny assignment (Microsoft: Understand Azure deny assignments)."""


def allows(permissions: Iterable[Permission], action: str) -> bool:
    """Tell whether permissions cover an action, written in small letters, and do not take it back."""
    return any(
        _covers(item.actions, action) and not _covers(item.not_actions, action)
        for item in permissions
    )


def key_actions(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """Return the actions among a role's that answer with keys or credentials, in small letters."""
    permissions = tuple(permissions)
    return tuple(action for action in KEY_ACTIONS if allows(permissions, action))


def _covers(patterns: Iterable[str], action: str) -> bool:
    return any(fnmatchcase(action, pattern.lower()) for pattern in patterns)
