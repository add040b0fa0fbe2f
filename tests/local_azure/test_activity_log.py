"""Who did what and when, told by the activity log."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from hubwarden_local_azure import Principal, Subscription, Tenant
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.server import serving
from hubwarden_local_azure.tenant import ADMINISTRATOR
from local_azure.arm_client import (
    APNS,
    GROUP,
    HUB,
    NAMESPACE,
    OTHER_SUBSCRIPTION,
    RULE,
    SUBSCRIPTION,
    Arm,
    build,
    hub,
    rule,
)
from local_azure.azure_clients import SUBSCRIPTION_ID

ADA = "00000000-0000-0000-0000-0000000000e0"
EVENTS = "/providers/Microsoft.Insights/eventtypes/management/values"
TENANT = Tenant(
    principals=(Principal(ADA, "ada@shop.example", kind="User"),),
    subscriptions=(Subscription(SUBSCRIPTION_ID), Subscription(OTHER_SUBSCRIPTION[-36:])),
)
CANARY = "canary-2b9"


@pytest.fixture
def cloud(clock):
    return Cloud(clock=clock, tenant=TENANT)


@pytest.fixture
def shop(cloud):
    with serving(cloud) as server, contextlib.closing(Arm(server.url)) as arm:
        build(arm, GROUP, NAMESPACE, HUB, RULE)
        yield arm


@pytest.fixture
def ada(shop):
    token = tokens.issue(TENANT.principals[0], TENANT, shop.url, 2**33)
    with contextlib.closing(Arm(shop.url, token)) as arm:
        yield arm


def iso(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def told(arm, clock, *words, subscription=SUBSCRIPTION, since=None, select=""):
    since = iso(clock.now - 86400 if since is None else since)
    wanted = " and ".join([f"eventTimestamp ge '{since}'", *words]).replace(" ", "%20")
    target = f"{subscription}{EVENTS}?$filter={wanted}{select}"
    return arm.get(target)


def events(*args, **options):
    reply = told(*args, **options)
    assert reply.status == 200, reply.text
    return reply.body["value"]


def test_each_write_is_told_with_its_author_and_time(shop, ada, clock):
    clock.now += 60
    shop.get(HUB)
    assert ada.put(RULE, rule("Send", "Listen", "Manage")).status == 403
    shop.post(f"{RULE}/listKeys")
    assert shop.delete(RULE).status == 200
    found = events(shop, clock, f"resourceUri eq '{HUB}'", "eventTimestamp le '2100-01-01'")
    rules = "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules"
    assert [
        (item["operationName"]["value"], item["status"]["value"], item["subStatus"]["value"])
        for item in found
    ] == [
        (f"{rules}/delete", "Succeeded", ""),
        (f"{rules}/listKeys/action", "Succeeded", ""),
        (f"{rules}/write", "Failed", "AuthorizationFailed"),
        (f"{rules}/write", "Succeeded", ""),
        ("Microsoft.NotificationHubs/namespaces/notificationHubs/write", "Succeeded", ""),
    ]
    refused = found[2]
    assert refused["caller"] == "ada@shop.example"
    assert ADA in refused["claims"].values()
    assert datetime.fromisoformat(refused["eventTimestamp"]).timestamp() == clock.now
    assert refused["resourceId"] == RULE
    assert refused["resourceGroupName"] == "Shop-rg"
    assert refused["resourceProviderName"]["value"] == "Microsoft.NotificationHubs"
    assert found[0]["caller"] == ADMINISTRATOR.name


def test_the_filters(shop, clock):
    clock.now += 3600
    shop.made(f"{GROUP}-2", {"location": "westeurope"})
    assert len(events(shop, clock)) == 5
    assert len(events(shop, clock, "resourceGroupName eq 'shop-RG'")) == 4
    assert len(events(shop, clock, "resourceProvider eq 'Microsoft.NotificationHubs'")) == 3
    assert len(events(shop, clock, since=clock.now - 1)) == 1
    assert len(events(shop, clock, f"eventTimestamp le '{iso(clock.now - 1)}'")) == 4
    assert len(events(shop, clock, "caller eq 'nobody'")) == 0
    one = events(shop, clock)[0]
    assert events(shop, clock, f"correlationId eq '{one['correlationId']}'") == [one]
    assert events(shop, clock, subscription=OTHER_SUBSCRIPTION) == []
    (short, *_) = events(shop, clock, select="&$select=caller,eventTimestamp")
    assert short.keys() == {"caller", "eventTimestamp"}


@pytest.mark.parametrize(
    "target",
    [
        "",
        "?$filter=resourceGroupName%20eq%20'x'",
        "?$filter=eventTimestamp%20ge%20'x'",
        "?$filter=eventTimestamp%20ge%20'2023-11-14'%20or%20x",
        "?$filter=eventTimestamp%20ge%20'2023-11-14'%20and%20level%20eq%20'Error'",
        "?$filter=eventTimestamp%20ge%20'2023-01-01'",
        "?$filter=eventTimestamp%20ge%20'2023-11-14'&$skipToken=x",
    ],
)
def test_a_filter_that_does_not_do(shop, target):
    assert shop.get(f"{SUBSCRIPTION}{EVENTS}{target}").status == 400


def test_pages_follow_each_other(shop, clock):
    for _ in range(205):
        shop.post(f"{RULE}/listKeys")
    first = told(shop, clock, "resourceGroupName eq 'Shop-rg'")
    assert len(first.body["value"]) == 200
    rest = shop.get(first.body["nextLink"]).body
    assert len(rest["value"]) == 9
    assert "nextLink" not in rest
    ids = {item["eventDataId"] for item in first.body["value"] + rest["value"]}
    assert len(ids) == 209


def test_no_credential_is_in_the_log(shop, clock):
    shop.made(HUB, hub(apns={**APNS, "token": CANARY}))
    keys = shop.post(f"{RULE}/listKeys").body
    text = told(shop, clock).text
    assert CANARY not in text
    assert keys["primaryKey"] not in text


def test_the_log_takes_a_clock_that_tests_turn(shop, clock):
    clock.now += timedelta(days=89).total_seconds()
    assert len(events(shop, clock, since=clock.now - timedelta(days=90).total_seconds())) == 4
