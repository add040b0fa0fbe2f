"""Role definitions as resources: the built-in ones, which always exist, and custom ones."""

from __future__ import annotations

import re
from typing import Final

from hubwarden_local_azure.access.permissions import ROLE_DEFINITIONS
from hubwarden_local_azure.access.roles import BUILT_IN, BuiltIn
from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.paths import subscription_of, within
from hubwarden_local_azure.refusals import bad_request, conflict
from hubwarden_local_azure.store import Resource, Store

_EPOCH: Final = "2015-02-02T21:55:09.8806423Z"
_TYPE: Final = re.compile(r"type eq '(builtinrole|customrole)'")
_NAME: Final = re.compile(r"rolename eq '([^']*)'")
_SCOPE: Final = re.compile(
    r"/|/providers/Microsoft\.Management/managementGroups/[^/]+"
    r"|/subscriptions/[0-9a-f-]{36}(?:/resourceGroups/[^/]+)?",
    re.IGNORECASE,
)


class RoleDefinition(Behaviour):
    """A custom role."""

    def judge(self, change: Change) -> None:
        """Refuse changes of built-in roles, names that another role has, and impossible assignable scopes.

        The codes are from "Troubleshoot Azure RBAC".
        """
        if change.name.lower() in BUILT_IN:
            raise conflict("The role is built in.", "RoleDefinitionIsReadOnly")
        scopes = change.properties["assignableScopes"]
        if not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
            raise bad_request(
                "The role's assignable scopes must be management groups, subscriptions or resource "
                "groups.",
                "InvalidAssignableScopes",
            )
        name = change.properties["roleName"].lower()
        others = change.store.of(ROLE_DEFINITIONS)
        if any(
            item.properties["roleName"].lower() == name and item.name.lower() != change.name.lower()
            for item in others
        ):
            raise conflict(
                "A custom role with the same name already exists in this directory.",
                "RoleDefinitionWithSameNameExists",
            )

    def fill(self, resource: Resource, change: Change) -> None:
        """Set who created it and when."""
        made = change.old.properties if change.old else {}
        resource.properties |= {
            "type": "CustomRole",
            "createdOn": resource.created,
            "updatedOn": change.now,
            "createdBy": made.get("createdBy", change.caller.id),
            "updatedBy": change.caller.id,
        }


def definition(store: Store, id: str) -> Resource | None:
    """Return a role definition by its id, whatever scope the id is below; ``None`` where there is none."""
    scope, _, name = id.rpartition("/")
    if role := BUILT_IN.get(name.lower()):
        return _built_in(role, scope[: scope.lower().rindex("/providers/")])
    found = store.named(ROLE_DEFINITIONS, name)
    return found[0] if found else None


def definitions(store: Store, scope: str, wanted: str) -> list[Resource]:
    """Return the definitions in the list at a scope: those that can be assigned there.

    Filters: ``type eq 'CustomRole'``, ``roleName eq '...'`` and ``atScopeAndBelow()``, which adds those that can be
    assigned somewhere below ("List Azure role definitions").
    """
    subscription = subscription_of(scope)
    base = f"/subscriptions/{subscription}" if subscription else ""
    found = [_built_in(role, base) for role in BUILT_IN.values()]
    below = "atscopeandbelow()" in wanted.lower()
    for item in store.of(ROLE_DEFINITIONS):
        scopes = [text.rstrip("/") for text in item.properties["assignableScopes"]]
        if any(within(scope, text) or (below and within(text, scope)) for text in scopes):
            found.append(item)
    for word in (word.strip() for word in re.split(r"(?i)\sand\s", wanted.lower()) if word.strip()):
        if named := _NAME.fullmatch(word):
            found = [item for item in found if item.properties["roleName"].lower() == named[1]]
        elif typed := _TYPE.fullmatch(word):
            found = [item for item in found if item.properties["type"].lower() == typed[1]]
        elif word not in {"atscopeandbelow()", "atscope()"}:
            raise bad_request("The filter is not supported by the local Azure.", "InvalidFilter")
    return found


def _built_in(role: BuiltIn, base: str) -> Resource:
    return Resource(
        id=f"{base}/providers/{ROLE_DEFINITIONS}/{role.id}",
        type=ROLE_DEFINITIONS,
        name=role.id,
        version="",
        created=_EPOCH,
        changed=_EPOCH,
        properties={
            "roleName": role.name,
            "type": "BuiltInRole",
            "description": f"The built-in role {role.name}.",
            "assignableScopes": ["/"],
            "permissions": role.permissions,
            "createdOn": _EPOCH,
            "updatedOn": _EPOCH,
            "createdBy": None,
            "updatedBy": None,
        },
    )
