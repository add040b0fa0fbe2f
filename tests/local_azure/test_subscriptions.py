"""Subscriptions, management groups and the registration of providers."""

import contextlib

import pytest

from hubwarden_local_azure import ManagementGroup, Principal, Subscription, Tenant, running
from hubwarden_local_azure.identity import tokens
from local_azure.arm_client import GROUP, OTHER_SUBSCRIPTION, PUSH, SUBSCRIPTION, Arm
from local_azure.azure_clients import SUBSCRIPTION_ID, Pipeline, hubs

ADA = "00000000-0000-0000-0000-0000000000e0"
OTHER_ID = OTHER_SUBSCRIPTION.rpartition("/")[2]
OFF = "00000000-0000-0000-0000-00000000000c"
MANAGEMENT = "/providers/Microsoft.Management/managementGroups"
VERSION = {"api-version": "2022-12-01"}
TENANT = Tenant(
    principals=(Principal(ADA, "ada@shop.example", kind="User"),),
    subscriptions=(
        Subscription(SUBSCRIPTION_ID, "Shop", management_group="apps"),
        Subscription(
            OTHER_ID,
            "Other",
            management_group="company",
            unregistered=frozenset({"microsoft.notificationhubs"}),
        ),
        Subscription(OFF, "Off", state="Disabled"),
    ),
    management_groups=(ManagementGroup("apps", "Apps", "company"), ManagementGroup("company")),
)
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.fixture
def ca_file(tmp_path):
    return tmp_path / "ca.pem"


@pytest.fixture
def server(ca_file):
    with running(tenant=TENANT, ca_file=ca_file) as server:
        yield server


def names(server, ca_file, path, **options):
    with Pipeline(server, ca_file, **options) as pipeline:
        reply = pipeline.send("GET", path, **VERSION)
        reply.raise_for_status()
        return [
            item["name"] if "name" in item else item["displayName"]
            for item in reply.json()["value"]
        ]


def test_each_principal_sees_its_own_subscriptions(server, ca_file):
    assert names(server, ca_file, "/subscriptions") == ["Shop", "Other", "Off"]
    token = tokens.issue(TENANT.principals[0], TENANT, server.url, 2**33)
    assert names(server, ca_file, "/subscriptions", token=token) == []
    server.add(GROUP, {"location": "westeurope"}, "2024-03-01")
    role = {"properties": {"roleDefinitionId": READER, "principalId": ADA}}
    id = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/{ADA}"
    server.add(id, role, "2022-04-01")
    assert names(server, ca_file, "/subscriptions", token=token) == ["Shop"]


def test_a_subscription_that_is_not_there(server, ca_file):
    with Pipeline(server, ca_file) as pipeline:
        missing = SUBSCRIPTION[:-1] + "f"
        for path in (missing, f"{missing}/{PUSH}", f"{missing}/resourceGroups"):
            reply = pipeline.send("GET", path, **{"api-version": "2023-09-01"})
            assert reply.status_code == 404
            assert "could not be found" in reply.json()["error"]["message"]


def test_a_disabled_subscription_can_be_read():
    with running(tenant=TENANT) as plain, contextlib.closing(Arm(plain.url)) as arm:
        group = f"/subscriptions/{OFF}/resourceGroups/rg"
        assert arm.get(f"/subscriptions/{OFF}/resourceGroups").body == {"value": []}
        reply = arm.put(group, {"location": "westeurope"})
        assert (reply.status, reply.code) == (409, "ReadOnlyDisabledSubscription")


def test_what_is_in_a_management_group(server, ca_file):
    assert names(server, ca_file, MANAGEMENT) == [TENANT.id, "apps", "company"]
    assert names(server, ca_file, f"{MANAGEMENT}/company/descendants") == [
        "apps",
        OTHER_ID,
        SUBSCRIPTION_ID,
    ]
    assert set(names(server, ca_file, f"{MANAGEMENT}/{TENANT.id}/descendants")) == {
        "apps",
        "company",
        SUBSCRIPTION_ID,
        OTHER_ID,
        OFF,
    }
    with Pipeline(server, ca_file) as pipeline:
        shown = pipeline.send(
            "GET", f"{MANAGEMENT}/company", **VERSION, **{"$expand": "children", "$recurse": "true"}
        ).json()
        apps, other = shown["properties"]["children"]
        assert [item["name"] for item in apps["children"]] == [SUBSCRIPTION_ID]
        assert other["id"] == OTHER_SUBSCRIPTION
        missing = pipeline.send("GET", f"{MANAGEMENT}/none/descendants", **VERSION)
        assert missing.status_code == 404


def test_a_client_that_registers_on_a_read_is_seen(server, ca_file):
    """The default policies of a client write on a read; with its own list of policies it does not."""
    with hubs(server, ca_file, retry_total=0) as client:
        client._config.subscription_id = OTHER_ID
        server.requests.clear()
        assert list(client.namespaces.list_all()) == []
    assert [item.method for item in server.requests] == ["GET", "POST", "GET", "GET"]
    register = f"{OTHER_SUBSCRIPTION}/providers/Microsoft.NotificationHubs/register"
    assert [item.path for item in server.requests if item.method == "POST"] == [register]


def test_a_provider_that_is_not_registered_refuses(server, ca_file):
    with Pipeline(server, ca_file) as pipeline:
        path = f"{OTHER_SUBSCRIPTION}/providers/Microsoft.NotificationHubs"
        shown = pipeline.send("GET", path, **VERSION).json()
        assert shown["registrationState"] == "NotRegistered"
        assert "namespaces/notificationHubs" in [
            item["resourceType"] for item in shown["resourceTypes"]
        ]
        reply = pipeline.send("GET", f"{path}/namespaces", **{"api-version": "2023-10-01-preview"})
        assert reply.status_code == 409
        assert reply.json()["error"]["code"] == "MissingSubscriptionRegistration"
