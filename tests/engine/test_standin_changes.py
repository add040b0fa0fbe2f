"""What the stand-in provider calls a change, in a preview and in an update."""

import pytest
from azure_native_standin import changes
from azure_native_standin.shapes import SHAPES
from azure_native_standin.wire import UNKNOWN
from pulumi.runtime.proto import provider_pb2
from standin_client import ALERT, APNS, GOOD, HUB, NAMESPACE, RULE, VAULT

# --- Previews


def test_a_creation_s_preview_knows_the_inputs_only(offline):
    resource_id, inputs, outputs = offline.create(HUB, GOOD[HUB], preview=True)
    assert resource_id == ""
    assert inputs.items() <= outputs.items()
    others = outputs.keys() - inputs.keys()
    assert {"id", "name", "type", "dailyMaxActiveDevices"} <= others
    assert {outputs[name] for name in others} == {UNKNOWN}


def test_an_update_s_preview_keeps_the_name_and_the_region(offline):
    inputs = offline.inputs(HUB, GOOD[HUB])
    old = {"name": "shop", "location": "northeurope", "type": "t", "dailyMaxActiveDevices": 5}
    outputs = offline.update(HUB, "/id", inputs, old, preview=True)
    assert (outputs["name"], outputs["location"]) == ("shop", "northeurope")
    assert (outputs["type"], outputs["dailyMaxActiveDevices"]) == (UNKNOWN, UNKNOWN)


# --- Diff


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (ALERT, {"severity": 1}, {"severity": 1.0}),
        (RULE, {"rights": ["Send", "Listen"]}, {"rights": ["Listen", "Send"]}),
        (
            NAMESPACE,
            {"networkAcls": {"publicNetworkRule": {"rights": ["Send", "Listen"]}}},
            {"networkAcls": {"publicNetworkRule": {"rights": ["Listen", "Send"]}}},
        ),
        (NAMESPACE, {"location": "North Europe"}, {"location": "northeurope"}),
        (VAULT, {"__createBeforeDelete": True}, {}),
    ],
)
def test_what_means_the_same_is_no_change(offline, token, old, new):
    answer = offline.diff(token, GOOD[token] | old, GOOD[token] | new)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert not answer.detailedDiff


def test_a_change_is_told_where_it_is(offline):
    old = GOOD[HUB] | {"apnsCredential": APNS, "tags": {"a": "b", "c.d": "e"}}
    new = GOOD[HUB] | {"apnsCredential": APNS | {"token": "other"}, "tags": {"a": "b", "f": "g"}}
    answer = offline.diff(HUB, old, new)
    assert offline.kinds(HUB, old, new) == {
        "apnsCredential.token": "UPDATE",
        'tags["c.d"]': "DELETE",
        "tags.f": "ADD",
    }
    assert list(answer.diffs) == ["apnsCredential", "tags"]
    assert all(item.inputDiff for item in answer.detailedDiff.values())
    assert not answer.replaces
    assert not answer.deleteBeforeReplace


def test_lists_are_compared_by_position_and_text_is_not_a_truth_value(offline):
    rules = [
        {"ipMask": "10.0.0.0/8", "rights": ["Send"]},
        {"ipMask": "1.1.1.1", "rights": ["Send"]},
    ]
    old = {"networkAcls": {"ipRules": rules}}
    assert offline.kinds(NAMESPACE, old, {"networkAcls": {"ipRules": rules[1:]}}) == {
        "networkAcls.ipRules[0].ipMask": "UPDATE",
        "networkAcls.ipRules[1]": "DELETE",
    }
    assert offline.kinds(ALERT, {"severity": 1}, {"severity": True}) == {"severity": "UPDATE"}


@pytest.mark.parametrize(
    ("token", "name"),
    [(token, name) for token, shape in SHAPES.items() for name in shape.parameters]
    + [(f"azure-native:{item.type}", item.property) for item in changes.CREATE_ONLY],
)
def test_what_only_a_creation_can_set_replaces(offline, token, name):
    answer = offline.diff(token, {name: "a"}, {name: "b"})
    assert list(answer.replaces) == [name]
    assert answer.deleteBeforeReplace
    assert offline.kinds(token, {name: "a"}, {name: UNKNOWN}) == {name: "UPDATE_REPLACE"}


def test_a_random_name_lets_the_successor_come_first(offline):
    old = {"vaultName": "a", "__createBeforeDelete": True}
    answer = offline.diff(VAULT, old, {"vaultName": "b"})
    assert list(answer.replaces) == ["vaultName"]
    assert not answer.deleteBeforeReplace
