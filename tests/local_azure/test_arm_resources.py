"""Every type: written, read, listed, changed and deleted."""

import re
from urllib.parse import quote, unquote

import pytest

from hubwarden_local_azure.tenant import ADMINISTRATOR
from local_azure.arm_client import (
    ASSIGNMENT,
    BODIES,
    GROUP,
    HUB,
    IDENTITY,
    INSIGHTS,
    LOCK,
    NAMESPACE,
    PRINCIPAL,
    PUSH,
    RULE,
    SETTING,
    STORAGE,
    SUBSCRIPTION,
    VAULT,
    WORKSPACE,
    assignment,
    build,
    hub,
    lock,
    logs_to,
    namespace,
    rule,
)

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def without_lock() -> list[str]:
    return [path for path in BODIES if f"/{LOCK}/" not in path]


def test_every_type_is_written_read_written_back_and_dumped(arm):
    for path, body in BODIES.items():
        first = arm.put(path, body)
        assert first.status in {200, 201}, first.text
        read = arm.get(path)
        assert read.status == 200, read.text
        assert read.body["id"] == path
        assert read.body["name"] == path.rpartition("/")[2]
        again = arm.put(path, read.body)
        assert again.status == 200, again.text
        assert again.body["properties"].keys() == read.body["properties"].keys()
    dumped = {item["id"]: item for item in arm.get("/_local/dump").body["resources"]}
    assert set(BODIES) < set(dumped)
    assert all(item["apiVersion"] for item in dumped.values())
    defaults = {path.rpartition("/")[2] for path in set(dumped) - set(BODIES)}
    assert defaults == {
        "RootManageSharedAccessKey",
        "DefaultListenSharedAccessSignature",
        "DefaultFullSharedAccessSignature",
    }
    assert len(dumped) == len(BODIES) + 3


def test_every_type_is_deleted_in_reverse_order(arm):
    build(arm, *without_lock())
    for path in reversed(without_lock()):
        reply = arm.delete(path)
        if "/secrets/backend" in path and ASSIGNMENT not in path:
            assert reply.status == 405
            assert reply.headers["Allow"] == "GET, PUT, PATCH"
            continue
        assert reply.status in {200, 202}, reply.text
        assert arm.get(path).status == 404
    assert arm.get("/_local/dump").body == {"resources": []}


def test_a_deletion_of_nothing_says_204_and_of_no_group_404(shop):
    assert shop.delete(RULE).status == 204
    assert shop.delete(f"{GROUP}-x").code == "ResourceGroupNotFound"


def test_every_list_has_its_resource(arm):
    build(arm, *BODIES)
    for path in BODIES:
        if path == GROUP:
            continue
        found = arm.get(path.rpartition("/")[0]).body["value"]
        assert path.lower() in [item["id"].lower() for item in found]


def test_lists_of_a_subscription(arm):
    build(arm, *BODIES)
    other = f"{SUBSCRIPTION}/resourceGroups/other"
    arm.made(other, {"location": "westeurope"})
    arm.made(f"{other}/{PUSH}/other-ns", namespace())
    groups = arm.get(f"{SUBSCRIPTION}/resourceGroups").body["value"]
    assert [group["name"] for group in groups] == ["Shop-rg", "other"]
    found = arm.get(f"{SUBSCRIPTION}/{PUSH}").body["value"]
    assert [item["name"] for item in found] == ["shop-ns", "other-ns"]
    assert [item["name"] for item in arm.get(f"{other}/{PUSH}").body["value"]] == ["other-ns"]
    for path in (VAULT, WORKSPACE, STORAGE, IDENTITY, f"{INSIGHTS}/metricAlerts/shop-errors"):
        collection = path.replace(GROUP, SUBSCRIPTION).rpartition("/")[0]
        assert [item["id"] for item in arm.get(collection).body["value"]] == [path]


