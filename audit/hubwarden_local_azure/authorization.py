"""Locks, which hold what is below them, and role assignments, which exist once."""

from __future__ import annotations

import re
from typing import Any, Final

from hubwarden_local_azure.access.permissions import ROLE_ASSIGNMENTS
from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.refusals import bad_request, conflict, locked
from hubwarden_local_azure.store import Resource, Store

LOCKS: Final = "Microsoft.Authorization/locks"
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
        here = [
            other for other in change.store.on(ROLE_ASSIGNMENTS, scope) if _equal(other, change)
        ]
        if any(other not in here for other in change.store.named(ROLE_ASSIGNMENTS, change.name)):
            raise bad_request(
                "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
                "RoleAssignmentUpdateNotPermitted",
            )
        if any(other.name.lower() != change.name.lower() for other in here):
            raise conflict("The role assignment already exists.", "RoleAssignmentExists")

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the scope, the times, who made it, and what kind of principal it is for."""
        stamp_assignment(resource, change)
        known = change.tenant.principal(resource.properties["principalId"])
        resource.properties.setdefault("principalType", known.kind if known else "User")


class Stamped(Behaviour):
    """A deny assignment or an eligible assignment, as Azure makes them."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the scope, the times and who made it."""
        stamp_assignment(resource, change)


def stamp_assignment(resource: Resource, change: Change) -> None:
    """Set where an assignment stands, when it was made and changed, and by whom."""
    made = change.old.properties if change.old else {}
    resource.properties |= {
        "scope": scope_of(resource.id) or "/",
        "createdOn": resource.created,
        "updatedOn": change.now,
        "createdBy": made.get("createdBy", change.caller.id),
        "updatedBy": change.caller.id,
    }


def _equal(other: Resource, change: Change) -> bool:
    return all(_same(other.properties[name], change.properties[name]) for name in _ONCE)


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
    locks = store.over(LOCKS, id)
    if verb == "delete":
        locks += store.of(LOCKS, id)
    holding = [
        scope_of(lock.id)
        for lock in locks
        if verb == "delete" or lock.properties["level"] == "ReadOnly"
    ]
    if holding:
        raise locked(id, verb, dict.fromkeys(holding))
