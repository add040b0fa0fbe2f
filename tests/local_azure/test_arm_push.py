"""Namespaces, hubs, access rules and credentials."""

import base64

import pytest

from local_azure.arm_client import (
    APNS,
    FCM,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    PUSH,
    RULE,
    SUBSCRIPTION,
    build,
    hub,
    namespace,
    rule,
)

STABLE = "2023-09-01"
OLD = "2017-04-01"
ROOT = f"{NAMESPACE}/authorizationRules/RootManageSharedAccessKey"


def credentials(arm, path=HUB, version=NEWEST):
    reply = arm.post(f"{path}/pnsCredentials", version=version)
    assert reply.status == 200, reply.text
    return {name: value["properties"] for name, value in reply.body["properties"].items()}


def test_a_namespace_has_what_the_service_fills_in(shop):
    body = shop.get(NAMESPACE).body
    properties = body["properties"]
    assert (body["location"], body["sku"], body["tags"]) == (
        "West Europe",
        {"name": "Standard"},
        {},
    )
    assert properties["serviceBusEndpoint"] == "https://shop-ns.servicebus.windows.net:443/"
    assert (properties["provisioningState"], properties["status"]) == ("Succeeded", "Created")
    assert (properties["networkAcls"], properties["publicNetworkAccess"]) == ({}, "Enabled")
    assert (properties["zoneRedundancy"], properties["enabled"]) == ("Disabled", True)


def test_a_namespace_and_a_hub_come_with_rules(shop):
    (root,) = shop.get(f"{NAMESPACE}/authorizationRules").body["value"]
    assert root["properties"]["rights"] == ["Manage", "Listen", "Send"]
    listen, full = shop.get(f"{HUB}/authorizationRules").body["value"]
    assert listen["name"] == "DefaultListenSharedAccessSignature"
    assert listen["properties"]["rights"] == ["Listen"]
    assert full["name"] == "DefaultFullSharedAccessSignature"
    assert set(full["properties"]) == {"rights", "createdTime", "modifiedTime"}


def test_a_default_rule_of_a_hub_can_go_and_does_not_come_back(shop):
    assert shop.delete(f"{HUB}/authorizationRules/DefaultListenSharedAccessSignature").status == 200
    shop.made(HUB, hub())
    (rest,) = shop.get(f"{HUB}/authorizationRules").body["value"]
    assert rest["name"] == "DefaultFullSharedAccessSignature"


def test_the_root_rule_stays(shop):
    reply = shop.delete(ROOT.lower())
    assert (reply.status, reply.code) == (400, "BadRequest")
    assert shop.get(ROOT).status == 200


def test_keys_are_listed_and_made_anew(shop):
    shop.made(RULE, rule("Listen"))
    first = shop.post(f"{RULE}/listKeys").body
    for key in (first["primaryKey"], first["secondaryKey"]):
        assert len(key) == 44
        assert len(base64.b64decode(key)) == 32
    assert first["keyName"] == "backend"
    assert first["primaryConnectionString"] == (
        "Endpoint=sb://shop-ns.servicebus.windows.net/;SharedAccessKeyName=backend;"
        f"SharedAccessKey={first['primaryKey']};EntityPath=Shop-Hub"
    )
    second = shop.post(f"{RULE}/regenerateKeys", {"policyKey": "SecondaryKey"}).body
    assert second["primaryKey"] == first["primaryKey"]
    assert second["secondaryKey"] != first["secondaryKey"]
    assert shop.post(f"{RULE}/listkeys").body == second
    assert shop.post(f"{RULE}/regenerateKeys", {"policyKey": "Third"}).status == 400
    assert shop.post(f"{RULE}/regenerateKeys").status == 400
    assert shop.post(f"{RULE}x/listKeys").code == "ResourceNotFound"


def test_a_change_of_rights_keeps_the_keys(shop):
    shop.made(RULE, rule("Listen"))
    before = shop.post(f"{RULE}/listKeys").body
    shop.made(RULE, rule("Send"))
    assert shop.post(f"{RULE}/listKeys").body == before
    own = base64.b64encode(b"k" * 32).decode()
    shop.made(RULE, {"properties": {"rights": ["Send"], "primaryKey": own}})
    after = shop.post(f"{RULE}/listKeys").body
    assert (after["primaryKey"], after["secondaryKey"]) == (own, before["secondaryKey"])


@pytest.mark.parametrize(
    ("version", "status"),
    [(OLD, 200), ("2023-01-01-preview", 200), (STABLE, 201), (NEWEST, 201)],
)
def test_a_new_rule_is_created_by_the_words_of_the_version(shop, version, status):
    for path in (RULE, f"{NAMESPACE}/authorizationRules/reader"):
        assert shop.put(path, rule("Listen"), version).status == status
        assert shop.put(path, rule("Listen"), version).status == 200


