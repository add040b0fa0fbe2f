"""Private endpoints, and the connections that they create at their targets.

The name of a connection has a GUID of its own (recorded in the examples of Notification Hubs). Whoever creates an
endpoint with ``privateLinkServiceConnections`` has the right to approve it, so it is approved at once; one with
``manualPrivateLinkServiceConnections`` waits for the owner ("What is a private endpoint").
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from hubwarden_local_azure.kinds import EVERYWHERE, Behaviour, Change, Kind, Where, versions
from hubwarden_local_azure.notification_hubs.hub_shapes import VERSIONS
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.shapes import ANYTHING, FILLED, Choice, ListOf, MapOf, members
from hubwarden_local_azure.store import Resource, Store

ENDPOINTS: Final = "Microsoft.Network/privateEndpoints"
CONNECTIONS: Final = "Microsoft.NotificationHubs/namespaces/privateEndpointConnections"
_GROUPS: Final = ["namespace"]
_STATE: Final = members("status* description actionsRequired!", status=FILLED)
_LINK: Final = members(
    "id! name* type! etag! properties*",
    properties=members(
        "privateLinkServiceId* groupIds requestMessage provisioningState! "
        "privateLinkServiceConnectionState!",
        privateLinkServiceId=FILLED,
        groupIds=ListOf(FILLED),
    ),
)
_KINDS_OF_LINK: Final = {
    "privateLinkServiceConnections": ("Approved", "Auto-Approved"),
    "manualPrivateLinkServiceConnections": ("Pending", "Please approve the connection"),
}


class PrivateEndpoint(Behaviour):
    """A private endpoint."""

    def judge(self, change: Change) -> None:
        """Refuse an endpoint without a target, or to a part that the service does not have."""
        links = _links(change.properties)
        if not links and change.old is None:
            raise bad_request("A private endpoint needs a private link service connection.")
        for _, link in links:
            target = change.store.get(link["properties"]["privateLinkServiceId"])
            if target is None:
                raise ArmError(
                    404,
                    "ResourceNotFound",
                    "A resource that the private endpoint leads to was not found.",
                )
            groups = link["properties"].get("groupIds", [])
            if _is_namespace(target) and groups != _GROUPS:
                raise bad_request("The group of a namespace of Notification Hubs is 'namespace'.")

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the state of each link; a new endpoint has the initial states of its connections."""
        old = {
            link["name"]: link for _, link in _links(change.old.properties if change.old else {})
        }
        for kind, link in _links(resource.properties):
            status, description = _KINDS_OF_LINK[kind]
            state = {"status": status, "description": description, "actionsRequired": "None"}
            before = old.get(link["name"], {}).get("properties", {})
            link["properties"] = {
                **link["properties"],
                "provisioningState": "Succeeded",
                "privateLinkServiceConnectionState": before.get(
                    "privateLinkServiceConnectionState", state
                ),
            }
        resource.properties["provisioningState"] = "Succeeded"

    def companions(self, resource: Resource, change: Change) -> list[Resource]:
        """Create a connection at each namespace that is a target of the endpoint."""
        made = []
        for _, link in _links(resource.properties):
            target = change.store.get(link["properties"]["privateLinkServiceId"])
            if target is not None and _is_namespace(target):
                made.append(_connection(target, resource, link, change))
                note_connections(target, [*_of(change.store, target), made[-1]])
        return made

    def gone(self, removed: list[Resource], store: Store, now: str) -> None:
        """Delete the connections of the endpoint."""
        del now
        endpoint = removed[0].id.lower()
        for _, link in _links(removed[0].properties):
            target = store.get(link["properties"]["privateLinkServiceId"])
            for item in _of(store, target) if target else []:
                if _endpoint_of(item).lower() == endpoint:
                    store.remove(item.id)
            if target is not None and _is_namespace(target):
                note_connections(target, _of(store, target))


