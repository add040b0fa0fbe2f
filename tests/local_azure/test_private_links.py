"""Private endpoints, connections, and what else stands around a namespace, by the real client."""

import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError

from hubwarden_local_azure import running
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    STORAGE,
    build,
    version_of,
)
from local_azure.azure_clients import Pipeline, hubs

ENDPOINT = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/shop-pe"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/shop/subnets/one"
RULE = f"{GROUP}/providers/Microsoft.AlertsManagement/actionRules/quiet"


def endpoint(kind="privateLinkServiceConnections", target=NAMESPACE, groups=("namespace",)):
    link = {"privateLinkServiceId": target, "groupIds": list(groups)}
    properties = {"subnet": {"id": SUBNET}, kind: [{"name": "shop", "properties": link}]}
    return {"location": "westeurope", "properties": properties}


@pytest.fixture
def client(tmp_path):
    ca_file = tmp_path / "ca.pem"
    with running(ca_file=ca_file) as server, hubs(server, ca_file) as client:
        for path in (GROUP, NAMESPACE):
            server.add(path, BODIES[path], version_of(path))
        client.server, client.ca_file = server, ca_file
        yield client


def connections(client):
    found = client.private_endpoint_connections.list("Shop-rg", "shop-ns")
    shown = client.namespaces.get("Shop-rg", "shop-ns").properties.private_endpoint_connections
    known = [
        (item.name, item.properties.private_link_service_connection_state.status) for item in found
    ]
    assert [
        (item.name, item.properties.private_link_service_connection_state.status) for item in shown
    ] == known
    return known


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("privateLinkServiceConnections", "Approved"),
        ("manualPrivateLinkServiceConnections", "Pending"),
    ],
)
def test_an_endpoint_makes_a_connection_and_takes_it_along(client, kind, status):
    assert connections(client) == []
    client.server.add(ENDPOINT, endpoint(kind), version_of(ENDPOINT))
    client.server.add(ENDPOINT, endpoint(kind), version_of(ENDPOINT))
    ((name, found),) = connections(client)
    assert found == status
    single = client.private_endpoint_connections.get("Shop-rg", "shop-ns", name)
    assert single.properties.private_endpoint.id == ENDPOINT
    assert single.properties.group_ids == ["namespace"]
    client.namespaces.update("Shop-rg", "shop-ns", {"tags": {"a": "b"}})
    assert connections(client) == [(name, status)]
    with Pipeline(client.server, client.ca_file) as pipeline:
        reply = pipeline.send("DELETE", ENDPOINT, **{"api-version": version_of(ENDPOINT)})
        assert reply.status_code == 200
    assert connections(client) == []


def test_a_connection_is_rejected_and_taken_away(client):
    client.server.add(ENDPOINT, endpoint(), version_of(ENDPOINT))
    ((name, _),) = connections(client)
    group = client.private_endpoint_connections
    state = {"privateLinkServiceConnectionState": {"status": "Rejected"}}
    group.begin_update("Shop-rg", "shop-ns", name, {"properties": state}).result()
    assert connections(client) == [(name, "Rejected")]
    (link,) = dumped(client)[ENDPOINT]["properties"]["privateLinkServiceConnections"]
    assert link["properties"]["privateLinkServiceConnectionState"]["status"] == "Rejected"
    group.begin_delete("Shop-rg", "shop-ns", name).result()
    assert connections(client) == []
    with pytest.raises(HttpResponseError, match="PrivateEndpointConnectionNotFound"):
        group.begin_update("Shop-rg", "shop-ns", name, {"properties": state})


def dumped(client):
    return {item["id"]: item for item in client.server.dump()["resources"]}


def test_what_a_namespace_can_be_linked_by(client):
    group = client.private_endpoint_connections
    (found,) = group.list_group_ids("Shop-rg", "shop-ns")
    assert found.properties.required_zone_names == [
        "privatelink.servicebus.windows.net",
        "privatelink.notificationhubs.windows.net",
    ]
    assert group.get_group_id("Shop-rg", "shop-ns", "namespace").properties == found.properties
    with pytest.raises(ResourceNotFoundError):
        group.get_group_id("Shop-rg", "shop-ns", "other")


def test_a_wrong_endpoint_is_refused(arm):
    build(arm, GROUP, NAMESPACE, STORAGE)
    assert arm.put(ENDPOINT, endpoint(target=f"{NAMESPACE}-x")).code == "ResourceNotFound"
    assert arm.put(ENDPOINT, endpoint(groups=["hub"])).status == 400
    assert arm.put(ENDPOINT, {"location": "westeurope", "properties": {}}).status == 400
    assert arm.put(ENDPOINT, endpoint(target=STORAGE, groups=["blob"])).status == 201
    assert arm.get(f"{NAMESPACE}/privateEndpointConnections").body == {"value": []}
    assert arm.get(f"{NAMESPACE}/privateLinkResources", "2017-04-01").status == 400


def test_what_a_resource_can_send(arm):
    build(arm, GROUP, NAMESPACE, HUB)
    kind = "providers/Microsoft.Insights/diagnosticSettingsCategories"

    def categories(path):
        found = arm.get(f"{path}/{kind}", "2021-05-01-preview").body["value"]
        return [(item["name"], item["properties"]["categoryType"]) for item in found]

    assert categories(NAMESPACE) == [("OperationalLogs", "Logs")]
    assert categories(HUB) == [("OperationalLogs", "Logs"), ("AllMetrics", "Metrics")]


def test_a_processing_rule(arm):
    build(arm, GROUP)
    body = {
        "location": "global",
        "properties": {
            "scopes": [GROUP],
            "actions": [{"actionType": "removeallactiongroups"}],
            "enabled": True,
        },
    }
    assert arm.put(RULE, body).status == 201
    assert arm.put(RULE, {**body, "properties": {"scopes": []}}).status == 400
    (found,) = arm.get(f"{RULE.rpartition('/')[0]}").body["value"]
    assert found["properties"]["actions"] == [{"actionType": "RemoveAllActionGroups"}]


def test_connections_survive_a_restart(kept):
    with kept() as arm:
        build(arm, GROUP, NAMESPACE)
        arm.made(ENDPOINT, endpoint())
        before = arm.get(NAMESPACE).body
        assert before["properties"]["privateEndpointConnections"]
    with kept() as arm:
        assert arm.get(NAMESPACE).body == before
        assert arm.delete(ENDPOINT).status == 200
        assert arm.get(NAMESPACE).body["properties"]["privateEndpointConnections"] == []
