"""What is refused, with which status and code."""

import json
from urllib.parse import unquote

import pytest

from local_azure.arm_client import (
    ASSIGNMENT,
    BODIES,
    GROUP,
    HUB,
    INSIGHTS,
    LOCK,
    NAMESPACE,
    NEWEST,
    OTHER_SUBSCRIPTION,
    PUSH,
    ROLE,
    RULE,
    SETTING,
    STORAGE,
    SUBSCRIPTION,
    VAULT,
    WORKSPACE,
    assignment,
    build,
    hub,
    namespace,
    rule,
)


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Bearer", "Bearer  "])
def test_who_has_no_token_is_refused(shop, header):
    for path in (HUB, "/_local/dump", "/_local/requests"):
        reply = shop.send("GET", f"{path}?api-version={NEWEST}", Authorization=header)
        assert (reply.status, reply.code) == (401, "AuthenticationFailed")
        assert "Bearer" in reply.headers["WWW-Authenticate"]


@pytest.mark.parametrize("name", ["ns%2541", "ns%25ff", "ns%252f"])
def test_a_name_is_decoded_once(shop, name):
    reply = shop.get(f"{GROUP}/{PUSH}/{name}/{LOCK}")
    assert (reply.status, reply.code) == (404, "ResourceNotFound")
    assert f"/namespaces/{unquote(name)}'" in reply.message


def test_another_host_name_is_refused(arm):
    reply = arm.send("GET", "/_local/dump", Host="evil.example")
    assert (reply.status, reply.code) == (421, "MisdirectedRequest")


def test_the_api_version_is_asked_for_and_checked(shop):
    reply = shop.send("GET", HUB)
    assert (reply.status, reply.code) == (400, "MissingApiVersionParameter")
    reply = shop.get(HUB, "2031-01-01")
    assert (reply.status, reply.code) == (400, "NoRegisteredProviderFound")
    assert "2017-04-01, 2020-01-01-preview, 2023-01-01-preview, 2023-09-01" in reply.message
    assert shop.get(GROUP, NEWEST).code == "NoRegisteredProviderFound"
    assert shop.get(HUB, NEWEST.upper()).status == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/", 404, "InvalidResourcePath"),
        ("/x", 404, "InvalidResourcePath"),
        ("/subscriptions/x", 400, "InvalidSubscriptionId"),
        (f"{SUBSCRIPTION}/x", 404, "InvalidResourcePath"),
        (f"{GROUP}/x", 404, "InvalidResourcePath"),
        (f"{GROUP}//x", 404, "InvalidResourcePath"),
        (f"{GROUP}/providers/Microsoft.Other/things/x", 404, "InvalidResourceNamespace"),
        (f"{GROUP}/providers/Microsoft.KeyVault/things/x", 404, "InvalidResourceType"),
        (f"{GROUP}/providers/Microsoft.KeyVault", 404, "InvalidResourcePath"),
        (f"{SUBSCRIPTION}/{PUSH}/shop-ns", 404, "InvalidResourcePath"),
        (f"{GROUP}x", 404, "ResourceGroupNotFound"),
        (f"{GROUP}x/{PUSH}/shop-ns", 404, "ResourceGroupNotFound"),
        (f"{GROUP}x/{PUSH}", 404, "ResourceGroupNotFound"),
        (f"{NAMESPACE}x", 404, "ResourceNotFound"),
        (f"{HUB}x", 404, "ResourceNotFound"),
        (f"{NAMESPACE}x/notificationHubs/h", 404, "ParentResourceNotFound"),
        (f"{NAMESPACE}x/notificationHubs", 404, "ParentResourceNotFound"),
        (f"{HUB}x/{SETTING}", 404, "ResourceNotFound"),
        (f"{HUB}/pnsCredentials", 405, "HttpMethodNotSupported"),
        # What the package's docstring says is lacking.
        (f"{HUB}/debugsend", 404, "InvalidResourcePath"),
        ("/providers/Microsoft.NotificationHubs/operations", 404, "InvalidResourceType"),
        (f"{NAMESPACE}/privateEndpointConnections/x", 404, "ResourceNotFound"),
        (f"{NAMESPACE}/privateLinkResources/x", 404, "ResourceNotFound"),
        (f"{HUB}%2Fx", 400, "InvalidResourcePath"),
        (f"{HUB}%00", 400, "InvalidResourcePath"),
        (f"{HUB}%ff", 400, "InvalidResourcePath"),
        ("/" + "a" * 8000, 404, "InvalidResourcePath"),
        ("/providers/Microsoft.Authorization/locks/x", 404, "InvalidResourcePath"),
    ],
)
def test_what_is_not_there(shop, path, status, code):
    version = NEWEST if "NotificationHubs" in path and SETTING not in path else None
    reply = shop.get(path, version)
    assert (reply.status, reply.code) == (status, code), reply.text


