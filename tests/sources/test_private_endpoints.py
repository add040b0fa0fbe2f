"""Private endpoints, as records tell of them."""

import pytest
from records import GROUP, NAMESPACE, UNKNOWN, estate, record, unknown

from hubwarden.unknown import Unknown

CONNECTION = "microsoft.notificationhubs/namespaces/privateendpointconnections"
ENDPOINT = "microsoft.network/privateendpoints"
STATE = {"privateLinkServiceConnectionState": {"status": "Pending"}}


def connection(properties):
    id = f"{NAMESPACE}/privateEndpointConnections/own"
    (found,) = estate(record(CONNECTION, properties, id=id)).private_endpoints
    return found


def endpoints(properties):
    id = f"{GROUP}/providers/Microsoft.Network/privateEndpoints/own"
    return estate(record(ENDPOINT, properties, id=id)).private_endpoints


@pytest.mark.parametrize("properties", [STATE, {"properties": STATE}])
def test_a_connection_is_read_as_a_template_and_as_a_program_write_it(properties):
    assert connection(properties).status == "Pending"


@pytest.mark.parametrize(
    "properties", [{}, {"properties": UNKNOWN}, {"privateLinkServiceConnectionState": UNKNOWN}]
)
def test_a_status_that_is_not_told_is_unknown(properties):
    assert unknown(connection(properties), "status")


@pytest.mark.parametrize("wrapped", [True, False])
def test_an_endpoint_is_approved_unless_it_asks_by_hand(wrapped):
    def to(**more):
        inside = {"privateLinkServiceId": NAMESPACE, "groupIds": ["namespace"], **more}
        return [{"name": "hub", "properties": inside} if wrapped else inside]

    (own,) = endpoints({"privateLinkServiceConnections": to()})
    assert own.status == "Approved"
    (rejected,) = endpoints(
        {
            "privateLinkServiceConnections": to(
                privateLinkServiceConnectionState={"status": "Rejected"}
            )
        }
    )
    assert rejected.status == "Rejected"
    (asked,) = endpoints({"manualPrivateLinkServiceConnections": to()})
    assert unknown(asked, "status")


def test_an_endpoint_of_another_service_is_none_of_ours():
    vault = f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"
    assert not endpoints({"manualPrivateLinkServiceConnections": [{"privateLinkServiceId": vault}]})


BY_HAND = "manualPrivateLinkServiceConnections"
AT_ONCE = "privateLinkServiceConnections"
PENDING = {"privateLinkServiceConnectionState": {"status": "Pending"}}
ANOTHER = Unknown("{group}/providers/Microsoft.KeyVault/vaults/{v}", "why")
SOME = Unknown("{group}/providers/{parameters('type')}/{n}", "why")


@pytest.mark.parametrize(
    "properties",
    [
        {BY_HAND: [{"privateLinkServiceId": UNKNOWN}]},
        {BY_HAND: [{"privateLinkServiceId": UNKNOWN, "groupIds": ["Namespace"]}]},
        {BY_HAND: [{"privateLinkServiceId": UNKNOWN, "groupIds": UNKNOWN}]},
        {BY_HAND: [{"properties": {"privateLinkServiceId": UNKNOWN, "groupIds": []}}]},
        {BY_HAND: [{"privateLinkServiceId": SOME}]},
        {BY_HAND: [{"properties": UNKNOWN}]},
        {BY_HAND: [UNKNOWN]},
        {BY_HAND: UNKNOWN},
        {AT_ONCE: UNKNOWN},
        {AT_ONCE: [{"privateLinkServiceId": UNKNOWN, **PENDING}]},
    ],
)
def test_an_endpoint_that_may_be_ours_and_wait_is_unknown(properties):
    (found,) = endpoints(properties)
    assert unknown(found, "status")
    assert "whether its target is a namespace" in found.unknown["status"]


@pytest.mark.parametrize(
    "properties",
    [
        {BY_HAND: [{"privateLinkServiceId": UNKNOWN, "groupIds": ["sites"]}]},
        {BY_HAND: [{"privateLinkServiceId": ANOTHER}]},
        {BY_HAND: [{"name": "x"}]},
        {BY_HAND: None},
        {},
    ],
)
def test_an_endpoint_that_cannot_be_ours_is_none(properties):
    assert not endpoints(properties)


def test_who_connects_at_once_is_approved_wherever_it_leads():
    (found,) = endpoints({AT_ONCE: [{"privateLinkServiceId": UNKNOWN}]})
    assert found.status == "Approved"


def test_what_is_certainly_ours_tells_before_what_may_be():
    certain = {"privateLinkServiceId": NAMESPACE, **PENDING}
    (found,) = endpoints({AT_ONCE: [{"privateLinkServiceId": UNKNOWN}], BY_HAND: [certain]})
    assert found.status == "Pending"
