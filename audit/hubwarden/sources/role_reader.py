"""Reads roles, role assignments and deny assignments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hubwarden.model.base import ResourceId
from hubwarden.model.resources import RoleGrant
from hubwarden.model.roles import DenyAssignment, Permission, RoleDefinition
from hubwarden.sources.conversions import ABSENT, boolean, items, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.record import Record

ASSIGNED: Final = "microsoft.authorization/roleassignments"
ELIGIBLE: Final = "microsoft.authorization/roleeligibilityscheduleinstances"
REQUESTED: Final = "microsoft.authorization/roleassignmentschedulerequests"
"""The type of a request for an assignment, temporary or permanent (Privileged Identity Management)."""
REQUESTED_ELIGIBLE: Final = "microsoft.authorization/roleeligibilityschedulerequests"
GRANTS: Final = (ASSIGNED, ELIGIBLE, REQUESTED, REQUESTED_ELIGIBLE)
"""The types that give somebody a role, or the right to activate it."""
_TAKING_AWAY: Final = ("adminremove", "selfdeactivate")
"""The kinds of requests that remove a role (REST API 2020-10-01, RequestType)."""
DENIED: Final = "microsoft.authorization/denyassignments"


def read_role_grant(fields: FieldReader) -> RoleGrant:
    """Read a role assignment, or a request for one: who has which role, and where."""
    fields.id("scope", "scope")
    record = fields.record
    if fields.value("scope") is ABSENT:
        # Its scope is where it is deployed, which is in its own id.
        at = record.id.lower().rfind("/providers/microsoft.authorization/")
        if at > 0:
            fields.put(
                "scope",
                ResourceId(record.id[:at], "{" not in record.id[:at], fields.source, record.later),
            )
    fields.take("principal", "principalId", text)
    fields.id("role", "roleDefinitionId")
    fields.take("principal_kind", "principalType", text, default=None)
    fields.put("eligible", fields.record.type in (ELIGIBLE, REQUESTED_ELIGIBLE))
    return fields.build(RoleGrant)


def is_grant(record: Record) -> bool:
    """Tell whether a record gives, or may give, a role to somebody; a request that removes one does not."""
    kind = record.properties.get("requestType")
    return record.type in GRANTS and not (isinstance(kind, str) and kind.lower() in _TAKING_AWAY)


def read_deny_assignment(fields: FieldReader) -> DenyAssignment:
    """Read a deny assignment: what some principals may not do."""
    fields.id("scope", "scope")
    fields.take("below", "doNotApplyToChildScopes", lambda value: not boolean(value), default=True)
    fields.take("principals", "principals", _ids)
    fields.take("groups", "principals", lambda value: frozenset(_ids(value, "group")))
    fields.take("excluded", "excludePrincipals", _ids, default=())
    fields.take("permissions", "permissions", lambda value: tuple(map(_permission, items(value))))
    return fields.build(DenyAssignment)


def read_role_definition(fields: FieldReader) -> RoleDefinition:
    """Read a role definition: what a role allows."""
    fields.take("permissions", "permissions", lambda value: tuple(map(_permission, items(value))))
    return fields.build(RoleDefinition)


def _ids(value: Any, kind: str = "") -> tuple[str, ...]:
    """Return the object ids of principals, optionally of only one kind."""
    return tuple(
        text(item["id"]) for item in items(value) if not kind or text(item["type"]).lower() == kind
    )


def _permission(value: Mapping[str, Any]) -> Permission:
    return Permission(_actions(value, "actions"), _actions(value, "notActions"))


def _actions(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(text, items(value.get(name) or [])))
