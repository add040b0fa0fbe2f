"""The stand-in held against the published document of the API and against recorded answers.

The folder is named by HUBWARDEN_CORPUS; where it is missing, this fails.
"""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from hubwarden_local_azure import running
from local_azure.arm_client import GROUP, HUB, NAMESPACE, RULE, Arm, build, rule

NAMED = os.environ.get("HUBWARDEN_CORPUS") and Path(os.environ["HUBWARDEN_CORPUS"]).resolve()
NEWEST = "2023-10-01-preview"
OLD = "2017-04-01"
ROOT = f"{NAMESPACE}/authorizationRules/RootManageSharedAccessKey"
SUBSCRIPTION = "/subscriptions/29cfa613-cbbc-4512-b1d6-1b3a92c7fa40"

# The document refers to types that all of Resource Manager shares (common-types, version 5).
TEXT = {"type": "string"}
COMMON = {
    "ProxyResource": {
        "type": "object",
        "required": ["id", "name", "type"],
        "properties": {"id": TEXT, "name": TEXT, "type": TEXT, "systemData": {"type": "object"}},
    },
    "TrackedResource": {
        "type": "object",
        "required": ["location"],
        "allOf": [{"$ref": "#/definitions/ProxyResource"}],
        "properties": {
            "location": TEXT,
            "tags": {"type": "object", "additionalProperties": TEXT},
        },
    },
    "ErrorResponse": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": TEXT, "message": TEXT},
            }
        },
    },
}

# In the order in which they can be carried out, by method and the path's end.
STEPS = [
    ("POST", "/checkNamespaceAvailability", 200),
    ("PUT", "/namespaces/{namespaceName}", 201),
    ("PUT", "/namespaces/{namespaceName}", 200),
    ("PATCH", "/namespaces/{namespaceName}", 200),
    ("GET", "/namespaces/{namespaceName}", 200),
    ("POST", "/namespaces/{namespaceName}/pnsCredentials", 200),
    ("POST", "/checkNotificationHubAvailability", 200),
    ("PUT", "/notificationHubs/{notificationHubName}", 201),
    ("PUT", "/notificationHubs/{notificationHubName}", 200),
    ("PATCH", "/notificationHubs/{notificationHubName}", 200),
    ("GET", "/notificationHubs/{notificationHubName}", 200),
    ("POST", "/notificationHubs/{notificationHubName}/pnsCredentials", 200),
    *(
        (method, f"{level}/authorizationRules{end}", status)
        for level in ("{namespaceName}", "{notificationHubName}")
        for method, end, status in (
            ("PUT", "/{authorizationRuleName}", 201),
            ("PUT", "/{authorizationRuleName}", 200),
            ("GET", "/{authorizationRuleName}", 200),
            ("GET", "", 200),
            ("POST", "/{authorizationRuleName}/listKeys", 200),
            ("POST", "/{authorizationRuleName}/regenerateKeys", 200),
            ("DELETE", "/{authorizationRuleName}", 200),
            ("DELETE", "/{authorizationRuleName}", 204),
        )
    ),
    ("GET", "{subscriptionId}/providers/Microsoft.NotificationHubs/namespaces", 200),
    ("GET", "{resourceGroupName}/providers/Microsoft.NotificationHubs/namespaces", 200),
    ("GET", "{namespaceName}/notificationHubs", 200),
    ("DELETE", "/notificationHubs/{notificationHubName}", 200),
    ("DELETE", "/notificationHubs/{notificationHubName}", 204),
    ("DELETE", "/namespaces/{namespaceName}", 200),
    ("DELETE", "/namespaces/{namespaceName}", 204),
]
NAMES = {
    "subscriptionId": SUBSCRIPTION.rpartition("/")[2],
    "resourceGroupName": "5ktrial",
    "namespaceName": "nh-sdk-ns",
    "notificationHubName": "nh-sdk-hub",
    "authorizationRuleName": "sdk-AuthRules-1788",
}


def folder(name: str) -> Path:
    assert NAMED, "HUBWARDEN_CORPUS names the folder of the corpus"
    found = NAMED / name
    assert found.is_dir(), f"{found} is no folder"
    return found


def document() -> dict[str, Any]:
    path = folder(f"openapi/{NEWEST}") / "notificationhubs.json"
    return json.loads(path.read_text(encoding="utf-8"))