def test_connection_strings_of_a_namespace_name_no_hub(shop):
    keys = shop.post(f"{ROOT}/listKeys").body
    assert keys["primaryConnectionString"].endswith(keys["primaryKey"])
    old = shop.post(
        f"{HUB}/authorizationRules/DefaultFullSharedAccessSignature/listKeys", None, OLD
    )
    assert "EntityPath" not in old.body["primaryConnectionString"]


def test_credentials_come_back_from_their_own_call_only(shop):
    shop.made(HUB, hub(apns=APNS, fcmV1=FCM))
    assert credentials(shop) == {"apnsCredential": APNS, "fcmV1Credential": FCM}
    assert set(shop.get(HUB).body["properties"]) == {
        "name",
        "registrationTtl",
        "dailyMaxActiveDevices",
    }


def test_a_credential_stays_until_a_null_takes_it_away(shop):
    shop.made(HUB, hub(apns=APNS, fcmV1=FCM))
    shop.made(HUB, hub())
    assert set(credentials(shop)) == {"apnsCredential", "fcmV1Credential"}
    shop.made(HUB, hub(apns=None))
    assert set(credentials(shop)) == {"fcmV1Credential"}
    assert shop.patch(HUB, {"properties": {"fcmV1Credential": None}}).status == 200
    assert credentials(shop) == {}


def test_patch_of_a_hub_changes_one_credential(shop):
    shop.made(HUB, hub(apns=APNS, fcmV1=FCM))
    other = {**FCM, "projectId": "other"}
    reply = shop.patch(
        HUB,
        {"properties": {"fcmV1Credential": {"properties": other}, "registrationTtl": "P30D"}},
    )
    assert (reply.status, reply.body["properties"]["registrationTtl"]) == (200, "P30D")
    assert credentials(shop) == {"apnsCredential": APNS, "fcmV1Credential": other}


def test_only_the_newest_version_knows_fcm_v1(shop):
    shop.made(HUB, hub(apns=APNS, fcmV1=FCM))
    for version in (STABLE, OLD):
        assert set(credentials(shop, version=version)) == {"apnsCredential"}
        reply = shop.put(HUB, hub(fcmV1=FCM), version)
        assert (reply.status, reply.code) == (400, "InvalidRequestContent")
        shop.made(HUB, hub(apns=APNS), version)
    assert set(credentials(shop)) == {"apnsCredential", "fcmV1Credential"}


def test_a_namespace_has_credentials_too(shop):
    gcm = {"gcmEndpoint": "https://fcm", "googleApiKey": "key"}
    given = {"pnsCredentials": {"gcmCredential": {"properties": gcm}}}
    reply = shop.patch(NAMESPACE, {"properties": given})
    assert (reply.status, "pnsCredentials" in reply.body["properties"]) == (200, False)
    assert credentials(shop, NAMESPACE) == {"gcmCredential": gcm}


def test_zones_are_chosen_once(shop):
    for method in (shop.put, shop.patch):
        reply = method(NAMESPACE, namespace(zoneRedundancy="Enabled"))
        assert (reply.status, reply.code) == (400, "BadRequest")
        assert method(NAMESPACE, namespace(zoneRedundancy="disabled")).status == 200
    other = f"{GROUP}/{PUSH}/zoned-ns"
    shop.made(other, namespace(zoneRedundancy="Enabled"))
    assert shop.made(other, namespace())["properties"]["zoneRedundancy"] == "Enabled"
    assert shop.patch(other, {"properties": {"zoneRedundancy": None}}).status == 200
    assert shop.get(other).body["properties"]["zoneRedundancy"] == "Enabled"


def test_the_type_of_a_namespace_can_be_changed(shop):
    changed = shop.patch(NAMESPACE, {"properties": {"namespaceType": "messaging"}})
    assert (changed.status, changed.body["properties"]["namespaceType"]) == (200, "Messaging")
    assert shop.made(NAMESPACE, namespace())["properties"]["namespaceType"] == "NotificationHub"


def test_networks_are_replaced_whole(shop):
    acls = {
        "ipRules": [{"ipMask": "185.48.100.00/24", "rights": ["Manage", "Send", "Listen"]}],
        "publicNetworkRule": {"rights": ["Listen"]},
    }
    shop.made(NAMESPACE, namespace(networkAcls=acls, publicNetworkAccess="Disabled"))
    assert shop.get(NAMESPACE).body["properties"]["networkAcls"] == acls
    assert shop.made(NAMESPACE, namespace())["properties"]["networkAcls"] == {}


