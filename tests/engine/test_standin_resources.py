"""The stand-in provider against the local Resource Manager."""

from azure_native_standin import sdk
from azure_native_standin.servicer import SUBSCRIPTION
from azure_native_standin.shapes import ACTIONS, SHAPES
from standin_client import (
    APNS,
    CANARY,
    GOOD,
    GROUP,
    HUB,
    IN_GROUP,
    IN_HUB,
    IN_NAMESPACE,
    NAMESPACE,
    NH,
    RULE,
    VAULT,
    refused,
)

# --- Against the local Resource Manager


def test_a_hub_lives_and_its_credentials_never_come_back(hub):
    resource_id = SHAPES[HUB].id(IN_HUB, SUBSCRIPTION)
    found, _, outputs = hub.read(HUB, resource_id)
    assert found.lower() == resource_id.lower()
    assert outputs["name"] == "shop"
    assert outputs["azureApiVersion"] == "2023-10-01-preview"
    assert CANARY not in str(outputs)
    assert outputs.keys() - {"id"} <= sdk.resource(HUB).outputs.keys()


def test_nothing_that_exists_is_taken_over(hub):
    message = refused(hub.create, HUB, GOOD[HUB])
    assert "cannot create already existing resource" in message


def test_a_refresh_takes_over_what_azure_tells_of_and_nothing_else(hub):
    resource_id = SHAPES[NAMESPACE].id(IN_NAMESPACE, SUBSCRIPTION)
    inputs = hub.inputs(NAMESPACE, GOOD[NAMESPACE])
    _, _, before = hub.read(NAMESPACE, resource_id)
    assert hub.read(NAMESPACE, resource_id, inputs, before)[1] == inputs
    hub.update(
        NAMESPACE, resource_id, inputs | {"publicNetworkAccess": "Disabled", "tags": {"x": "y"}}
    )
    _, seen, _ = hub.read(NAMESPACE, resource_id, inputs, before)
    assert seen == inputs | {"publicNetworkAccess": "Disabled", "tags": {"x": "y"}}


def test_a_refresh_does_not_see_another_credential(hub):
    resource_id = SHAPES[HUB].id(IN_HUB, SUBSCRIPTION)
    inputs = hub.inputs(HUB, GOOD[HUB])
    _, _, before = hub.read(HUB, resource_id)
    hub.update(HUB, resource_id, inputs | {"apnsCredential": APNS | {"token": "swapped"}})
    assert hub.read(HUB, resource_id, inputs, before) == (before["id"], inputs, before)


def test_an_import_finds_the_inputs(hub):
    resource_id = SHAPES[RULE].id(GOOD[RULE], SUBSCRIPTION)
    _, inputs, _ = hub.read(RULE, resource_id)
    assert sorted(inputs.pop("rights")) == ["Listen", "Send"]
    assert {name: inputs[name] for name in SHAPES[RULE].parameters} == {
        name: GOOD[RULE][name] for name in SHAPES[RULE].parameters
    }
    assert hub.check(RULE, inputs | {"rights": ["Send"]})[1] == []


def test_what_is_gone_is_gone(hub):
    resource_id = SHAPES[HUB].id(IN_HUB, SUBSCRIPTION)
    hub.delete(HUB, resource_id)
    hub.delete(HUB, resource_id)
    assert hub.read(HUB, resource_id, GOOD[HUB]) == ("", {}, {})


def test_functions(hub):
    answer, failures = hub.invoke(
        f"{NH}listNotificationHubKeys", **IN_HUB, authorizationRuleName="orders"
    )
    assert failures == []
    assert answer["primaryConnectionString"].startswith("Endpoint=sb://push-ns.")
    _, failures = hub.invoke(f"{NH}listNamespaceKeys", namespaceName="push-ns", hubName=CANARY)
    assert failures == ["authorizationRuleName", "resourceGroupName", "hubName"]
    client, _ = hub.invoke("azure-native:authorization:getClientConfig")
    assert client["subscriptionId"] == SUBSCRIPTION
    assert "notificationhubs:getThing" in refused(hub.invoke, f"{NH}getThing")
    assert set(ACTIONS) == {f"{NH}listNamespaceKeys", f"{NH}listNotificationHubKeys"}


def test_a_vault_s_secret_cannot_be_deleted_and_its_value_never_comes_back(provider):
    provider.create(GROUP, GOOD[GROUP])
    _, vault, _ = provider.create(VAULT, GOOD[VAULT] | {"vaultName": "kv-12345678"})
    secret = {"vaultName": vault["vaultName"], "properties": {"value": CANARY}, **IN_GROUP}
    token = "azure-native:keyvault:Secret"
    resource_id, _, outputs = provider.create(token, secret)
    assert CANARY not in str(outputs)
    assert "only its vault can" in refused(provider.delete, token, resource_id)


def test_azure_s_refusal_names_its_code(provider):
    message = refused(provider.create, NAMESPACE, GOOD[NAMESPACE])
    assert message.startswith("PUT /subscriptions/")
    assert "404 ResourceGroupNotFound: " in message
