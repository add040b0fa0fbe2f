"""Subscriptions, the tenant, management groups, and the registration of providers.

Bodies: API reference of subscriptions (2022-12-01), management groups (2020-05-01) and providers (2021-04-01).
"""

from __future__ import annotations

from typing import Any, Final

from hubwarden_local_azure.access.permissions import assignments as assignments_of
from hubwarden_local_azure.access.permissions import permissions_of, scopes_over, sees
from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.paths import GROUPS, subscription_of
from hubwarden_local_azure.refusals import ArmError, conflict, unknown_namespace
from hubwarden_local_azure.regions import REGIONS
from hubwarden_local_azure.routes import SUBSCRIPTION, Question, route
from hubwarden_local_azure.surroundings import Surroundings
from hubwarden_local_azure.table import KINDS
from hubwarden_local_azure.tenant import ADMINISTRATOR, ManagementGroup, Subscription

_GROUP: Final = r"(?P<scope>/providers/Microsoft\.Management/managementGroups/(?P<group>[^/]+))"
_GROUP_TYPE: Final = "Microsoft.Management/managementGroups"
_PROVIDER: Final = rf"{SUBSCRIPTION}/providers/(?P<provider>[A-Za-z0-9.]+)"
_READ_ONLY_STATES: Final = frozenset({"Disabled", "Deleted"})


def judge_scope(around: Surroundings, path: str, provider: str, *, writes: bool) -> None:
    """Refuse a subscription or management group that does not exist, or that the request may not use."""
    if id := subscription_of(path):
        found = _existing(around, id)
        if writes and found.state in _READ_ONLY_STATES:
            raise conflict(
                f"The subscription '{id}' is disabled and therefore marked as read only. You cannot "
                "perform any write actions on this subscription until it is re-enabled.",
                "ReadOnlyDisabledSubscription",
            )
        if provider and not _registered(around, found, provider):
            raise conflict(
                f"The subscription is not registered to use namespace '{provider}'. See "
                "https://aka.ms/rps-not-found for how to register subscriptions.",
                "MissingSubscriptionRegistration",
            )
    elif path.lower().startswith(f"/providers/{_GROUP_TYPE}/".lower()):
        _group(around, path.split("/")[4])


def _existing(around: Surroundings, id: str) -> Subscription:
    found = around.tenant.subscription(id)
    if found is None:
        raise ArmError(404, "SubscriptionNotFound", f"The subscription '{id}' could not be found.")
    return found


def _registered(around: Surroundings, subscription: Subscription, provider: str) -> bool:
    name = provider.lower()
    registered = (subscription.id.lower(), name) in around.store.registered
    return registered or name not in subscription.unregistered


