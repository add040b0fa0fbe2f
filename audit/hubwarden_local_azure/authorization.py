"""Locks, which hold what is below them, and role assignments, which exist once."""

from __future__ import annotations

import re
from typing import Any, Final

from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.paths import within
from hubwarden_local_azure.refusals import ArmError, bad_request, conflict, locked
from hubwarden_local_azure.store import Resource, Store

LOCKS: Final = "Microsoft.Authorization/locks"
ROLE_ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ONCE: Final = ("principalId", "roleDefinitionId")


class RoleAssignment(Behaviour):
    """A role for a principal at a scope."""

    def judge(self, change: Change) -> None:
        """Refuse a second assignment of the same, and a change of an assignment.

        "Troubleshoot Azure RBAC": RoleAssignmentExists for the same under another name,
        RoleAssignmentUpdateNotPermitted for the same name with another principal, role or scope. A
        name is taken in the whole tenant.
        """
        if not _GUID.fullmatch(change.name):
            raise bad_request(
                "The role assignment ID is not valid. The role assignment ID must be a GUID.",
                "InvalidRoleAssignmentId",
            )
        scope = scope_of(change.id)
        for other in change.store.of(ROLE_ASSIGNMENTS):
            same_scope = scope_of(other.id).lower() == scope.lower()
            same = same_scope and all(
                _same(other.properties[name], change.properties[name]) for name in _ONCE
            )
            if other.name.lower() == change.name.lower():
                if not same:
                    raise bad_request(
                        "Tenant ID, application ID, principal ID, and scope are not allowed to be "
                        "updated.",
                        "RoleAssignmentUpdateNotPermitted",
                    )
            elif same:
                raise conflict("The role assignment already exists.", "RoleAssignmentExists")

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the scope and the times."""
        resource.properties |= {
            "scope": scope_of(resource.id),
            "createdOn": resource.created,
            "updatedOn": change.now,
        }


def _same(value: Any, other: Any) -> bool:
    """Compare ids; a role is the same under whichever scope its definition is named."""
    return str(value).rpartition("/")[2].lower() == str(other).rpartition("/")[2].lower()


def scope_of(id: str) -> str:
    """Return what an extension stands on."""
    return id[: id.lower().rindex("/providers/")]


def judge_locks(store: Store, id: str, verb: str) -> None:
    """Refuse a ``delete`` or ``write`` that a lock forbids. Locks themselves are free.

    "Lock your resources to protect your infrastructure": a lock holds its scope and all below it; a
    deletion is also refused for a lock below, which would go with its scope. Both levels refuse a
    deletion, ReadOnly refuses a write, too. That a lock on a child keeps its parent from being deleted
    is documented for resource groups; for other parents the stand-in assumes the same.
    """
    if f"/providers/{LOCKS}/".lower() in id.lower():
        return
    holding = []
    for lock in store.of(LOCKS):
        scope = scope_of(lock.id)
        holds = within(id, scope) or (verb == "delete" and within(scope, id))
        if holds and (verb == "delete" or lock.properties["level"] == "ReadOnly"):
            holding.append(scope)
    if holding:
        raise locked(id, verb, dict.fromkeys(holding))


def inherited(found: list[Resource], every: list[Resource], scope: str) -> list[Resource]:
    """Add to the locks or assignments at and below a scope those above it, which hold there too."""
    above = [item for item in every if within(scope, scope_of(item.id)) and item not in found]
    return [*above, *found]


def at_scope(found: list[Resource], scope: str) -> list[Resource]:
    """Leave out what is below a scope: the filter ``atScope()``."""
    return [item for item in found if within(scope, scope_of(item.id))]


def forbidden_filter() -> ArmError:
    """Refuse a filter that the stand-in does not know, so that no answer is silently too long."""
    return bad_request(
        "The filter is not supported; the local Azure knows atScope() only.", "InvalidFilter"
    )
