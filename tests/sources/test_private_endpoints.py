"""Private endpoints, as records tell of them."""

import pytest
from records import GROUP, NAMESPACE, UNKNOWN, estate, record, unknown

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
