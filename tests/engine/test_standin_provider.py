"""The stand-in provider over its own protocol, with the local Resource Manager behind it."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import grpc
import pytest
from azure_native_standin import changes, sdk
from azure_native_standin.arm import ResourceManager
from azure_native_standin.servicer import SUBSCRIPTION, Provider
from azure_native_standin.shapes import ACTIONS, SHAPES
from azure_native_standin.wire import UNKNOWN, received, sent
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.status_pb2 import Status

from hubwarden.local_azure import running

CANARY = "canary-7f3a"
NH = "azure-native:notificationhubs:"
GROUP, NAMESPACE, HUB = (
    "azure-native:resources:ResourceGroup",
    f"{NH}Namespace",
    f"{NH}NotificationHub",
)
RULE = f"{NH}NotificationHubAuthorizationRule"
ALERT, VAULT = "azure-native:monitor:MetricAlert", "azure-native:keyvault:Vault"
ROLE = "azure-native:authorization:RoleAssignment"

IN_GROUP = {"resourceGroupName": "rg"}
IN_NAMESPACE = IN_GROUP | {"namespaceName": "push-ns"}
IN_HUB = IN_NAMESPACE | {"notificationHubName": "shop"}
APNS = {
    "endpoint": "https://api.push.apple.com:443/3/device",
    "keyId": "7KQ2M9XW4T",
    "appId": "LM83PD5R2C",
    "appName": "example.shop",
    "token": CANARY,
}
GOOD = {
    GROUP: {"resourceGroupName": "rg"},
    NAMESPACE: IN_NAMESPACE | {"sku": {"name": "Standard"}, "zoneRedundancy": "Disabled"},
    HUB: IN_HUB | {"apnsCredential": APNS, "tags": {"a": "b"}},
    RULE: IN_HUB | {"authorizationRuleName": "orders", "rights": ["Send", "Listen"]},
    ALERT: IN_GROUP
    | {
        "ruleName": "alert",
        "enabled": True,
        "severity": 1,
        "scopes": ["/subscriptions/x"],
        "windowSize": "PT15M",
        "evaluationFrequency": "PT5M",
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [
                {
                    "criterionType": "StaticThresholdCriterion",
                    "name": "one",
                    "metricName": "incoming",
                    "operator": "GreaterThan",
                    "threshold": 5,
                    "timeAggregation": "Total",
                }
            ],
        },
    },
    VAULT: IN_GROUP
    | {"properties": {"tenantId": SUBSCRIPTION, "sku": {"family": "A", "name": "standard"}}},
    ROLE: {"principalId": SUBSCRIPTION, "roleDefinitionId": "/r", "scope": "/subscriptions/x"},
}


class Client:
    """Asks a provider in this process what the engine would ask it."""

    def __init__(self, channel, **config):
        self.stub = provider_pb2_grpc.ResourceProviderStub(channel)
        self.stub.Configure(provider_pb2.ConfigureRequest(args=sent(config)))

    def check(self, token, new, old=None, name="thing", seed=b"seed"):
        answer = self.stub.Check(
            provider_pb2.CheckRequest(
                **_named(token, name), olds=sent(old or {}), news=sent(new), randomSeed=seed
            )
        )
        return received(answer.inputs), [(one.property, one.reason) for one in answer.failures]

    def inputs(self, token, new):
        found, failures = self.check(token, new)
        assert failures == []
        return found

    def diff(self, token, old, new):
        return self.stub.Diff(
            provider_pb2.DiffRequest(**_named(token), old_inputs=sent(old), news=sent(new))
        )

    def kinds(self, token, old, new):
        kinds = provider_pb2.PropertyDiff.Kind
        detailed = self.diff(token, old, new).detailedDiff
        return {path: kinds.Name(one.kind) for path, one in detailed.items()}

    def create(self, token, new, *, preview=False):
        inputs = self.inputs(token, new)
        answer = self.stub.Create(
            provider_pb2.CreateRequest(**_named(token), properties=sent(inputs), preview=preview)
        )
        return answer.id, inputs, received(answer.properties)

    def update(self, token, resource_id, new, old=None, *, preview=False):
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                **_named(token),
                id=resource_id,
                news=sent(new),
                olds=sent(old or {}),
                preview=preview,
            )
        )
        return received(answer.properties)

    def read(self, token, resource_id, inputs=None, outputs=None):
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                **_named(token),
                id=resource_id,
                inputs=sent(inputs or {}),
                properties=sent(outputs or {}),
            )
        )
        return answer.id, received(answer.inputs), received(answer.properties)

    def delete(self, token, resource_id):
        self.stub.Delete(provider_pb2.DeleteRequest(**_named(token), id=resource_id))

    def invoke(self, token, **arguments):
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=sent(arguments)))
        return received(getattr(answer, "return")), [one.property for one in answer.failures]


def _named(token, name="thing"):
    return {"type": token, "urn": f"urn:pulumi:test::hubwarden::{token}::{name}", "name": name}


@contextmanager
def served(url: str, **config) -> Iterator[Client]:
    server = grpc.server(futures.ThreadPoolExecutor(4))
    provider = Provider(ResourceManager(url))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(channel, **config)
    finally:
        server.stop(grace=None).wait()


@pytest.fixture
def local_azure() -> Iterator[str]:
    with running() as one:
        yield one.url


@pytest.fixture
def provider(local_azure) -> Iterator[Client]:
    with served(local_azure, location="northeurope") as client:
        yield client


@pytest.fixture
def offline() -> Iterator[Client]:
    """For what reaches no Resource Manager: port 9 is nobody's."""
    with served("http://127.0.0.1:9", location="northeurope") as client:
        yield client