def test_a_null_brings_the_default_back_at_once(shop):
    acls = {"publicNetworkRule": {"rights": ["Listen"]}}
    shop.made(
        NAMESPACE,
        namespace(networkAcls=acls, publicNetworkAccess="Disabled", replicationRegion="WestUs2"),
    )
    names = ("networkAcls", "publicNetworkAccess", "replicationRegion")
    reply = shop.patch(NAMESPACE, {"properties": dict.fromkeys(names)})
    assert reply.status == 200
    for known in (reply, shop.get(NAMESPACE), shop.patch(NAMESPACE, {"tags": {}})):
        properties = known.body["properties"]
        assert (properties["networkAcls"], properties["publicNetworkAccess"]) == ({}, "Enabled")
        assert "replicationRegion" not in properties
    shop.patch(HUB, {"properties": {"registrationTtl": "P30D"}})
    known = shop.patch(HUB, {"properties": {"registrationTtl": None}})
    assert known.body["properties"]["registrationTtl"] == "P10675199DT2H48M05.4775807S"


@pytest.mark.parametrize(
    "ttl", ["1.00:00:00", "90.23:59:59.9999999", "P1D", "PT24H", "PT86400S", "P0DT23H60M"]
)
def test_a_registration_lives_for_a_day_at_least(shop, ttl):
    reply = shop.patch(HUB, {"properties": {"registrationTtl": ttl}})
    assert (reply.status, reply.body["properties"]["registrationTtl"]) == (200, ttl)


@pytest.mark.parametrize(
    "mask", ["185.48.100.00/24", "10.0.0.7", "10.0.0.7/8", "0.0.0.0/0", "2001:0db8::/32", "::1"]
)
def test_a_network_rule_names_addresses(shop, mask):
    acls = {"ipRules": [{"ipMask": mask, "rights": ["Listen"]}]}
    reply = shop.patch(NAMESPACE, {"properties": {"networkAcls": acls}})
    assert (reply.status, reply.body["properties"]["networkAcls"]) == (200, acls)


@pytest.mark.parametrize(
    "never",
    ["10675199.02:48:05.4775807", "P10675199DT2H48M05.4775807S", "P10675199DT2H48M5.4775807S"],
)
def test_never_is_spelt_by_the_version(shop, never):
    shop.made(HUB, {**hub(), "properties": {"registrationTtl": never}})

    def told(version):
        return shop.get(HUB, version).body["properties"]["registrationTtl"]

    assert told(NEWEST) == "P10675199DT2H48M05.4775807S"
    assert told(OLD) == "10675199.02:48:05.4775807"


def test_old_versions_answer_in_the_old_form(arm):
    build(arm, GROUP)
    first = arm.put(NAMESPACE, {"location": "westeurope"}, OLD)
    assert first.body["properties"] == {"provisioningState": "Unknown", "enabled": False}
    body = arm.get(NAMESPACE, OLD).body
    assert (body["sku"], body["properties"]["status"]) == ({"name": "Free"}, "Active")
    assert "zoneRedundancy" not in body["properties"]
    assert arm.put(NAMESPACE, namespace(networkAcls={}), OLD).code == "InvalidRequestContent"
    arm.made(HUB, {"location": "westeurope"}, OLD)
    body = arm.get(HUB, OLD).body
    assert body["properties"]["authorizationRules"] == []
    assert "/NotificationHubs/Shop-Hub" in body["id"]
    (found,) = arm.get(f"{NAMESPACE}/authorizationRules", OLD).body["value"]
    assert found["type"] == "Microsoft.NotificationHubs/Namespaces/AuthorizationRules"
    assert found["properties"] == {"rights": ["Manage", "Listen", "Send"]}
    assert found["location"] == "westeurope"


def test_names_are_asked_for(shop):
    ask = f"{SUBSCRIPTION}/providers/Microsoft.NotificationHubs/checkNamespaceAvailability"
    free = shop.post(ask, {"name": "free-ns"}).body
    assert (free["isAvailiable"], free["name"]) == (True, "free-ns")
    assert shop.post(ask, {"name": "SHOP-NS"}).body["isAvailiable"] is False
    assert shop.post(ask, {}).status == 400
    ask = f"{NAMESPACE}/checkNotificationHubAvailability"
    assert shop.post(ask, {"name": "free"}).body["isAvailiable"] is True
    assert shop.post(ask, {"name": "shop-hub", "location": "x"}).body["isAvailiable"] is False
