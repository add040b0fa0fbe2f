"""From the place that a request names to the id of an existing resource, with all of its parents."""

from __future__ import annotations

import re
from typing import Final

from hubwarden_local_azure.kinds import Kind, Where
from hubwarden_local_azure.paths import GROUPS, Place, group_of, place_of
from hubwarden_local_azure.refusals import (
    ArmError,
    bad_request,
    conflict,
    group_not_found,
    not_found,
    parent_not_found,
    unknown_namespace,
    unknown_type,
    unsupported_version,
)
from hubwarden_local_azure.store import Resource, Store
from hubwarden_local_azure.table import KINDS, NAMESPACES

_SUBSCRIPTION_PARTS: Final = 3
_GROUP_PARTS: Final = 5
_MANAGEMENT_GROUP: Final = re.compile(
    "/providers/Microsoft.Management/managementGroups/[^/]+", re.IGNORECASE
)


def kind_of(type_: str, version: str) -> Kind:
    """Return the row of a type; refuse an api-version that it does not have."""
    kind = KINDS.get(type_.lower())
    if kind is None:
        namespace = type_.partition("/")[0]
        if namespace.lower() not in NAMESPACES:
            raise unknown_namespace(namespace)
        raise unknown_type(type_, version)
    if version.lower() not in kind.versions:
        raise unsupported_version(kind.type, version, kind.versions)
    return kind


def locate(store: Store, place: Place, kind: Kind) -> str:
    """Return the id of a resource as existing parents spell it; refuse a place whose parents do not exist."""
    base = base_of(store, place, kind)
    last = kind.type.rpartition("/")[2]
    if kind.where is Where.SUBSCRIPTION:
        return f"{base}/resourceGroups/{place.name}"
    if kind.where is Where.PARENT:
        return f"{base}/{last}/{place.name}"
    return f"{base}/providers/{kind.type}/{place.name}"


def base_of(store: Store, place: Place, kind: Kind) -> str:
    """Return the id of what a resource or a collection belongs to."""
    parts = place.scope.count("/") + 1 if place.scope else 0
    if kind.where is Where.PARENT:
        owner = place.owner()
        parent = store.get(owner_id(store, owner))
        if parent is None:
            raise parent_not_found(kind.type, "/".join(owner.names))
        return parent.id
    if kind.where is Where.ANYTHING:
        if is_management_scope(place.scope) and not kind.above_subscriptions:
            raise ArmError(404, "InvalidResourcePath", f"'{kind.type}' cannot stand at this scope.")
        if parts == _SUBSCRIPTION_PARTS or is_management_scope(place.scope):
            return place.scope
        return existing(store, place.scope).id
    if kind.where is Where.SUBSCRIPTION and parts == _SUBSCRIPTION_PARTS:
        return place.scope
    if kind.where is Where.GROUP and parts == _GROUP_PARTS and group_of(place.scope):
        return existing(store, place.scope).id
    raise ArmError(404, "InvalidResourcePath", f"'{kind.type}' cannot stand at this scope.")


def is_management_scope(scope: str) -> bool:
    """Tell whether a scope is the tenant or a management group, which are above subscriptions."""
    return not scope or bool(_MANAGEMENT_GROUP.fullmatch(scope))


def owner_id(store: Store, owner: Place) -> str:
    """Return the id of the resource that contains a nested one."""
    kind = KINDS.get(owner.type.lower())
    if kind is None:
        raise unknown_type(owner.type, "")
    return locate(store, owner, kind)


def existing(store: Store, id: str) -> Resource:
    """Return a resource; refuse with 404 where it does not exist."""
    found = store.get(id)
    if found is not None:
        return found
    place = place_of(id) if id else Place("", "", ())
    if place.type == GROUPS:
        raise group_not_found(place.name)
    group = group_of(id)
    if group and store.get("/".join(id.split("/")[:_GROUP_PARTS])) is None:
        raise group_not_found(group)
    raise not_found(place.type, "/".join(place.names), group)


def judge_name(kind: Kind, name: str) -> None:
    """Refuse a name that the type does not allow."""
    if not re.fullmatch(kind.name, name):
        raise bad_request(f"The name is not valid for a '{kind.type}'.", "InvalidResourceName")


def judge_rest(store: Store, id: str) -> None:
    """Refuse changes of a resource that is being created or deleted, and of everything in it."""
    for item in store.around(id):
        if item.phase != "ready":
            if item.type == GROUPS:
                raise conflict(
                    f"The resource group '{item.name}' is in deprovisioning state and cannot "
                    "perform this operation.",
                    "ResourceGroupBeingDeleted",
                )
            raise conflict(f"Another operation is in progress on '{item.id}'.")
