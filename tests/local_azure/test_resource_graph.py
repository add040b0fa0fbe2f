"""Resource Graph, as its real client asks it."""

import contextlib

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from hubwarden.sources.azure.azure_inventory import HUBS_QUERY, SUBSCRIPTIONS_QUERY
from hubwarden_local_azure import Principal, Subscription, Tenant, running
from hubwarden_local_azure.identity import tokens
from local_azure.arm_client import (
    GROUP,
    HUB,
    NAMESPACE,
    OTHER_SUBSCRIPTION,
    SUBSCRIPTION,
    VERSIONS,
    hub,
    namespace,
)
from local_azure.azure_clients import TOKEN, Bearer

READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
IDS = [SUBSCRIPTION.rpartition("/")[2], OTHER_SUBSCRIPTION.rpartition("/")[2]]
SOMEBODY = Principal("00000000-0000-0000-0000-000000000001", "somebody", secret="s")
TENANT = Tenant(principals=(SOMEBODY,), subscriptions=tuple(map(Subscription, IDS)))
VERSION = VERSIONS["microsoft.notificationhubs"]


@pytest.fixture
def server(tmp_path):
    with running(ca_file=tmp_path / "ca.pem", tenant=TENANT) as server:
        server.add(GROUP, {"location": "westeurope"}, VERSIONS["resourcegroups"])
        server.add(NAMESPACE, namespace(), VERSION)
        for id in (HUB, f"{NAMESPACE}/notificationHubs/another"):
            server.add(id, hub(), VERSION)
        yield server


@contextlib.contextmanager
def graph(server, tmp_path, token=TOKEN):
    with ResourceGraphClient(
        Bearer(token), server.url, connection_verify=str(tmp_path / "ca.pem")
    ) as client:
        yield client


def ask(client, query, subscriptions=IDS, **options):
    given = QueryRequestOptions(result_format="objectArray", **options)
    return client.resources(
        QueryRequest(subscriptions=list(subscriptions), query=query, options=given)
    )


def test_it_knows_namespaces_and_hubs(server, tmp_path):
    with graph(server, tmp_path) as client:
        found = ask(client, HUBS_QUERY)
    assert (found.total_records, found.count, found.skip_token) == (3, 3, None)
    assert [row["name"] for row in found.data] == ["shop-ns", "another", "Shop-Hub"]
    assert {row["subscriptionId"] for row in found.data} == {IDS[0]}
    assert found.data[0]["type"] == "microsoft.notificationhubs/namespaces"


def test_pages(server, tmp_path):
    names, token = [], None
    with graph(server, tmp_path) as client:
        while True:
            page = ask(client, HUBS_QUERY, top=2, skip_token=token)
            assert (page.total_records, page.result_truncated) == (3, "false")
            names += [row["name"] for row in page.data]
            token = page.skip_token
            if not token:
                break
    assert names == ["shop-ns", "another", "Shop-Hub"]


def test_it_answers_for_the_subscriptions_that_are_asked_of(server, tmp_path):
    with graph(server, tmp_path) as client:
        rows = ask(client, SUBSCRIPTIONS_QUERY).data
        assert [row["subscriptionId"] for row in rows] == IDS
        assert ask(client, HUBS_QUERY, [IDS[1]]).data == []
        assert ask(client, SUBSCRIPTIONS_QUERY, ["nobody"]).data == []


@pytest.mark.parametrize("query", ["resources", f"{HUBS_QUERY} | take 1", ""])
def test_another_query_is_refused(server, tmp_path, query):
    with (
        graph(server, tmp_path) as client,
        pytest.raises(HttpResponseError, match="the queries of Hubwarden only"),
    ):
        ask(client, query)


@pytest.mark.parametrize("options", [{"top": 0}, {"top": 1001}, {"skip_token": "x"}])
def test_odd_options_are_refused(server, tmp_path, options):
    with graph(server, tmp_path) as client, pytest.raises(HttpResponseError) as caught:
        ask(client, HUBS_QUERY, **options)
    assert caught.value.status_code == 400


def test_what_the_caller_may_not_read_is_left_out(server, tmp_path):
    token = tokens.issue(SOMEBODY, TENANT, server.url, 2**33)
    with graph(server, tmp_path, token) as client:
        assert ask(client, HUBS_QUERY).data == []
        assignment = {"roleDefinitionId": READER, "principalId": SOMEBODY.id}
        given = f"{HUB}/providers/Microsoft.Authorization/roleAssignments/{SOMEBODY.id}"
        server.add(given, {"properties": assignment}, VERSIONS["roleassignments"])
        assert [row["name"] for row in ask(client, HUBS_QUERY).data] == ["Shop-Hub"]
        assert ask(client, SUBSCRIPTIONS_QUERY).data == []