@pytest.fixture
def hub(provider) -> Client:
    for token in (GROUP, NAMESPACE, HUB, RULE):
        provider.create(token, GOOD[token])
    return provider


def refused(call, *arguments, **named) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        call(*arguments, **named)
    assert CANARY not in caught.value.details()
    return caught.value.details()


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
            assert any(name in sdk.properties(one) for one in sdk.alternatives(hint)), path
            hint = sdk.property_hint(hint, name)


def test_what_replaces_is_in_the_sdk_and_has_a_source():
    assert all(one.source for one in changes.CREATE_ONLY)
    for one in changes.CREATE_ONLY:
        assert one.property in sdk.resource(f"azure-native:{one.type}").inputs
    assert len({(one.type, one.property) for one in changes.CREATE_ONLY}) == len(
        changes.CREATE_ONLY
    )


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
    told = {"pnsCredentials": {"apnsCredential": APNS, "gcmCredential": {"googleApiKey": "k"}}}
    body = SHAPES[NAMESPACE].body(told)
    assert body["properties"]["pnsCredentials"]["apnsCredential"] == {"properties": APNS}
    assert SHAPES[NAMESPACE].outputs(body) == told
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
    changed = {name: one for name, one in (GOOD[token] | change).items() if one is not None}
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
    assert all(one.inputDiff for one in answer.detailedDiff.values())
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
    + [(f"azure-native:{one.type}", one.property) for one in changes.CREATE_ONLY],
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


# --- Against a Resource Manager that misbehaves


class Script:
    """A Resource Manager that answers what it is told to and notes what it is asked."""

    def __init__(self):
        self.answers = []
        self.asked = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            def handle(self):
                self.close_connection = True
                self.handle_one_request()

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                script.asked.append((self.command, self.path, body))
                status, headers, body = script.answers.pop(0)
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value.replace("HERE", script.url))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_DELETE = do_POST = answer  # noqa: N815 - the names of http.server

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def will(self, *answers):
        self.answers[:] = answers


NOT_THERE = (404, {}, {"error": {"code": "ResourceNotFound", "message": "no"}})
PRESENT = (200, {}, {"id": "/Found", "name": "rg", "location": "northeurope"})


def failed(code, message="why"):
    return {"error": {"code": code, "message": message}}


@pytest.fixture
def script() -> Iterator[Script]:
    one = Script()
    thread = threading.Thread(target=one.server.serve_forever, args=(0.01,))
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


@pytest.fixture
def scripted(script) -> Iterator[Client]:
    with served(script.url, location="northeurope", subscriptionId="s") as client:
        yield client


def test_busy_and_broken_servers_are_asked_again(scripted, script):
    busy = (429, {"Retry-After": "0"}, failed("TooManyRequests"))
    script.will(busy, NOT_THERE, (503, {"Retry-After": "0"}, {}), PRESENT, PRESENT)
    resource_id, _, outputs = scripted.create(GROUP, GOOD[GROUP])
    assert (resource_id, outputs["name"]) == ("/Found", "rg")
    assert [method for method, _, _ in script.asked] == ["GET", "GET", "PUT", "PUT", "GET"]
    path = "/subscriptions/s/resourceGroups/rg?api-version=2024-03-01"
    assert script.asked[2] == ("PUT", path, {"location": "northeurope"})
    script.will(*[busy] * 9)
    assert "429 TooManyRequests: why" in refused(scripted.delete, GROUP, "/Found")
    assert len(script.answers) == 4


