"""Whether a principal may perform an action at a scope.

Source: "What is Azure role-based access control", "How Azure RBAC determines if a user has access": a matching deny
assignment refuses; otherwise one role that allows the action is enough. Assignments at the scope and above it
count, for the principal and for the groups that it is in. Conditions of assignments are not evaluated: they concern
storage and the assignment of roles only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hubwarden_local_azure.access.roles import BUILT_IN, allows
from hubwarden_local_azure.paths import scopes_of, subscription_of
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.store import Resource, Store
from hubwarden_local_azure.tenant import ADMINISTRATOR, Principal, Tenant

ROLE_ASSIGNMENTS: Final = "Microsoft.Authorization/roleAssignments"
ROLE_DEFINITIONS: Final = "Microsoft.Authorization/roleDefinitions"
DENY_ASSIGNMENTS: Final = "Microsoft.Authorization/denyAssignments"
ELIGIBLE: Final = "Microsoft.Authorization/roleEligibilityScheduleInstances"
EVERYONE: Final = "00000000-0000-0000-0000-000000000000"
"""The principal id that means everybody in a deny assignment."""
_MANAGEMENT_GROUPS: Final = "/providers/microsoft.management/managementgroups/"


def judge_access(store: Store, tenant: Tenant, caller: Principal, action: str, scope: str) -> None:
    """Refuse an action (such as ``Microsoft.NotificationHubs/namespaces/read``) that the caller may not perform."""
    if caller.id == ADMINISTRATOR.id:
        return
    scopes = scopes_over(tenant, scope)
    identities = tenant.identities_of(caller.id)
    if not any(
        allows(permissions_of(store, item), action)
        for item in assignments(store, scopes, identities)
    ):
        raise unauthorized(caller, action, scope)
    for item in (item for above in scopes for item in store.on(DENY_ASSIGNMENTS, above)):
        if _denies(item, identities, action, scope):
            raise ArmError(
                403,
                "DenyAssignmentAuthorizationFailed",
                f"The client '{caller.name or caller.id}' with object id '{caller.id}' has permission "
                f"to perform action '{action}' on scope '{scope}'; however, the access is denied "
                f"because of the deny assignment with name "
                f"'{item.properties.get('denyAssignmentName', item.name)}' and Id '{item.name}' at "
                f"scope '{_scope(item)}'.",
            )


def unauthorized(caller: Principal, action: str, scope: str) -> ArmError:
    """Return the refusal of an action that no role of the caller allows."""
    return ArmError(
        403,
        "AuthorizationFailed",
        f"The client '{caller.name or caller.id}' with object id '{caller.id}' does not have "
        f"authorization to perform action '{action}' over scope '{scope or '/'}' or the scope is "
        "invalid. If access was recently granted, please refresh your credentials.",
    )


def sees(store: Store, tenant: Tenant, caller: Principal, scope: str) -> bool:
    """Tell whether the caller has any role at, above or below a scope."""
    if caller.id == ADMINISTRATOR.id:
        return True
    identities = tenant.identities_of(caller.id)
    if assignments(store, scopes_over(tenant, scope), identities):
        return True
    below = store.of(ROLE_ASSIGNMENTS, scope)
    return any(item.properties["principalId"].lower() in identities for item in below)


def assignments(store: Store, scopes: list[str], identities: set[str]) -> list[Resource]:
    """Return the role assignments at these scopes to any of these principals."""
    return [
        item
        for scope in scopes
        for item in store.on(ROLE_ASSIGNMENTS, scope)
        if item.properties["principalId"].lower() in identities
    ]


def scopes_over(tenant: Tenant, scope: str) -> list[str]:
    """Return a scope and all scopes above it, including management groups and the tenant."""
    own = scopes_of(scope)
    if subscription := subscription_of(scope):
        return [own[0], *tenant.groups_over(subscription), *own[1:]]
    if scope.lower().startswith(_MANAGEMENT_GROUPS):
        return [own[0], *tenant.groups_from(scope.split("/")[4])]
    return own


def permissions_of(store: Store, assignment: Resource) -> list[Mapping[str, Any]]:
    """Return the permissions of an assignment's role; empty where its definition does not exist."""
    id = str(assignment.properties["roleDefinitionId"]).rpartition("/")[2].lower()
    if id in BUILT_IN:
        return list(BUILT_IN[id].permissions)
    found = store.named(ROLE_DEFINITIONS, id)
    return list(found[0].properties.get("permissions", [])) if found else []


def _denies(denial: Resource, identities: set[str], action: str, scope: str) -> bool:
    properties = denial.properties
    if properties.get("doNotApplyToChildScopes") and _scope(denial).lower() != scope.lower():
        return False
    held = _ids(properties.get("principals", []))
    spared = _ids(properties.get("excludePrincipals", []))
    if not (held & {*identities, EVERYONE}) or spared & identities:
        return False
    return allows(properties.get("permissions", []), action)


def _ids(principals: list[Mapping[str, Any]]) -> set[str]:
    return {str(item.get("id")).lower() for item in principals}


def _scope(extension: Resource) -> str:
    return extension.id[: extension.id.lower().rindex("/providers/")]