class Connection(Behaviour):
    """A connection for the owner of the namespace, who can approve, reject or delete it."""

    def judge(self, change: Change) -> None:
        """Refuse a connection without an endpoint: only an endpoint can create one."""
        if change.old is None:
            raise ArmError(
                404, "PrivateEndpointConnectionNotFound", "The connection does not exist."
            )

    def fill(self, resource: Resource, change: Change) -> None:
        """Keep what the endpoint set, and update the namespace and the endpoint."""
        old = change.old.properties if change.old else {}
        resource.properties |= {
            name: old[name] for name in ("privateEndpoint", "groupIds") if name in old
        }
        resource.properties["provisioningState"] = "Succeeded"
        state = resource.properties["privateLinkServiceConnectionState"]
        target = change.store.get(resource.id.rsplit("/", 2)[0])
        if target is not None:
            others = [item for item in _of(change.store, target) if item.id != resource.id]
            note_connections(target, [*others, resource])
        endpoint = change.store.get(_endpoint_of(resource))
        for _, link in _links(endpoint.properties if endpoint else {}):
            if target and link["properties"]["privateLinkServiceId"].lower() == target.id.lower():
                link["properties"]["privateLinkServiceConnectionState"] = dict(state)

    def gone(self, removed: list[Resource], store: Store, now: str) -> None:
        """Update the namespace."""
        del now
        target = store.get(removed[0].id.rsplit("/", 2)[0])
        if target is not None:
            note_connections(target, _of(store, target))


def note_connections(namespace: Resource, connections: list[Resource]) -> None:
    """Update the list of connections in a namespace."""
    namespace.properties["privateEndpointConnections"] = [
        {"id": item.id, "name": item.name, "type": item.type, "properties": item.properties}
        for item in connections
    ]


def _endpoint_of(connection: Resource) -> str:
    """Return the id of a connection's endpoint; empty where a state file lacks it."""
    return str(connection.properties.get("privateEndpoint", {}).get("id", ""))


def _of(store: Store, namespace: Resource) -> list[Resource]:
    return store.of(CONNECTIONS, namespace.id)


def _links(properties: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, link) for kind in _KINDS_OF_LINK for link in properties.get(kind) or []]


def _is_namespace(resource: Resource) -> bool:
    return resource.type.lower() == "microsoft.notificationhubs/namespaces"


def _connection(
    target: Resource, endpoint: Resource, link: dict[str, Any], change: Change
) -> Resource:
    name = f"{target.name}.{uuid.uuid4()}"
    state = link["properties"]["privateLinkServiceConnectionState"]
    return Resource(
        id=f"{target.id}/privateEndpointConnections/{name}",
        type=CONNECTIONS,
        name=name,
        version=VERSIONS[-1],
        created=change.now,
        changed=change.now,
        properties={
            "provisioningState": "Succeeded",
            "privateEndpoint": {"id": endpoint.id},
            "groupIds": _GROUPS,
            "privateLinkServiceConnectionState": {
                name: state[name] for name in ("status", "description")
            },
        },
    )


ROWS: Final = (
    Kind(
        type=ENDPOINTS,
        versions=versions(
            "2020-11-01 2021-08-01 2022-07-01 2023-02-01 2023-05-01 2023-09-01 2023-11-01 "
            "2024-01-01 2024-03-01 2024-05-01 2024-07-01 2025-01-01"
        ),
        source="API reference of private endpoints (PrivateEndpointProperties)",
        where=Where.GROUP,
        name=r"[A-Za-z0-9][\w.-]{0,78}[A-Za-z0-9_]",
        properties=members(
            "subnet networkInterfaces! provisioningState! customDnsConfigs ipConfigurations "
            "applicationSecurityGroups customNetworkInterfaceName ipVersionType",
            subnet=members("id*", id=FILLED),
            privateLinkServiceConnections=ListOf(_LINK),
            manualPrivateLinkServiceConnections=ListOf(_LINK),
        ),
        defaults={"privateLinkServiceConnections": [], "manualPrivateLinkServiceConnections": []},
        envelope=members("extendedLocation"),
        places=EVERYWHERE,
        patch=False,
        behaviour=PrivateEndpoint(),
    ),
    Kind(
        type=CONNECTIONS,
        versions=tuple(item for item in VERSIONS if item >= "2023-01-01"),
        source="OpenAPI 2023-10-01-preview (PrivateEndpointConnectionResource)",
        where=Where.PARENT,
        name=r"[a-zA-Z][a-zA-Z0-9-]*\.[a-fA-F0-9-]+",
        properties=members(
            "provisioningState groupIds! privateEndpoint privateLinkServiceConnectionState*",
            provisioningState=Choice(
                ("Unknown", "Succeeded", "Creating", "Updating", "UpdatingByProxy", "Deleting")
            ),
            privateEndpoint=MapOf(ANYTHING),
            privateLinkServiceConnectionState=_STATE,
        ),
        tagged=False,
        patch=False,
        # By the document, DELETE answers 202 or 204, as a long-running operation.
        slow_deletion=True,
        behaviour=Connection(),
    ),
)