def test_a_long_running_operation_is_waited_for(scripted, script):
    started = (201, {"Azure-AsyncOperation": "HERE/op?x=1", "Retry-After": "0"}, {})
    running_ = (200, {"Retry-After": "0"}, {"status": "Running"})
    script.will(NOT_THERE, started, running_, (200, {}, {"status": "Succeeded"}), PRESENT)
    assert scripted.create(GROUP, GOOD[GROUP])[0] == "/Found"
    assert [path for _, path, _ in script.asked[2:4]] == ["/op?x=1"] * 2
    accepted = (202, {"Location": "/result", "Retry-After": "0"}, {})
    script.will(accepted, accepted, (204, {}, b""))
    scripted.delete(GROUP, "/Found")
    script.will(accepted, NOT_THERE)
    scripted.delete(GROUP, "/Found")
    making = {"properties": {"provisioningState": "Creating"}}
    script.will(NOT_THERE, (201, {"Retry-After": "0"}, making), (200, {}, making), PRESENT, PRESENT)
    assert scripted.create(GROUP, GOOD[GROUP])[0] == "/Found"


def test_access_policies_that_a_program_does_not_name_stay(scripted, script):
    """They may be resources of their own; a first PUT must have the list all the same."""
    script.will(NOT_THERE, PRESENT, PRESENT)
    inputs = scripted.create(VAULT, GOOD[VAULT])[1]
    assert script.asked[1][2]["properties"]["accessPolicies"] == []
    policy = {"objectId": "o"}
    script.will((200, {}, {"properties": {"accessPolicies": [policy]}}), PRESENT, PRESENT)
    scripted.update(VAULT, "/Found", inputs)
    assert script.asked[4][2]["properties"]["accessPolicies"] == [policy]


def test_a_failed_operation_leaves_the_engine_the_resource(scripted, script):
    started = (201, {"Azure-AsyncOperation": "HERE/op", "Retry-After": "0"}, {})
    script.will(NOT_THERE, started, (200, {}, {"status": "Failed", **failed("QuotaExceeded")}))
    with pytest.raises(grpc.RpcError) as caught:
        scripted.create(GROUP, GOOD[GROUP])
    assert "200 QuotaExceeded: why" in caught.value.details()
    metadata = dict(caught.value.trailing_metadata())
    detail = provider_pb2.ErrorResourceInitFailed()
    assert Status.FromString(metadata["grpc-status-details-bin"]).details[0].Unpack(detail)
    assert detail.id == "/subscriptions/s/resourceGroups/rg"
    assert received(detail.inputs)["resourceGroupName"] == "rg"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((403, {}, failed("AuthorizationFailed")), "403 AuthorizationFailed: why"),
        ((400, {}, b"<html>"), "400 Unknown: no message"),
        ((400, {}, {"error": "text"}), "400 Unknown: no message"),
        ((201, {"Azure-AsyncOperation": "http://example.org/op"}, {}), "leads to another server"),
    ],
)
def test_what_goes_wrong_is_told_without_a_value(scripted, script, answer, says):
    script.will(NOT_THERE, answer)
    assert says in refused(scripted.create, HUB, GOOD[HUB])


def test_a_resource_manager_that_is_not_there_is_told_of(offline):
    message = refused(offline.update, HUB, "/x", GOOD[HUB])
    assert "did not answer (ConnectionRefusedError)" in message


def test_an_unexpected_failure_says_where_and_no_more(offline, monkeypatch):
    """Python's own message may quote anything."""

    def fail(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr(changes, "create_only", fail)
    message = refused(offline.diff, HUB, GOOD[HUB], GOOD[HUB])
    assert re.fullmatch(
        r"the stand-in's Diff failed: ValueError in test_standin_provider\.py, line \d+", message
    )


def test_cancelling_ends_the_waiting(scripted, script):
    script.will(NOT_THERE, (201, {"Azure-AsyncOperation": "HERE/op", "Retry-After": "60"}, {}))
    threading.Timer(0.2, scripted.stub.Cancel, [Empty()]).start()
    assert "was cancelled" in refused(scripted.create, GROUP, GOOD[GROUP])


def test_only_this_machine_is_called():
    for address in ("http://management.azure.com", "https://127.0.0.1:1", "file:///x"):
        with pytest.raises(ValueError, match="this machine"):
            ResourceManager(address)


# --- The process


def _start(**environment) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "azure_native_standin", "127.0.0.1:1"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_process_prints_its_port_and_ends_silently():
    with _start(HUBWARDEN_LOCAL_AZURE="http://127.0.0.1:9") as process:
        port = process.stdout.readline()
        with grpc.insecure_channel(f"127.0.0.1:{int(port)}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            answer = stub.Configure(provider_pb2.ConfigureRequest())
        assert not answer.acceptSecrets
        assert answer.supportsPreview
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "")
        assert process.returncode == 0


@pytest.mark.parametrize(
    ("address", "says"),
    [("", "is not set"), ("https://example.org", "an http address of this machine")],
)
def test_without_an_address_of_this_machine_the_process_says_so(address, says):
    with _start(HUBWARDEN_LOCAL_AZURE=address) as process:
        out, error = process.communicate(timeout=20)
        assert (out, process.returncode) == ("", 1)
        assert says in error
        assert "Traceback" not in error
