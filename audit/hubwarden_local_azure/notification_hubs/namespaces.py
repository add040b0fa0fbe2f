"""Namespaces of Microsoft.NotificationHubs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubwarden_local_azure.kinds import Action, Behaviour, Change
from hubwarden_local_azure.notification_hubs.access_rules import ROOT_RULE, default_rule
from hubwarden_local_azure.notification_hubs.hub_shapes import (
    FIRST_2023,
    judge_credentials,
    judge_networks,
)
from hubwarden_local_azure.notification_hubs.hubs import (
    pns_credentials,
    taken,
)
from hubwarden_local_azure.paths import subscription_of
from hubwarden_local_azure.regions import REGIONS
from hubwarden_local_azure.store import Resource


class Namespace(Behaviour):
    """A namespace."""

    def judge(self, change: Change) -> None:
        """Refuse an incomplete credential and a network rule without valid addresses."""
        acls = change.properties.get("networkAcls") or {}
        judge_networks(acls.get("ipRules", []), "properties.networkAcls.ipRules")
        judge_credentials(
            change.properties.get("pnsCredentials") or {}, "properties.pnsCredentials"
        )

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the Free tier where an older version may have no sku (recorded)."""
        del change
        resource.envelope.setdefault("sku", {"name": "Free"})

    def companions(self, resource: Resource, change: Change) -> list[Resource]:
        """Create the rule that every namespace has."""
        return [default_rule(resource, ROOT_RULE, ["Manage", "Listen", "Send"], change)]

    def show(self, body: dict[str, Any], resource: Resource, version: str, *, listed: bool) -> None:
        """Answer as recorded: with few members during creation, then with all that the service sets."""
        del listed
        new = version >= FIRST_2023
        if resource.phase == "creating":
            body["properties"] = (
                {
                    "provisioningState": "InProgress",
                    **{k: v for k, v in body["properties"].items() if k != "namespaceType"},
                }
                if new
                else {"provisioningState": "Unknown", "enabled": False}
            )
            return
        body["location"] = REGIONS[resource.location]
        body["properties"] = _newer(resource, body) if new else _older(resource)

    def actions(self) -> Mapping[str, Action]:
        """Return the POST operations."""
        return {
            "pnscredentials": pns_credentials,
            "checknotificationhubavailability": lambda call: taken(call, call.resource.id),
        }


def _newer(resource: Resource, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": resource.name,
        "provisioningState": "Succeeded",
        "status": "Deleting" if resource.phase == "deleting" else "Created",
        "enabled": True,
        "critical": False,
        "subscriptionId": subscription_of(resource.id),
        "createdAt": resource.created,
        "updatedAt": resource.changed,
        "privateEndpointConnections": [],
        **body["properties"],
        "serviceBusEndpoint": _endpoint(resource),
    }


def _older(resource: Resource) -> dict[str, Any]:
    return {
        "provisioningState": "Succeeded",
        "status": "Deleting" if resource.phase == "deleting" else "Active",
        "createdAt": resource.created.replace("+00:00", "Z"),
        "updatedAt": resource.changed.replace("+00:00", "Z"),
        "serviceBusEndpoint": _endpoint(resource),
        "enabled": True,
        "critical": False,
    }


def _endpoint(resource: Resource) -> str:
    return f"https://{resource.name}.servicebus.windows.net:443/"