def _show(around: Surroundings, item: Subscription) -> dict[str, Any]:
    return {
        "id": f"/subscriptions/{item.id}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": item.id,
        "tenantId": around.tenant.id,
        "displayName": item.name,
        "state": item.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def _subscription(ask: Question) -> Answer:
    return Answer(200, _show(ask.around, _existing(ask.around, ask.parts["subscription"])))


def known_subscriptions(around: Surroundings) -> list[Subscription]:
    """Return the subscriptions that the caller sees: those in which it has a role anywhere."""
    held = around.tenant.subscriptions
    if not held:
        found = (subscription_of(group.id) for group in around.store.of(GROUPS))
        ids = {id.lower(): id for id in found}
        held = tuple(Subscription(id) for id in ids.values())
    return [
        item
        for item in held
        if sees(around.store, around.tenant, around.caller, f"/subscriptions/{item.id}")
    ]


def _subscriptions(ask: Question) -> Answer:
    found = [_show(ask.around, item) for item in known_subscriptions(ask.around)]
    return Answer(200, {"value": found, "count": {"type": "Total", "value": len(found)}})


def _tenants(ask: Question) -> Answer:
    id = ask.tenant.id
    tenant = {"id": f"/tenants/{id}", "tenantId": id, "tenantCategory": "Home"}
    return Answer(200, {"value": [tenant]})


# --- Management groups


def _group(around: Surroundings, name: str) -> ManagementGroup:
    found = around.tenant.management_group(name)
    if found is None:
        raise ArmError(404, "NotFound", f"'/providers/{_GROUP_TYPE}/{name}' not found")
    return found


def _named(group: ManagementGroup) -> dict[str, str]:
    return {
        "id": f"/providers/{_GROUP_TYPE}/{group.name}",
        "name": group.name,
        "displayName": group.display_name or group.name,
    }


def _show_group(ask: Question, group: ManagementGroup) -> dict[str, Any]:
    named = _named(group)
    properties = {"tenantId": ask.tenant.id, "displayName": named.pop("displayName")}
    return {**named, "type": _GROUP_TYPE, "properties": properties}


def _management_groups(ask: Question) -> Answer:
    around = ask.around
    found = [
        _show_group(ask, group)
        for group in ask.tenant.all_groups()
        if sees(around.store, ask.tenant, around.caller, _named(group)["id"])
    ]
    return Answer(200, {"value": found})


def _management_group(ask: Question) -> Answer:
    group = _group(ask.around, ask.parts["group"])
    body = _show_group(ask, group)
    parent = ask.tenant.management_group(ask.tenant.parent_of(group))
    body["properties"]["details"] = {"parent": _named(parent) if parent else None}
    if ask.request.query.get("$expand", "").lower() == "children":
        recurse = ask.request.query.get("$recurse", "").lower() == "true"
        body["properties"]["children"] = _children(ask, group, recurse=recurse)
    return Answer(200, body)


def _children(ask: Question, group: ManagementGroup, *, recurse: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for item in _below(ask, group):
        if isinstance(item, Subscription):
            id = f"/subscriptions/{item.id}"
            shown = {"id": id, "name": item.id, "displayName": item.name, "type": "/subscriptions"}
            found.append(shown)
            continue
        child: dict[str, Any] = {**_named(item), "type": _GROUP_TYPE}
        if recurse:
            child["children"] = _children(ask, item, recurse=True)
        found.append(child)
    return found


def _below(ask: Question, group: ManagementGroup) -> list[Subscription | ManagementGroup]:
    """Return the direct children of a management group."""
    everything: list[Subscription | ManagementGroup] = [
        *ask.tenant.all_groups(),
        *ask.tenant.subscriptions,
    ]
    name = group.name.lower()
    return [item for item in everything if ask.tenant.parent_of(item).lower() == name]


def _descendants(ask: Question) -> Answer:
    found: list[dict[str, Any]] = []
    waiting = [_group(ask.around, ask.parts["group"])]
    while waiting:
        group = waiting.pop(0)
        parent = {"id": _named(group)["id"]}
        for item in _below(ask, group):
            if isinstance(item, Subscription):
                shown = {"id": f"/subscriptions/{item.id}", "name": item.id}
                type_, display = f"{_GROUP_TYPE}/subscriptions", item.name
            else:
                shown = _named(item)
                type_, display = _GROUP_TYPE, shown.pop("displayName")
                waiting.append(item)
            properties = {"displayName": display, "parent": parent}
            found.append({**shown, "type": type_, "properties": properties})
    return Answer(200, {"value": found})


# --- Providers


def _show_provider(ask: Question, namespace: str) -> dict[str, Any]:
    subscription = _existing(ask.around, ask.parts["subscription"])
    registered = _registered(ask.around, subscription, namespace)
    kinds = [kind for kind in KINDS.values() if kind.namespace.lower() == namespace.lower()]
    if not kinds:
        raise unknown_namespace(namespace)
    name = kinds[0].namespace
    return {
        "id": f"/subscriptions/{subscription.id}/providers/{name}",
        "namespace": name,
        "registrationPolicy": "RegistrationRequired",
        "registrationState": "Registered" if registered else "NotRegistered",
        "resourceTypes": [
            {
                "resourceType": kind.type.partition("/")[2],
                "locations": sorted(REGIONS[place] for place in kind.places if place in REGIONS),
                "apiVersions": sorted(kind.versions, reverse=True),
                "capabilities": "None",
            }
            for kind in kinds
        ],
    }


def _provider(ask: Question) -> Answer:
    return Answer(200, _show_provider(ask, ask.parts["provider"]))


def _providers(ask: Question) -> Answer:
    names = dict.fromkeys(kind.namespace for kind in KINDS.values())
    return Answer(200, {"value": [_show_provider(ask, name) for name in names]})


def _register(ask: Question) -> Answer:
    shown = _show_provider(ask, ask.parts["provider"])
    key = (ask.parts["subscription"].lower(), shown["namespace"].lower())
    ask.store.registered.add(key)
    return Answer(200, shown | {"registrationState": "Registered"})


def _permissions(ask: Question) -> Answer:
    """Answer with the permissions of the caller at a scope: those of all roles that it has there."""
    around = ask.around
    if around.caller.id == ADMINISTRATOR.id:
        return Answer(200, {"value": [{"actions": ["*"], "notActions": []}]})
    identities = ask.tenant.identities_of(around.caller.id)
    scopes = scopes_over(ask.tenant, ask.parts["scope"])
    held = assignments_of(ask.store, scopes, identities)
    found = [permission for item in held for permission in permissions_of(ask.store, item)]
    return Answer(200, {"value": found})


ROUTES: Final = (
    # These lists contain only what the caller may see, so they need no right.
    route("GET", "/subscriptions", "", _subscriptions),
    route("GET", "/tenants", "", _tenants),
    route("GET", rf"/providers/{_GROUP_TYPE}", "", _management_groups),
    route("GET", SUBSCRIPTION, "Microsoft.Resources/subscriptions/read", _subscription),
    route("GET", _GROUP, f"{_GROUP_TYPE}/read", _management_group),
    route("GET", f"{_GROUP}/descendants", f"{_GROUP_TYPE}/descendants/read", _descendants),
    route(
        "GET",
        f"{SUBSCRIPTION}/providers",
        "Microsoft.Resources/subscriptions/providers/read",
        _providers,
    ),
    route("GET", _PROVIDER, "Microsoft.Resources/subscriptions/providers/read", _provider),
    route("POST", f"{_PROVIDER}/register", "{provider}/register/action", _register),
    route(
        "GET",
        r"(?P<scope>.*)/providers/Microsoft\.Authorization/permissions",
        "Microsoft.Authorization/permissions/read",
        _permissions,
    ),
)