def test_lists_come_in_pages(arm):
    build(arm, GROUP, NAMESPACE)
    names = [f"hub-{number}" for number in range(5)]
    for name in names:
        arm.made(f"{NAMESPACE}/notificationHubs/{name}", hub())
    found, link, pages = [], f"{NAMESPACE}/notificationHubs?$top=2", 0
    while link:
        reply = arm.get(link)
        assert reply.status == 200, reply.text
        found += [item["name"] for item in reply.body["value"]]
        link, pages = reply.body.get("nextLink", ""), pages + 1
        assert link == "" or link.startswith(f"{arm.url}/subscriptions/")
    assert (found, pages) == (names, 3)
    assert "nextLink" not in arm.get(f"{NAMESPACE}/notificationHubs").body
    for wrong in ("$top=0", "$top=x", "$skipToken=x", "$top=-1"):
        assert arm.get(f"{NAMESPACE}/notificationHubs?{wrong}").status == 400


def test_the_link_to_the_next_page_is_encoded_once(arm):
    group = f"{SUBSCRIPTION}/resourceGroups/rg(1)-\N{LATIN SMALL LETTER E WITH ACUTE}"
    arm.made(quote(group), BODIES[GROUP])
    for name in ("first-ns", "second-ns"):
        arm.made(f"{quote(group)}/{PUSH}/{name}", namespace())
    for path in (quote(group), quote(group, safe="/()")):
        link = arm.get(f"{path}/{PUSH}?$top=1").body["nextLink"]
        assert unquote(link).startswith(f"{arm.url}{group}/{PUSH}?")
        (found,) = arm.get(link).body["value"]
        assert found["id"] == f"{group}/{PUSH}/second-ns"


def test_ids_compare_without_case_and_keep_the_first_spelling(shop):
    shop.made(RULE, rule("Listen"))
    for path in (RULE.lower(), RULE.upper().replace("/SUBSCRIPTIONS", "/subscriptions")):
        read = shop.get(path)
        assert (read.status, read.body["id"]) == (200, RULE)
    changed = shop.put(RULE.lower(), rule("Send"))
    assert (changed.status, changed.body["id"]) == (200, RULE)
    child = shop.made(f"{HUB.lower()}/authorizationrules/Second", rule("Listen"))
    assert child["id"] == f"{HUB}/authorizationRules/Second"


def test_lists_spell_hubs_in_lower_case(shop):
    (found,) = shop.get(f"{NAMESPACE}/notificationHubs").body["value"]
    assert found["name"] == "shop-hub"
    assert found["id"] == f"{NAMESPACE}/notificationHubs/shop-hub"
    assert shop.get(HUB).body["name"] == "Shop-Hub"


def test_what_the_services_make_up_stays(arm):
    build(arm, *BODIES)
    made = {
        WORKSPACE: ["customerId"],
        IDENTITY: ["tenantId", "principalId", "clientId"],
    }
    for path, names in made.items():
        before = arm.get(path).body["properties"]
        after = arm.made(path, BODIES[path])["properties"]
        for name in names:
            assert GUID.fullmatch(before[name])
            assert before[name] == after[name]
    secret = f"{VAULT}/secrets/backend"
    uris = {
        arm.made(secret, BODIES[secret])["properties"]["secretUriWithVersion"] for _ in range(2)
    }
    assert len(uris) == 2
    blobs = arm.get(STORAGE).body["properties"]["primaryEndpoints"]["blob"]
    assert blobs == "https://shoplogs.blob.core.windows.net/"
    assert arm.get(VAULT).body["properties"]["vaultUri"] == "https://shop-kv.vault.azure.net/"


def test_patch_changes_what_it_names(arm):
    build(arm, GROUP, STORAGE, VAULT)
    changed = arm.patch(STORAGE, {"properties": {"accessTier": "Cool"}, "tags": {"a": "b"}})
    assert changed.status == 200
    assert changed.body["properties"]["accessTier"] == "Cool"
    assert changed.body["properties"]["minimumTlsVersion"] == "TLS1_2"
    assert (changed.body["kind"], changed.body["tags"]) == ("StorageV2", {"a": "b"})
    assert arm.patch(GROUP, {"tags": {}}).body["tags"] == {}
    assert arm.patch(f"{STORAGE}x", {}).code == "ResourceNotFound"


def test_put_replaces_what_it_does_not_name(arm):
    build(arm, GROUP, STORAGE)
    body = {**BODIES[STORAGE], "properties": {"accessTier": "Cool"}}
    properties = arm.made(STORAGE, body)["properties"]
    assert properties["minimumTlsVersion"] == "TLS1_0"  # The service's default.


