"""Rate limits, on a clock that tests turn."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden_local_azure import Limits, Principal, Tenant
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.limits import Bucket
from hubwarden_local_azure.server import serving
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    OTHER_SUBSCRIPTION,
    RULE,
    Arm,
    build,
    rule,
    version_of,
)

READS = "x-ms-ratelimit-remaining-subscription-reads"
WRITES = "x-ms-ratelimit-remaining-subscription-writes"
DELETES = "x-ms-ratelimit-remaining-subscription-deletes"
ADA = "00000000-0000-0000-0000-0000000000e0"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
TENANT = Tenant(principals=(Principal(ADA, "ada@shop.example", kind="User"),))


@pytest.fixture
def limited(clock):
    """A fiftieth of the real limits: five reads and four writes, half a read and a fifth of a write a second."""
    cloud = Cloud(clock=clock, limits=Limits(scale=0.02), tenant=TENANT)
    with serving(cloud) as server, contextlib.closing(Arm(server.url)) as arm:
        arm.server = server
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        yield arm


def test_what_is_left_is_told_and_comes_back_with_time(limited, clock):
    left = [limited.get(HUB).headers[READS] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    reply = limited.get(HUB)
    assert (reply.status, reply.code) == (429, "SubscriptionRequestsThrottled")
    assert reply.headers["Retry-After"] == "3"
    assert reply.headers[READS] == "0"
    clock.now += 3
    assert limited.get(HUB).status == 200
    assert limited.get(HUB).status == 429
    clock.now += 3600
    assert limited.get(HUB).headers[READS] == "4"


def test_asking_too_early_makes_the_wait_longer(limited, clock):
    for _ in range(5):
        limited.get(HUB)
    first = int(limited.get(HUB).headers["Retry-After"])
    for _ in range(20):
        reply = limited.get(HUB)
    waits = int(reply.headers["Retry-After"])
    assert waits >= first
    clock.now += waits
    assert limited.get(HUB).status == 200


def test_kinds_callers_and_subscriptions_have_their_own(limited, clock):
    for _ in range(6):
        limited.get(HUB)
    assert limited.get(HUB).status == 429
    assert limited.put(RULE, rule("Send")).headers[WRITES] == "3"
    assert limited.post(f"{RULE}/listKeys").headers[WRITES] == "2"
    assert limited.delete(RULE).headers[DELETES] == "3"
    assert limited.get(f"{OTHER_SUBSCRIPTION}/resourceGroups").headers[READS] == "4"
    tenant = limited.get("/subscriptions").headers
    assert tenant["x-ms-ratelimit-remaining-tenant-reads"] == "4"
    limited.server.add(
        f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/{ADA}",
        {"properties": {"roleDefinitionId": READER, "principalId": ADA}},
        "2022-04-01",
    )
    token = tokens.issue(TENANT.principals[0], TENANT, limited.url, 2**33)
    with contextlib.closing(Arm(limited.url, token)) as ada:
        assert ada.get(HUB).headers[READS] == "4"
        assert ada.get(OTHER_SUBSCRIPTION).headers[READS] == "4"  # A refusal takes a token, too.
        assert ada.get(OTHER_SUBSCRIPTION).status == 403


def test_without_limits_nothing_is_told(arm):
    build(arm, GROUP)
    assert not [name for name in arm.get(GROUP).headers if "ratelimit" in name.lower()]


@pytest.mark.parametrize("scale", [0, -1, float("inf"), float("nan")])
def test_a_scale_that_is_none(scale):
    with pytest.raises(ValueError, match="scale"):
        Limits(scale=scale)


@given(st.lists(st.floats(0, 5), max_size=60), st.floats(1, 20), st.floats(0.1, 10))
def test_a_bucket_never_gives_more_than_it_gained(pauses, size, rate):
    now, taken = 0.0, 0
    bucket = Bucket(size, rate, now)
    for pause in pauses:
        now += pause
        taken += bucket.take(now) >= 0
        assert taken <= size + rate * now + 1e-6
        assert bucket.wait >= 1


@given(st.floats(1, 20), st.floats(0.1, 10), st.integers(0, 50))
def test_whoever_waits_as_told_is_let_in(size, rate, hurries):
    bucket = Bucket(size, rate, 0.0)
    for _ in range(int(size) + hurries):
        bucket.take(0.0)
    assert bucket.take(float(bucket.wait)) >= -1e-6
