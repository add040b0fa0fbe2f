"""What the stand-in provider accepts, and what it makes of inputs."""

import re

import pytest
from azure_native_standin import changes, sdk
from azure_native_standin.shapes import SHAPES
from azure_native_standin.wire import UNKNOWN, received, sent
from standin_client import ALERT, APNS, CANARY, GOOD, HUB, NAMESPACE, ROLE, RULE, VAULT, refused

from hubwarden_local_azure.table import KINDS

# --- The tables and the SDK


@pytest.mark.parametrize("token", SHAPES)
def test_the_sdk_has_what_the_tables_name(token):
    shape, known = SHAPES[token], sdk.resource(token)
    assert known.inputs.keys() >= set(shape.parameters)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d(-preview)?", known.api_version)
    for path in shape.renamed:
        hint = known.arguments
        for name in path.split("."):
            if hint is not known.arguments and not sdk.is_object(sdk.alternatives(hint)[0]):
                hint = sdk.item_hint(hint)
            assert any(
                name in sdk.properties(alternative) for alternative in sdk.alternatives(hint)
            ), path
            hint = sdk.property_hint(hint, name)


def test_what_replaces_is_in_the_sdk_and_has_a_source():
    assert all(item.source for item in changes.CREATE_ONLY)
    for item in changes.CREATE_ONLY:
        assert item.property in sdk.resource(f"azure-native:{item.type}").inputs
    assert len({(item.type, item.property) for item in changes.CREATE_ONLY}) == len(
        changes.CREATE_ONLY
    )


def test_what_replaces_a_namespace_is_what_azure_does_not_change():
    token = "azure-native:notificationhubs:Namespace"
    kind = KINDS["microsoft.notificationhubs/namespaces"]
    assert changes.create_only(token) == {"location", *kind.fixed}


def test_a_body_and_back():
    account = {
        "enableHttpsTrafficOnly": True,
        "networkRuleSet": {
            "defaultAction": "Deny",
            "ipRules": [{"iPAddressOrRange": "203.0.113.1"}],
        },
        "sku": {"name": "Standard_LRS"},
        "tags": {"networkRuleSet": "x"},
    }
    shape = SHAPES["azure-native:storage:StorageAccount"]
    body = shape.body(account | {"accountName": "a", "__createBeforeDelete": True})
    assert body == {
        "properties": {
            "supportsHttpsTrafficOnly": True,
            "networkAcls": {"defaultAction": "Deny", "ipRules": [{"value": "203.0.113.1"}]},
        },
        "sku": {"name": "Standard_LRS"},
        "tags": {"networkRuleSet": "x"},
    }
    assert shape.outputs(body) == account


def test_credentials_are_wrapped_on_the_wire():
    known = {"pnsCredentials": {"apnsCredential": APNS, "gcmCredential": {"googleApiKey": "k"}}}
    body = SHAPES[NAMESPACE].body(known)
    assert body["properties"]["pnsCredentials"]["apnsCredential"] == {"properties": APNS}
    assert SHAPES[NAMESPACE].outputs(body) == known
    body = SHAPES[HUB].body({"fcmV1Credential": {"projectId": "p"}, "name": "n"})
    assert body == {
        "properties": {"fcmV1Credential": {"properties": {"projectId": "p"}}, "name": "n"}
    }


# --- Check


@pytest.mark.parametrize("token", GOOD)
def test_good_inputs_pass(offline, token):
    found, failures = offline.check(token, GOOD[token])
    assert failures == []
    assert received(sent(GOOD[token])).items() <= found.items()
    assert found["azureApiVersion"] == sdk.resource(token).api_version


