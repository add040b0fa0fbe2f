"""Hubs, and the credentials of hubs and namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hubwarden_local_azure.kinds import Action, Behaviour, Call, Change
from hubwarden_local_azure.notification_hubs.access_rules import default_rule, old_spelling
from hubwarden_local_azure.notification_hubs.hub_shapes import (
    CREDENTIALS,
    FIRST_2023,
    HUB_SINCE,
    judge_credentials,
    judge_time_to_live,
)
from hubwarden_local_azure.regions import REGIONS
from hubwarden_local_azure.shapes import ANYTHING, FILLED, TEXT, TEXTS, check, members
from hubwarden_local_azure.store import Resource, Store

_NEVER: Final = "P10675199DT2H48M05.4775807S"
_NEVER_BEFORE_2023: Final = "10675199.02:48:05.4775807"
_NEVERS: Final = {_NEVER, _NEVER_BEFORE_2023, "P10675199DT2H48M5.4775807S"}
"""The spellings of "never" in recorded answers; the service answers in the spelling of the version."""

_QUESTION: Final = members(
    "name* id! type! isAvailiable sku location tags",
    name=FILLED,
    location=TEXT,
    tags=TEXTS,
    sku=ANYTHING,
)


class Hub(Behaviour):
    """A hub."""

    def judge(self, change: Change) -> None:
        """Refuse an incomplete credential and an invalid time to live."""
        judge_credentials(change.properties, "properties")
        judge_time_to_live(change.properties.get("registrationTtl"), "properties.registrationTtl")

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the time to live, by default "never"."""
        del change
        resource.properties.pop("name", None)  # the name in the path counts
        if resource.properties.get("registrationTtl", _NEVER) in _NEVERS:
            resource.properties["registrationTtl"] = _NEVER

    def companions(self, resource: Resource, change: Change) -> list[Resource]:
        """Create the two rules that every hub has."""
        return [
            default_rule(resource, "DefaultListenSharedAccessSignature", ["Listen"], change),
            default_rule(
                resource,
                "DefaultFullSharedAccessSignature",
                ["Manage", "Listen", "Send"],
                change,
            ),
        ]

    def show(self, body: dict[str, Any], resource: Resource, version: str, *, listed: bool) -> None:
        """Answer as recorded: without credentials, and in lists with the name in lower case.

        Older versions return an empty list of rules, newer ones no list. The answer to a PUT of older versions has
        no list either, which the local Azure does not imitate.
        """
        never = resource.properties["registrationTtl"] == _NEVER
        body["location"] = REGIONS[resource.location]
        if version >= FIRST_2023:
            properties = {"name": resource.name, **body["properties"]}
        else:
            properties = {**body["properties"], "authorizationRules": []}
            if never:
                properties["registrationTtl"] = _NEVER_BEFORE_2023
            body["id"] = old_spelling(body["id"])
            if not body["tags"]:
                del body["tags"]
        body["properties"] = {**properties, "dailyMaxActiveDevices": 0}
        if listed:
            body["name"] = body["name"].lower()
            body["id"] = body["id"].rpartition("/")[0] + "/" + body["name"]

    def actions(self) -> Mapping[str, Action]:
        """Return the POST operations."""
        return {"pnscredentials": pns_credentials}


def pns_credentials(call: Call) -> dict[str, Any]:
    """Return the credentials of a hub or namespace as they were written (Terraform reads them here).

    Only the kinds that are set are returned, without those that the api-version does not have.
    """
    held = call.resource.credentials
    held = held.get("pnsCredentials", held)
    return {
        "properties": {
            name: held[name]
            for name in CREDENTIALS
            if held.get(name) and call.version >= HUB_SINCE.get(name, "")
        },
        "id": f"{call.resource.id}/pnsCredentials",
        "name": call.resource.name,
        "type": f"{call.resource.type}/pnsCredentials",
    }


def taken(call: Call, namespace: str) -> dict[str, Any]:
    """Answer whether a hub's name is available in a namespace. ``isAvailiable`` is the API's spelling."""
    name = check(call.body, _QUESTION, "body")["name"]
    found = call.store.get(f"{namespace}/notificationHubs/{name}")
    return {
        "isAvailiable": found is None,
        "id": f"{namespace}/checkNotificationHubAvailability",
        "name": name,
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/"
        "checkNotificationHubAvailability",
    }


def namespace_taken(
    body: dict[str, Any], subscription: str, type_: str, store: Store
) -> dict[str, Any]:
    """Answer whether a namespace's name is available in all of Azure."""
    name = check(body, _QUESTION, "body")["name"]
    return {
        "isAvailiable": not store.named(type_, name),
        "id": f"/subscriptions/{subscription}/providers/Microsoft.NotificationHubs/"
        "checkNamespaceAvailability",
        "name": name,
        "type": "Microsoft.NotificationHubs/namespaces/checkNamespaceAvailability",
    }
