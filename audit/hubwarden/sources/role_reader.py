"""Reads roles and who has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubwarden.model.base import ResourceId
from hubwarden.model.resources import RoleGrant
from hubwarden.model.roles import Permission, RoleDefinition
from hubwarden.sources.conversions import ABSENT, items, text
from hubwarden.sources.field_reader import FieldReader


def read_role_grant(fields: FieldReader) -> RoleGrant:
    """Read who has a role, and where."""
    fields.id("scope", "scope")
    record = fields.record
    if fields.value("scope") is ABSENT:
        # It holds where it is deployed: its own id says where that is.
        at = record.id.lower().rfind("/providers/microsoft.authorization/")
        if at > 0:
            fields.put(
                "scope",
                ResourceId(record.id[:at], "{" not in record.id[:at], fields.source, record.later),
            )
    fields.take("principal", "principalId", text)
    fields.id("role", "roleDefinitionId")
    return fields.build(RoleGrant)


def read_role_definition(fields: FieldReader) -> RoleDefinition:
    """Read what a role may do."""
    fields.take("permissions", "permissions", lambda value: tuple(map(_permission, items(value))))
    return fields.build(RoleDefinition)


def _permission(value: Mapping[str, Any]) -> Permission:
    return Permission(_actions(value, "actions"), _actions(value, "notActions"))


def _actions(value: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(text, items(value.get(name) or [])))