@pytest.mark.parametrize(
    ("token", "change", "path"),
    [
        (NAMESPACE, {"sku": None}, "sku"),
        (NAMESPACE, {"resourceGroupName": None}, "resourceGroupName"),
        (NAMESPACE, {"sku": {"name": CANARY}}, "sku.name"),
        (NAMESPACE, {"sku": {"name": "Free", "capacity": 1.5}}, "sku.capacity"),
        (NAMESPACE, {"sku": CANARY}, "sku"),
        (NAMESPACE, {"zoneRedundancy": True}, "zoneRedundancy"),
        (NAMESPACE, {"disableLocalAuth": CANARY}, "disableLocalAuth"),
        (NAMESPACE, {"networkAcls": {"ipRules": {}}}, "networkAcls.ipRules"),
        (
            NAMESPACE,
            {"networkAcls": {"ipRules": [{"ipMask": CANARY}]}},
            "networkAcls.ipRules[0].rights",
        ),
        (HUB, {"apnsCredential": {"token": CANARY}}, "apnsCredential.endpoint"),
        (HUB, {"apnsCredential": APNS | {"tokn": CANARY}}, "apnsCredential.tokn"),
        (HUB, {"apnsCredential": [CANARY]}, "apnsCredential"),
        (HUB, {"registrationTtl": 90}, "registrationTtl"),
        (HUB, {"tags": {"a": 1}}, 'tags["a"]'),
        (HUB, {"azureApiVersion": CANARY}, "azureApiVersion"),
        (RULE, {"rights": ["Send", CANARY]}, "rights[1]"),
        (RULE, {"rights": CANARY}, "rights"),
        (ALERT, {"enabled": CANARY}, "enabled"),
        (ALERT, {"severity": True}, "severity"),
        (ALERT, {"criteria": {"odataType": CANARY}}, "criteria.odataType"),
    ],
)
def test_mistakes_are_told_by_their_path_and_without_a_value(offline, token, change, path):
    changed = {name: item for name, item in (GOOD[token] | change).items() if item is not None}
    _, failures = offline.check(token, changed)
    assert [found for found, _ in failures] == [path]
    assert path in failures[0][1]
    assert CANARY not in str(failures)


def test_a_mistake_inside_an_alternative_is_told_of_the_right_one(offline):
    criterion = GOOD[ALERT]["criteria"]["allOf"][0] | {"operator": CANARY, "thresold": 1}
    criteria = GOOD[ALERT]["criteria"] | {"allOf": [criterion]}
    _, failures = offline.check(ALERT, GOOD[ALERT] | {"criteria": criteria})
    at = "criteria.allOf[0]"
    assert {path for path, _ in failures} == {f"{at}.operator", f"{at}.thresold"}


def test_an_unknown_type_is_refused(offline):
    assert "compute:VirtualMachine" in str(
        offline.check("azure-native:compute:VirtualMachine", {})[1]
    )
    assert "compute:Disk" in refused(offline.read, "azure-native:compute:Disk", "/subscriptions/x")


def test_what_is_not_known_yet_passes_anywhere(offline):
    unknown = dict.fromkeys(sdk.resource(ALERT).inputs, UNKNOWN)
    assert offline.check(ALERT, unknown)[1] == []
    acls = {
        "ipRules": [{"ipMask": UNKNOWN, "rights": [UNKNOWN]}, UNKNOWN],
        "publicNetworkRule": UNKNOWN,
    }
    assert offline.check(NAMESPACE, GOOD[NAMESPACE] | {"networkAcls": acls})[1] == []


def test_an_open_name_is_made_of_the_logical_name_and_the_seed(offline):
    found, _ = offline.check(VAULT, GOOD[VAULT], name="kv")
    assert re.fullmatch(r"kv[0-9a-f]{8}", found["vaultName"])
    assert found["__createBeforeDelete"] is True
    assert offline.check(VAULT, GOOD[VAULT], name="kv")[0] == found
    assert offline.check(VAULT, GOOD[VAULT], name="kv", seed=b"other")[0] != found
    assert offline.check(VAULT, GOOD[VAULT], old=found, seed=b"other")[0] == found
    assert re.fullmatch(r"[0-9a-f-]{36}", offline.check(ROLE, GOOD[ROLE])[0]["roleAssignmentName"])


def test_a_name_that_was_chosen_stays_chosen(offline):
    old = offline.inputs(VAULT, GOOD[VAULT] | {"vaultName": "mine"})
    assert "__createBeforeDelete" not in old
    assert offline.check(VAULT, GOOD[VAULT], old=old)[0] == old


def test_an_open_region_is_the_old_one_or_else_the_configured_one(offline):
    assert offline.inputs(NAMESPACE, GOOD[NAMESPACE])["location"] == "northeurope"
    found, _ = offline.check(NAMESPACE, GOOD[NAMESPACE], old={"location": "westus2"})
    assert found["location"] == "westus2"
    assert offline.inputs(HUB, GOOD[HUB] | {"location": "global"})["location"] == "global"
    assert "location" not in offline.inputs(ROLE, GOOD[ROLE])