def closed(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without references in which no object has a member that is not named."""
    schema = dict(schema)
    if "$ref" in schema:
        return closed(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for part in schema.pop("allOf", []):
        inner = closed(part, definitions)
        schema["properties"] = {**inner["properties"], **schema.get("properties", {})}
        schema["required"] = sorted({*inner.get("required", []), *schema.get("required", [])})
    if "properties" in schema:
        schema["properties"] = {
            name: closed(item, definitions) for name, item in schema["properties"].items()
        }
        if schema["properties"]:
            schema.setdefault("additionalProperties", False)
    if "items" in schema:
        schema["items"] = closed(schema["items"], definitions)
    if not schema.get("required"):
        schema.pop("required", None)
    return schema


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


def problems(body: Any, response: dict[str, Any]) -> list[str]:
    definitions = {**document()["definitions"], **COMMON}
    schema = closed(response["schema"], definitions)
    return [
        f"{iter_error.json_path}: {iter_error.message}"
        for iter_error in Draft4Validator(schema).iter_errors(body)
    ]


def example(operation: dict[str, Any]) -> dict[str, Any]:
    (item,) = operation["x-ms-examples"].values()
    text = (folder(f"openapi/{NEWEST}") / item["$ref"]).read_text(encoding="utf-8")
    return json.loads(text)["parameters"]


@pytest.fixture
def arm():
    with running() as server, contextlib.closing(Arm(server.url)) as client:
        yield client


def test_every_documented_operation_answers_as_documented(arm):
    group = f"{SUBSCRIPTION}/resourceGroups/5ktrial"
    arm.made(group, {"location": "southcentralus"})
    done = set()
    for method, end, status in STEPS:
        ((_, path), operation) = next(
            (key, value)
            for key, value in operations().items()
            if key[0] == method and key[1].endswith(end)
        )
        done.add((method, path))
        given = example(operation)
        body = given.get("parameters")
        if method == "PUT" and isinstance(body, dict) and "location" in body:
            body = {**body, "location": "South Central US"}  # A hub's example names another region.
        reply = arm.call(method, path.format(**NAMES), body, NEWEST)
        assert reply.status == status, (method, path, reply.text)
        documented = operation["responses"][str(status)]
        if "schema" in documented:
            assert problems(reply.body, documented) == []
        else:
            assert reply.text == ""
    left_out = {path.rpartition("/")[2] for _, path in operations().keys() - done}
    assert left_out == {
        "debugsend",
        "operations",
        "privateEndpointConnections",
        "{privateEndpointConnectionName}",
        "privateLinkResources",
        "{subResourceName}",
    }


def test_refusals_are_as_documented(arm):
    build(arm, GROUP, NAMESPACE)
    path, operation = next((k[1], v) for k, v in operations().items() if k[0] == "GET")
    assert path
    for reply in (arm.get(HUB), arm.put(RULE, rule("Send")), arm.put(NAMESPACE, {}), arm.get("/x")):
        assert reply.status >= 400
        assert problems(reply.body, operation["responses"]["default"]) == []


def test_the_check_itself_takes_the_documents_examples_and_no_more():
    (operation,) = [
        value
        for (method, path), value in operations().items()
        if method == "GET" and path.endswith("/notificationHubs/{notificationHubName}")
    ]
    body = {"id": "", "name": "", "type": "", "location": "", "properties": {"name": "x"}}
    assert problems(body, operation["responses"]["200"]) == []
    for wrong in ({**body, "other": 1}, {**body, "properties": {"sku": 1}}, {"id": ""}):
        assert problems(wrong, operation["responses"]["200"])


def recorded(name: str) -> Any:
    body = json.loads((folder("arm-recorded") / name).read_text(encoding="utf-8"))
    return body.get("body", body)


def same_form(ours: Any, theirs: Any) -> None:
    """Compare member names, types of values and the spelling of types."""
    assert set(ours) == set(theirs)
    assert ours.get("type") == theirs.get("type")
    assert ours["properties"].keys() == theirs["properties"].keys()
    for name, value in theirs["properties"].items():
        assert type(ours["properties"][name]) is type(value), name
    kinds = ours["id"].split("/")[5::2], theirs["id"].split("/")[5::2]
    assert kinds[0] == kinds[1]


@pytest.fixture
def shop(arm):
    build(arm, GROUP, NAMESPACE, HUB, RULE)
    return arm


def test_a_namespace_looks_as_recorded(shop):
    same_form(shop.get(NAMESPACE).body, recorded("namespace_get.json"))
    (ours,) = shop.get(NAMESPACE.rpartition("/")[0]).body["value"]
    same_form(ours, recorded("namespaces_list.json")["value"][0])
    old = recorded("2017-04-01/namespace/06d9a28c_GET_200_2017-04-01.json")
    same_form(shop.get(NAMESPACE, OLD).body, old)
    shown = ("provisioningState", "status", "enabled", "critical", "namespaceType")
    theirs = recorded("namespace_get.json")["properties"]
    for name in (*shown, "zoneRedundancy", "networkAcls", "publicNetworkAccess"):
        assert shop.get(NAMESPACE).body["properties"][name] == theirs[name]


def test_a_namespace_in_the_making_looks_as_recorded(arm):
    build(arm, GROUP)
    theirs = recorded("namespace_put_201_inprogress.json")
    body = {"location": theirs["location"], "sku": theirs["sku"]}
    begun = arm.put(NAMESPACE, body)
    assert begun.status == 201
    assert set(begun.body) == set(theirs)
    assert theirs["properties"].items() <= begun.body["properties"].items()
    assert begun.body["location"] == theirs["location"]
    old = recorded("2017-04-01/namespace/8c8c142c_PUT_201_2017-04-01.json")
    begun = arm.put(f"{NAMESPACE}-old", body, OLD)
    assert begun.body["properties"] == old["properties"]


def test_a_hub_looks_as_recorded(shop):
    same_form(shop.get(HUB).body, recorded("hub_get.json"))
    ttl = recorded("hub_get.json")["properties"]["registrationTtl"]
    assert shop.get(HUB).body["properties"]["registrationTtl"] == ttl
    old = recorded("2017-04-01/hub/28e5fa29_GET_200_2017-04-01.json")
    same_form(shop.get(HUB, OLD).body, old)
    (ours,) = shop.get(HUB.rpartition("/")[0], OLD).body["value"]
    same_form(ours, recorded("hub_list_2017-04-01_js.json")["value"][0])
    assert ours["properties"] == old["properties"]


def test_rules_look_as_recorded(shop):
    theirs = recorded("hub_authorizationRules_list.json")["value"]
    ours = shop.get(f"{HUB}/authorizationRules").body["value"]
    for our, other in zip(ours, theirs, strict=False):
        same_form(our, other)
    assert [our["name"] for our in ours[:2]] == [their["name"] for their in theirs[:2]]
    for our, other in zip(ours[:2], theirs[:2], strict=True):
        assert our["properties"]["rights"] == other["properties"]["rights"]
    old = recorded("2017-04-01/authRules_list/4464c826_GET_200_2017-04-01.json")["value"][0]
    same_form(shop.get(f"{HUB}/authorizationRules", OLD).body["value"][0], old)
    old = recorded("2017-04-01/authRules_list/a66c9a3d_GET_200_2017-04-01.json")["value"][0]
    (ours,) = shop.get(f"{NAMESPACE}/authorizationRules", OLD).body["value"]
    same_form(ours, old)
    assert ours["properties"] == old["properties"]


@pytest.mark.parametrize("name", ["1044a216_PUT_200", "8bbe4ef7_PUT_200"])
def test_a_new_rule_is_answered_as_recorded(shop, name):
    theirs = json.loads(
        (folder("arm-recorded") / f"2017-04-01/authRule/{name}_{OLD}.json").read_text("utf-8")
    )
    level = HUB if "/my-test-hub/" in theirs["_uri"] else NAMESPACE
    reply = shop.put(
        f"{level}/authorizationRules/new", rule(*theirs["body"]["properties"]["rights"]), OLD
    )
    assert reply.status == theirs["_status"]
    same_form(reply.body, theirs["body"])


def test_keys_credentials_and_free_names_look_as_recorded(shop):
    keys = shop.post(f"{RULE}/listKeys", None, OLD).body
    theirs = recorded("2017-04-01/listKeys/7d31cdb8_POST_200_2017-04-01.json")
    assert set(keys) == set(theirs)
    for name, value in theirs.items():
        forms = [
            [part.partition("=")[0] for part in text.split(";")] for text in (keys[name], value)
        ]
        assert "Key" not in name or name.endswith("Key") or forms[0] == forms[1]
    assert len(keys["primaryKey"]) == len(theirs["primaryKey"])
    empty = f"{NAMESPACE}/notificationHubs/empty"
    shop.made(empty, {"location": "westeurope"})
    same_form(shop.post(f"{empty}/pnsCredentials").body, recorded("pnsCredentials_empty.json"))
    ask = f"{SUBSCRIPTION}/providers/Microsoft.NotificationHubs/checkNamespaceAvailability"
    theirs = recorded("2017-04-01/checkAvailability/5dda4d75_POST_200_2017-04-01.json")
    ours = shop.post(ask, {"name": theirs["name"]}, OLD).body
    assert (set(ours), ours["type"]) == (set(theirs), theirs["type"])
    theirs = recorded("2017-04-01/checkAvailability/dda8d6cf_POST_200_2017-04-01.json")
    ours = shop.post(f"{NAMESPACE}/checkNotificationHubAvailability", {"name": "x-y"}, OLD).body
    assert (set(ours), ours["type"]) == (set(theirs), theirs["type"])