def test_a_method_that_a_path_does_not_have(shop):
    for method, path in [
        ("POST", HUB),
        ("PATCH", f"{NAMESPACE}/{LOCK}/x"),
        ("PATCH", RULE),
        ("DELETE", f"{NAMESPACE}/notificationHubs"),
        ("PUT", f"{HUB}/pnsCredentials"),
        ("OPTIONS", HUB),
        ("MERGE", HUB),
    ]:
        reply = shop.call(method, path)
        assert (reply.status, reply.code) == (405, "HttpMethodNotSupported")
        assert reply.headers["Allow"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "InvalidRequestContent"),
        (b"[]", "InvalidRequestContent"),
        (b"null", "InvalidRequestContent"),
        (b'"x"', "InvalidRequestContent"),
        (b"\xff", "InvalidRequestContent"),
        (b'{"location": "\\ud800"}', "InvalidRequestContent"),
        (b'{"properties": ' + b"[" * 100_000, "InvalidRequestContent"),
        (b'{"properties": ' + b"[" * 60 + b"]" * 60 + b"}", "InvalidRequestContent"),
        (b'{"unknown": 1}', "InvalidRequestContent"),
        (b'{"location": 7}', "BadRequest"),
        (b'{"tags": {"a": 1}}', "BadRequest"),
        (b'{"tags": []}', "BadRequest"),
        (b'{"properties": []}', "BadRequest"),
        (b"{}", "LocationRequired"),
        (b'{"location": "atlantis"}', "LocationNotAvailableForResourceType"),
    ],
)
def test_a_body_that_cannot_be(shop, raw, code):
    reply = shop.send("PUT", f"{HUB}?api-version={NEWEST}", raw)
    assert (reply.status, reply.code) == (400, code), reply.text


def test_a_body_that_is_too_large(shop):
    body = json.dumps({"location": "westeurope", "tags": {"a": "x" * 4_200_000}}).encode()
    reply = shop.send("PUT", f"{HUB}?api-version={NEWEST}", body)
    assert (reply.status, reply.code) == (413, "RequestContentTooLarge")
    assert shop.get(HUB).status == 200


@pytest.mark.parametrize("path", [path for path in BODIES if "location" in BODIES[path]])
def test_a_resource_does_not_move(arm, path):
    build(arm, GROUP, NAMESPACE, path)
    reply = arm.put(path, {**BODIES[path], "location": "eastus"})
    if BODIES[path]["location"] == "global" and "actionGroups" not in path:
        assert reply.code == "LocationNotAvailableForResourceType"
    else:
        assert reply.status == 409
        assert reply.code in {"InvalidResourceLocation", "InvalidResourceGroupLocation"}


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (f"{GROUP}/{PUSH}/short", namespace(), "InvalidResourceName"),
        (f"{GROUP}/{PUSH}/ends-with-", namespace(), "InvalidResourceName"),
        (f"{GROUP}/{PUSH}/shop-two", {"location": "westeurope"}, "BadRequest"),
        (f"{GROUP}/{PUSH}/shop-two", namespace(zoneRedundancy="Perhaps"), "BadRequest"),
        (f"{GROUP}/{PUSH}/shop-two", namespace(disableLocalAuth=True), "InvalidRequestContent"),
        (f"{NAMESPACE}/notificationHubs/1x", hub(), "InvalidResourceName"),
        (f"{HUB}", hub(fcmV1={"clientEmail": "x"}), "BadRequest"),
        (f"{HUB}", hub(apns={"token": "x"}), "BadRequest"),
        (f"{HUB}", hub(apns={"endpoint": "e", "token": "x", "keyId": "k"}), "BadRequest"),
        *(
            (HUB, {**hub(), "properties": {"registrationTtl": ttl}}, "BadRequest")
            for ttl in [
                *("soon", "", "P", "PT", "P1DT", "90", "P-1D", "\u0661.00:00:00"),
                *("00:00:01", "23:59:59", "0.23:59:59", "P0D", "PT23H59M59S", "PT0S"),
                *("99:99:99", "1.24:00:00", "1.00:60:00", "1.00:00:60"),
                *("10675199.02:48:05.5", "10675200.00:00:00", "P99999999D"),
            ]
        ),
        *(
            (
                f"{GROUP}/{PUSH}/shop-two",
                namespace(networkAcls={"ipRules": [{"ipMask": mask, "rights": ["Send"]}]}),
                "BadRequest",
            )
            for mask in [
                *("not an ip", "1.2.3.4/99", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4/255.0.0.0"),
                *("1.2.3", "1.2.3.256", "7", "::/129", "/8", ""),
            ]
        ),
        (f"{HUB}", {**hub(), "properties": {"apnsCredential": {}}}, "BadRequest"),
        (RULE, rule("Manage"), "BadRequest"),
        (RULE, rule("Manage", "Send"), "BadRequest"),
        (RULE, rule("Listen", "Listen"), "BadRequest"),
        (RULE, rule(), "BadRequest"),
        (RULE, rule("Read"), "BadRequest"),
        (RULE, {"properties": {}}, "BadRequest"),
        (RULE, {"properties": {"rights": ["Send"], "primaryKey": "short"}}, "BadRequest"),
        (f"{HUB}/authorizationRules/a b", rule("Send"), "InvalidResourceName"),
        (f"{VAULT}-", BODIES[VAULT], "InvalidResourceName"),
        (f"{GROUP}/providers/Microsoft.KeyVault/vaults/a--b", BODIES[VAULT], "VaultNameNotValid"),
        (f"{STORAGE}X", BODIES[STORAGE], "InvalidResourceName"),
        (STORAGE, {"location": "westeurope"}, "BadRequest"),
        (f"{INSIGHTS}/metricAlerts/x", {"location": "global"}, "BadRequest"),
        (f"{GROUP}/{LOCK}/x", {"properties": {"level": "NotSpecified"}}, "BadRequest"),
        (f"{GROUP}/{LOCK}/x", {}, "BadRequest"),
        (f"{GROUP}/{ASSIGNMENT}/x", assignment(), "InvalidRoleAssignmentId"),
        (f"{HUB}/{SETTING}/x", {"properties": {"logs": []}}, "BadRequest"),
        (
            f"{NAMESPACE}/{SETTING}/x",
            {
                "properties": {
                    "workspaceId": WORKSPACE,
                    "metrics": [{"category": "AllMetrics", "enabled": True}],
                }
            },
            "BadRequest",
        ),
    ],
)
def test_a_body_that_the_type_does_not_have(shop, path, body, code):
    reply = shop.put(path.replace(" ", "%20"), body)
    assert (reply.status, reply.code) == (400, code), reply.text


