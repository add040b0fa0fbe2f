"""Access rules of namespaces and hubs, and their keys."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from typing import Any, Final

from hubwarden_local_azure.kinds import Action, Behaviour, Call, Change
from hubwarden_local_azure.notification_hubs.hub_shapes import FCM_V1, FIRST_2023, judge_rights
from hubwarden_local_azure.refusals import bad_request
from hubwarden_local_azure.shapes import Choice, check, members
from hubwarden_local_azure.store import Resource

ROOT_RULE: Final = "RootManageSharedAccessKey"
NAMESPACE_RULES: Final = "Microsoft.NotificationHubs/namespaces/authorizationRules"
HUB_RULES: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules"

_POLICY_KEY: Final = members("policyKey*", policyKey=Choice(("PrimaryKey", "SecondaryKey")))


class AccessRule(Behaviour):
    """An access rule of a namespace or a hub."""

    def judge(self, change: Change) -> None:
        """Refuse combinations of rights that are not allowed."""
        judge_rights(change.properties["rights"], "properties.rights")

    def fill(self, resource: Resource, change: Change) -> None:
        """Generate the keys that the caller did not send."""
        resource.properties["createdTime"] = change.old.created if change.old else change.now
        resource.properties["modifiedTime"] = change.now
        for key in ("primaryKey", "secondaryKey"):
            resource.keys.setdefault(key, new_key())

    def may_go(self, resource: Resource) -> None:
        """Refuse to delete the namespace's root rule ("cannot be deleted", says the list of operations).

        The status is a guess; the answer of the service is not published.
        """
        if resource.type == NAMESPACE_RULES and resource.name.lower() == ROOT_RULE.lower():
            raise bad_request("The Default Namespace Authorization Rule cannot be deleted.")

    def show(self, body: dict[str, Any], resource: Resource, version: str, *, listed: bool) -> None:
        """Answer without keys.

        As recorded: newer versions return times but neither location nor tags; older ones return a location but no
        times, and write the parts of the path in other letter case.
        """
        del listed
        body.pop("tags", None)
        if version >= FIRST_2023:
            body.pop("location", None)
            return
        body["properties"] = {"rights": body["properties"]["rights"]}
        body["id"] = old_spelling(body["id"])
        if resource.type == NAMESPACE_RULES:
            body["type"] = "Microsoft.NotificationHubs/Namespaces/AuthorizationRules"

    def actions(self) -> Mapping[str, Action]:
        """Return the operations on keys."""
        return {"listkeys": _list_keys, "regeneratekeys": _regenerate}


def default_rule(owner: Resource, name: str, rights: list[str], change: Change) -> Resource:
    """Return a rule that is created together with its namespace or hub."""
    return Resource(
        id=f"{owner.id}/authorizationRules/{name}",
        type=HUB_RULES if "/notificationHubs/" in owner.id else NAMESPACE_RULES,
        name=name,
        version=change.version,
        created=change.now,
        changed=change.now,
        location=owner.location,
        properties={"rights": rights, "createdTime": change.now, "modifiedTime": change.now},
        keys={"primaryKey": new_key(), "secondaryKey": new_key()},
    )


def new_key() -> str:
    """Return 256 random bits in Base64, 44 characters (SupportedSASKeyLength of the .NET SDK)."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def old_spelling(id: str) -> str:
    """Return an id as versions before 2023 spell it, by recorded answers of 2017-04-01."""
    return id.replace("/notificationHubs/", "/NotificationHubs/").replace(
        "/authorizationRules/", "/AuthorizationRules/"
    )


def _list_keys(call: Call) -> dict[str, Any]:
    rule = call.resource
    parts = rule.id.split("/")
    namespace = parts[8]
    # Connection strings of 2023-10-01-preview name the hub; recorded ones of 2017-04-01 do not.
    entity = f";EntityPath={parts[10]}" if rule.type == HUB_RULES and call.version >= FCM_V1 else ""

    def connection(key: str) -> str:
        return (
            f"Endpoint=sb://{namespace}.servicebus.windows.net/;SharedAccessKeyName={rule.name};"
            f"SharedAccessKey={key}{entity}"
        )

    primary, secondary = rule.keys["primaryKey"], rule.keys["secondaryKey"]
    return {
        "primaryConnectionString": connection(primary),
        "secondaryConnectionString": connection(secondary),
        "primaryKey": primary,
        "secondaryKey": secondary,
        "keyName": rule.name,
    }


def _regenerate(call: Call) -> dict[str, Any]:
    which = check(call.body, _POLICY_KEY, "body")["policyKey"]
    call.resource.keys["primaryKey" if which == "PrimaryKey" else "secondaryKey"] = new_key()
    call.resource.changed = call.resource.properties["modifiedTime"] = call.now
    return _list_keys(call)