def test_etags_are_held(arm):
    build(arm, GROUP, WORKSPACE)
    body = BODIES[WORKSPACE]
    etag = arm.get(WORKSPACE).headers["ETag"]
    assert arm.call("PUT", WORKSPACE, body, If_None_Match="*").code == "PreconditionFailed"
    changed = arm.call("PUT", WORKSPACE, body, If_Match=etag)
    assert changed.status == 200
    assert changed.body["etag"] == changed.headers["ETag"] != etag
    assert arm.call("DELETE", WORKSPACE, If_Match=etag).status == 412
    assert arm.call("PUT", f"{WORKSPACE}x", body, If_Match="*").status == 412


def test_a_setting_belongs_to_its_resource_alone(arm):
    build(arm, *BODIES)
    found = arm.get(f"{NAMESPACE}/{SETTING}").body["value"]
    assert [item["name"] for item in found] == ["logs"]
    assert arm.get(f"{GROUP}/{SETTING}").body["value"] == []


def test_locks_and_assignments_are_listed_from_above_and_below(arm):
    build(arm, *BODIES)
    arm.made(f"{SUBSCRIPTION}/{LOCK}/top", lock())
    who = f"{ASSIGNMENT}/00000000-0000-0000-0000-0000000000dd"
    arm.made(f"{GROUP}/{who}", assignment("00000000-0000-0000-0000-0000000000ee"))

    def names(path: str) -> list[str]:
        return [item["name"] for item in arm.get(path).body["value"]]

    assert names(f"{NAMESPACE}/{LOCK}") == ["top", "keep"]
    assert names(f"{SUBSCRIPTION}/{LOCK}") == ["keep", "top"]
    assert names(f"{GROUP}/{LOCK}") == ["top", "keep"]
    assert names(f"{GROUP}/{LOCK}?$filter=atScope()") == ["top"]
    assert len(names(f"{SUBSCRIPTION}/{ASSIGNMENT}")) == 2
    wanted = f"{SUBSCRIPTION}/{ASSIGNMENT}?$filter=principalId%20eq%20'{PRINCIPAL}'"
    assert [name[-2:] for name in names(wanted)] == ["aa"]
    assert arm.get(f"{GROUP}/{LOCK}?$filter=level%20eq%201").code == "InvalidFilter"


def test_an_assignment_names_its_scope(shop):
    path = f"{HUB}/{ASSIGNMENT}/00000000-0000-0000-0000-0000000000aa"
    assert shop.made(path, assignment())["properties"]["scope"] == HUB


def test_a_subscription_and_the_metadata(arm):
    assert arm.get(SUBSCRIPTION).body["state"] == "Enabled"
    known = arm.send("GET", "/metadata/endpoints?api-version=2022-09-01", Authorization="")
    assert known.body["resourceManager"] == arm.url
    assert known.body["authentication"]["loginEndpoint"] == arm.url


def test_a_group_is_looked_for_with_head(shop):
    assert shop.call("HEAD", GROUP).status == 204
    assert shop.call("HEAD", f"{GROUP}x").status == 404


def test_answers_tell_a_request_id(arm):
    ids = {arm.get(GROUP).headers["x-ms-request-id"] for _ in range(2)}
    assert len(ids) == 2


def test_the_requests_are_told_in_order(shop):
    shop.get(HUB, "2017-04-01")
    shop.send("GET", f"{HUB}x")
    known = shop.get("/_local/requests").body["requests"]
    assert [(item["method"], item["status"]) for item in known] == [
        ("PUT", 201),
        ("PUT", 201),
        ("PUT", 201),
        ("GET", 200),
        ("GET", 400),
    ]
    assert known[3] == {
        "method": "GET",
        "path": HUB,
        "query": "api-version=2017-04-01",
        "apiVersion": "2017-04-01",
        "host": shop.url.removeprefix("http://"),
        "secure": False,
        "token": True,
        "caller": ADMINISTRATOR.id,
        "status": 200,
        "fault": "",
    }


@pytest.mark.parametrize("number", [4, 5])
def test_a_resource_has_five_settings_at_most(arm, number):
    build(arm, GROUP, NAMESPACE, STORAGE)
    for item in range(number):
        arm.made(f"{NAMESPACE}/{SETTING}/s{item}", logs_to(STORAGE))
    last = arm.put(f"{NAMESPACE}/{SETTING}/last", logs_to(STORAGE))
    assert last.status == (200 if number == 4 else 409)
