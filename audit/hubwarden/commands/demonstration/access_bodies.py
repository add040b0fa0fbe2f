"""Who may reach namespaces and hubs, as bodies of Resource Manager: roles, locks, private endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hubwarden.commands.demonstration.told_fields import Notes, Sent, guid
from hubwarden.model.base import ResourceId
from hubwarden.model.estate import Estate
from hubwarden.model.resources import PrivateEndpoint, RoleGrant
from hubwarden.model.roles import DenyAssignment, Permission, RoleDefinition

_REGION: Final = "northeurope"
_CONNECTIONS: Final = "/privateendpointconnections/"
_LONGEST_NAME: Final = 24


def access(estate: Estate, notes: Notes, regions: Mapping[str, str]) -> Iterator[Sent]:
    """Yield roles, who has them and on what, private endpoints and locks.

    ``regions`` are those of the namespaces, by their id in lower case.
    """
    yield from _vaults(estate.role_grants, notes)
    yield from _private_endpoints(estate.private_endpoints, notes, regions)
    yield from (_definition(item, notes) for item in estate.role_definitions)
    yield from (_grant(item, notes) for item in estate.role_grants)
    yield from (_denial(item, notes) for item in estate.deny_assignments)
    # A lock is last: from then on nothing is written or deleted below it that it forbids.
    for lock in estate.locks:
        level = notes.value(lock, "level", "CanNotDelete")
        yield notes.id(lock.id), "2020-05-01", {"properties": {"level": level}}


def _definition(role: RoleDefinition, notes: Notes) -> Sent:
    head, _, name = notes.id(role.id).rpartition("/")
    properties = {
        "roleName": f"role {role.id.name}",
        "assignableScopes": [head[: head.lower().rfind("/providers/")]],
        "permissions": [_permission(item) for item in notes.optional(role, "permissions") or ()],
    }
    return f"{head}/{guid(name)}", "2022-04-01", {"properties": properties}


def _private_endpoints(
    endpoints: Iterable[PrivateEndpoint], notes: Notes, regions: Mapping[str, str]
) -> Iterator[Sent]:
    """Yield an endpoint for each connection of a namespace; an endpoint alone does not tell where it leads."""
    for item in endpoints:
        id = notes.id(item.id)
        namespace = id[: id.lower().rfind(_CONNECTIONS)] if _CONNECTIONS in id.lower() else ""
        status = notes.value(item, "status", "Approved")
        if namespace.lower() not in regions or status not in ("Approved", "Pending"):
            notes.left_out["connections of private endpoints"] += 1
            continue
        manual = status == "Pending"
        link = {"privateLinkServiceId": namespace, "groupIds": ["namespace"]}
        kind = "manualPrivateLinkServiceConnections" if manual else "privateLinkServiceConnections"
        name = notes.value(item, "endpoint", "private-endpoint")
        body = {
            "location": regions[namespace.lower()],
            "properties": {kind: [{"name": "link", "properties": link}]},
        }
        group = namespace.partition("/providers/")[0]
        yield f"{group}/providers/Microsoft.Network/privateEndpoints/{name}", "2024-05-01", body


def _vaults(grants: Iterable[RoleGrant], notes: Notes) -> Iterator[Sent]:
    """Yield the vaults and secrets that somebody has a role on; an estate tells no more of them."""
    found: dict[str, Sent] = {}
    for grant in grants:
        scope = notes.optional(grant, "scope")
        if not isinstance(scope, ResourceId) or "/microsoft.keyvault/vaults/" not in scope.folded:
            continue
        parts = notes.id(scope).split("/")
        # /subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V[/secrets/NAME]
        parts[8] = parts[8][:_LONGEST_NAME]
        vault = "/".join(parts[:9])
        properties = {
            "tenantId": "00000000-0000-0000-0000-00000000d000",
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": True,
        }
        body = {"location": _REGION, "properties": properties}
        found.setdefault(vault.lower(), (vault, "2024-11-01", body))
        if len(parts) > 10 and parts[9].lower() == "secrets":  # noqa: PLR2004
            secret = "/".join(parts[:11])
            found.setdefault(secret.lower(), (secret, "2024-11-01", {"properties": {}}))
            notes.left_out["values of vault secrets"] += 1
    yield from found.values()


def _grant(grant: RoleGrant, notes: Notes) -> Sent:
    head, _, name = notes.id(grant.id).rpartition("/")
    kind = notes.optional(grant, "principal_kind")
    properties: dict[str, Any] = {
        "principalId": guid(notes.value(grant, "principal", "nobody")),
        "roleDefinitionId": notes.id(notes.value(grant, "role", "/unknown")),
    }
    if kind is not None:
        properties["principalType"] = kind
    if notes.value(grant, "eligible", instead=False):
        return f"{head}/{guid(name)}", "2020-10-01", {"properties": properties}
    return f"{head}/{guid(name)}", "2022-04-01", {"properties": properties}


def _denial(denial: DenyAssignment, notes: Notes) -> Sent:
    groups = notes.optional(denial, "groups") or frozenset()

    def principals(field: str) -> list[dict[str, str]]:
        return [
            {"id": guid(id), "type": "Group" if id in groups else "ServicePrincipal"}
            for id in notes.optional(denial, field) or ()
        ]

    properties = {
        "denyAssignmentName": f"denial {denial.id.name}",
        "permissions": [_permission(item) for item in notes.optional(denial, "permissions") or ()],
        "principals": principals("principals"),
        "excludePrincipals": principals("excluded"),
        "doNotApplyToChildScopes": not notes.value(denial, "below", instead=True),
    }
    head, _, name = notes.id(denial.id).rpartition("/")
    return f"{head}/{guid(name)}", "2022-04-01", {"properties": properties}


def _permission(item: Permission) -> dict[str, list[str]]:
    return {"actions": list(item.actions), "notActions": list(item.not_actions)}
