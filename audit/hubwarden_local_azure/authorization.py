"""Locks, which also protect everything below them, and role assignments, which must be unique."""

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
        """Refuse a second assignment of the same role, and changes of an assignment.

        Codes of "Troubleshoot Azure RBAC": RoleAssignmentExists for the same assignment under another name,
        RoleAssignmentUpdateNotPermitted for an existing name with another principal, role or scope. Names are
        unique in the whole tenant.
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
        """Set the scope, the times, the author, and the type of the principal."""
        stamp_assignment(resource, change)
        known = change.tenant.principal(resource.properties["principalId"])
        resource.properties.setdefault("principalType", known.kind if known else "User")


class Stamped(Behaviour):
    """A deny assignment or an eligible assignment, with the members that Azure sets."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the scope, the times and the author."""
        stamp_assignment(resource, change)


def stamp_assignment(resource: Resource, change: Change) -> None:
    """Set the scope of an assignment, when it was created and changed, and by whom."""
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
    """Compare ids; a role definition is the same whatever scope its id is below."""
    return str(value).rpartition("/")[2].lower() == str(other).rpartition("/")[2].lower()


def scope_of(id: str) -> str:
    """Return the scope that an extension resource is attached to."""
    return id[: id.lower().rindex("/providers/")]


def judge_locks(store: Store, id: str, verb: str) -> None:
    """Refuse a ``delete`` or ``write`` that a lock forbids; locks themselves can always be changed.

    "Lock your resources to protect your infrastructure": a lock protects its scope and everything below it. A
    deletion is also refused for a lock below, which would be deleted with its scope. Both levels refuse deletions,
    ReadOnly also refuses writes. That a lock on a child prevents the deletion of its parent is documented for
    resource groups; the local Azure assumes the same for other parents.
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
