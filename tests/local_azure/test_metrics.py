"""Metrics in batches, as the real service gives them."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from hubwarden_local_azure import Principal, Tenant, running
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.metric_counts import NAMES, Metrics
from local_azure.arm_client import (
    ANYBODY,
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    SUBSCRIPTION,
    Arm,
    hub,
    namespace,
    version_of,
)

START = datetime(2026, 1, 5, 10, tzinfo=UTC)
TYPE = "Microsoft.NotificationHubs/namespaces/notificationHubs"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
ADA = "00000000-0000-0000-0000-0000000000e0"
TENANT = Tenant(principals=(Principal(ADA, "ada@shop.example", kind="User"),))
OTHER = f"{NAMESPACE}/notificationHubs/other"


@pytest.fixture
def server():
    with running(tenant=TENANT) as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        server.add(OTHER, hub(), NEWEST)
        yield server


@pytest.fixture
def arm(server):
    with contextlib.closing(Arm(server.url)) as arm:
        yield arm


def ask(arm, *hubs, token=ANYBODY, **query):
    words = {
        "api-version": "2024-02-01",
        "metricnamespace": TYPE,
        "metricnames": "incoming,outgoing.apns.success",
        "starttime": "2026-01-05T10:00:00.000Z",
        "endtime": "2026-01-05T11:00:00.000Z",
        "interval": "PT30M",
        **query,
    }
    body = json.dumps({"resourceids": hubs or [HUB, OTHER]}).encode()
    target = f"{SUBSCRIPTION}/metrics:getBatch?{urlencode(words)}"
    return arm.send("POST", target, body, Authorization=f"Bearer {token}")


def at(minutes):
    return (START + timedelta(minutes=minutes)).timestamp()


def test_counts_are_summed_by_the_grain(server, arm):
    for minute, number in ((0, 1), (29, 2), (30, 4), (59, 8), (60, 16), (-1, 32)):
        server.count(HUB.upper(), "incoming", at(minute), number)
    reply = ask(arm)
    assert reply.status == 200, reply.text
    first, second = reply.body["values"]
    assert (first["resourceid"], first["resourceregion"], first["interval"]) == (
        HUB,
        "westeurope",
        "PT30M",
    )
    totals = {
        metric["name"]["value"]: [
            (point["timeStamp"], point["total"]) for point in metric["timeseries"][0]["data"]
        ]
        for metric in first["value"]
    }
    assert totals == {
        "incoming": [("2026-01-05T10:00:00Z", 3.0), ("2026-01-05T10:30:00Z", 12.0)],
        "outgoing.apns.success": [("2026-01-05T10:00:00Z", 0.0), ("2026-01-05T10:30:00Z", 0.0)],
    }
    nought = [point["total"] for point in second["value"][0]["timeseries"][0]["data"]]
    assert nought == [0.0, 0.0]


@pytest.mark.parametrize(
    ("hubs", "query", "says"),
    [
        ([HUB] * 51, {}, "1 to 50 resources, not 51"),
        ([HUB], {"metricnames": ",".join(NAMES[:21])}, "20 metrics at most, not 21"),
        ([HUB], {"metricnames": "incoming,canary"}, "Valid metrics: incoming,"),
        ([HUB], {"metricnames": ""}, "Valid metrics: incoming,"),
        ([HUB], {"metricnamespace": "Microsoft.NotificationHubs/namespaces"}, "metric namespace"),
        ([HUB], {"interval": "PT2M"}, "time grain"),
        ([HUB], {"starttime": "yesterday"}, "time cannot be read"),
        ([HUB], {"starttime": "2026-01-05T99:00:00Z"}, "time cannot be read"),
        ([HUB], {"starttime": "2026-01-05T12:00:00Z"}, "empty or too long"),
        ([HUB], {"starttime": "2000-01-05T12:00:00Z", "interval": "PT1M"}, "empty or too long"),
        ([NAMESPACE], {}, "one type"),
    ],
)
def test_what_a_batch_cannot_be(arm, hubs, query, says):
    reply = ask(arm, *hubs, **query)
    assert (reply.status, reply.code) == (400, "BadRequest")
    assert says in reply.message
    assert "canary" not in reply.text


def test_hubs_of_two_regions_do_not_go_together(server, arm):
    far = NAMESPACE.replace("shop-ns", "far-ns")
    server.add(far, namespace() | {"location": "eastus"}, NEWEST)
    server.add(f"{far}/notificationHubs/hub", hub() | {"location": "eastus"}, NEWEST)
    assert "one region" in ask(arm, HUB, f"{far}/notificationHubs/hub").message
    assert ask(arm, f"{HUB}-x").code == "ResourceNotFound"


def test_metrics_have_an_audience_and_a_right_of_their_own(server, arm):
    def token(audience):
        return tokens.issue(TENANT.principals[0], TENANT, audience, 2**33)

    wrong = ask(arm, token=token("https://management.azure.com"))
    assert wrong.code == "InvalidAuthenticationTokenAudience"
    right = token("https://metrics.monitor.azure.com")
    assert "'Microsoft.Insights/metrics/read'" in ask(arm, token=right).message
    server.add(
        f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{ADA}",
        {"properties": {"roleDefinitionId": READER, "principalId": ADA}},
        "2022-04-01",
    )
    assert ask(arm, token=right).status == 200


def test_the_definitions_are_those_of_the_batch(arm):
    path = f"{HUB}/providers/Microsoft.Insights/metricDefinitions"
    found = arm.get(path, "2024-02-01").body["value"]
    assert [item["name"]["value"] for item in found] == list(NAMES)
    assert {item["primaryAggregationType"] for item in found} == {"Total"}


def test_an_unknown_metric_is_not_counted():
    with pytest.raises(ValueError, match="'canary' is no metric"):
        Metrics().count(HUB, "canary", 0)