def test_a_child_needs_its_parent(arm):
    assert arm.put(NAMESPACE, BODIES[NAMESPACE]).code == "ResourceGroupNotFound"
    build(arm, GROUP)
    for path in (HUB, f"{VAULT}/secrets/backend", f"{STORAGE}/managementPolicies/default"):
        reply = arm.put(path, BODIES[path])
        assert (reply.status, reply.code) == (404, "ParentResourceNotFound")
    reply = arm.put(f"{NAMESPACE}/{LOCK}/keep", BODIES[f"{NAMESPACE}/{LOCK}/keep"])
    assert (reply.status, reply.code) == (404, "ResourceNotFound")


@pytest.mark.parametrize("path", [NAMESPACE, VAULT, STORAGE])
def test_some_names_are_taken_in_all_of_azure(arm, path):
    build(arm, GROUP, path)
    for group in (f"{SUBSCRIPTION}/resourceGroups/two", f"{OTHER_SUBSCRIPTION}/resourceGroups/rg"):
        arm.made(group, {"location": "westeurope"})
        reply = arm.put(path.replace(GROUP, group), BODIES[path])
        assert reply.status == 409
        assert reply.code in {"Conflict", "VaultAlreadyExists", "StorageAccountAlreadyTaken"}


def test_an_assignment_exists_once_and_does_not_change(shop):
    first, second = (f"00000000-0000-0000-0000-0000000000{end}" for end in ("a1", "a2"))
    shop.made(f"{HUB}/{ASSIGNMENT}/{first}", assignment())
    assert shop.put(f"{HUB}/{ASSIGNMENT}/{first}", assignment()).status == 200
    again = shop.put(f"{HUB.lower()}/{ASSIGNMENT}/{second}", assignment())
    assert (again.status, again.code) == (409, "RoleAssignmentExists")
    for path, body in [
        (f"{NAMESPACE}/{ASSIGNMENT}/{first}", assignment()),
        (f"{HUB}/{ASSIGNMENT}/{first}", assignment(second)),
        (f"{HUB}/{ASSIGNMENT}/{first}", assignment(role=f"{ROLE[:-1]}d")),
    ]:
        reply = shop.put(path, body)
        assert (reply.status, reply.code) == (400, "RoleAssignmentUpdateNotPermitted")
    assert shop.put(f"{NAMESPACE}/{ASSIGNMENT}/{second}", assignment()).status == 201


def test_a_category_or_group_of_a_foreign_type_is_not_judged(arm):
    build(arm, GROUP, STORAGE, WORKSPACE)
    body = {"properties": {"workspaceId": WORKSPACE, "logs": [{"category": "x", "enabled": True}]}}
    assert arm.put(f"{STORAGE}/{SETTING}/x", body).status == 200
