"""Azure roles: which of them can list access keys or read credentials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from hubwarden.model.base import ResourceId, Subject

OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CONTRIBUTOR: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"

READING_KEYS: Final = {OWNER: "Owner", CONTRIBUTOR: "Contributor"}
"""Built-in roles that allow everything (Microsoft: Azure built-in roles)."""

NOT_READING_KEYS: Final = {
    "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
    "43d0d8ad-25c7-4714-9337-8ba259a9fe05": "Monitoring Reader",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
}
"""Built-in roles that allow neither (Microsoft: Azure built-in roles)."""

KEY_ACTIONS: Final = (
    "microsoft.notificationhubs/namespaces/authorizationrules/listkeys/action",
    "microsoft.notificationhubs/namespaces/authorizationrules/regeneratekeys/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules/listkeys/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules/regeneratekeys/action",
    "microsoft.notificationhubs/namespaces/pnscredentials/action",
    "microsoft.notificationhubs/namespaces/notificationhubs/pnscredentials/action",
)
"""Actions whose answer contains keys or credentials (Microsoft.NotificationHubs: operations)."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A part of a role: the actions that it allows, except those that it excludes again."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoleDefinition(Subject):
    """A custom role."""

    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DenyAssignment(Subject):
    """Actions that are denied to some principals, whatever roles they have."""

    scope: ResourceId
    below: bool
    """Whether it also applies to everything below its scope."""
    principals: tuple[str, ...]
    """Object ids of users, groups and service principals; ``EVERYBODY`` means all of them."""
    groups: frozenset[str]
    """The ids among these that are groups, whose members are not known."""
    excluded: tuple[str, ...]
    """Object ids that it does not apply to."""
    permissions: tuple[Permission, ...]


EVERYBODY: Final = "00000000-0000-0000-0000-000000000000"
"""The id for all principals in a deny assignment (Microsoft: Understand Azure deny assignments)."""


def allows(permissions: Iterable[Permission], action: str) -> bool:
    """Tell whether permissions allow an action (in lower case) and do not exclude it again."""
    return any(
        _covers(item.actions, action) and not _covers(item.not_actions, action)
        for item in permissions
    )


def key_actions(permissions: Iterable[Permission]) -> tuple[str, ...]:
    """Return the actions of a role that answer with keys or credentials, in lower case."""
    permissions = tuple(permissions)
    return tuple(action for action in KEY_ACTIONS if allows(permissions, action))


def _covers(patterns: Iterable[str], action: str) -> bool:
    return any(fnmatchcase(action, pattern.lower()) for pattern in patterns)
