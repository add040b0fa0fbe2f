"""Each fault as a client meets it, and only where it was asked for."""

import contextlib
import http.client
import json
from urllib.parse import urlsplit

import pytest
from azure.core.exceptions import (
    DecodeError,
    HttpResponseError,
    IncompleteReadError,
    ServiceRequestError,
    ServiceResponseError,
)

from hubwarden_local_azure import Fault, running
from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.faults import KINDS, FaultPlan, mixture
from hubwarden_local_azure.spoiling import spoiled
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    PUSH,
    RULE,
    SUBSCRIPTION,
    Arm,
    hub,
    rule,
    version_of,
)
from local_azure.azure_clients import Pipeline, hubs

RULES = f"{HUB}/authorizationRules"
HUBS = f"{NAMESPACE}/notificationHubs"


@pytest.fixture(scope="module")
def started():
    with running() as server:
        for path in (GROUP, NAMESPACE, HUB, RULE):
            server.add(path, BODIES[path], version_of(path))
        yield server


@pytest.fixture
def server(started):
    yield started
    started.disturb()
    started.requests.clear()


@pytest.fixture
def arm(server):
    with contextlib.closing(Arm(server.url)) as arm:
        yield arm


@pytest.mark.parametrize("retry_after", ["", "3", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_throttled(server, arm, retry_after):
    server.disturb(Fault("throttled", "*/authorizationRules", times=2, retry_after=retry_after))
    for _ in range(2):
        reply = arm.get(RULES)
        assert (reply.status, reply.code) == (429, "TooManyRequests")
        assert reply.headers.get("Retry-After", "") == retry_after
    assert arm.get(RULES).status == 200
    assert [item.fault for item in server.requests][-3:] == ["throttled", "throttled", ""]


def test_a_server_error_a_conflict_and_a_missing_right(server, arm):
    server.disturb(Fault("server-error", status=502), Fault("conflict"), Fault("forbidden"))
    assert arm.get(HUB).status == 502
    assert arm.put(RULE, rule("Send")).status == 409
    reply = arm.get(HUB)
    assert (reply.status, reply.code) == (403, "AuthorizationFailed")
    assert "'Microsoft.NotificationHubs/namespaces/notificationHubs/read'" in reply.message
    assert arm.get(HUB).status == 200
    server.disturb(Fault("forbidden"))
    assert arm.get(f"{HUB}/providers/Microsoft.Authorization/roleAssignments").status == 403


def test_what_is_refused_is_not_done(server, arm):
    before = server.dump()
    for fault in ("throttled", "server-error", "conflict", "forbidden"):
        server.disturb(Fault(fault))
        assert arm.put(f"{HUB}-new", hub()).status >= 400
    server.disturb(Fault("reset"))
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        arm.put(f"{HUB}-new", hub())
    assert server.dump() == before


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("kind", ["cut", "reset"])
def test_a_connection_that_ends(server, method, kind, capfd):
    server.disturb(Fault(kind))
    place = urlsplit(server.url)
    with contextlib.closing(
        http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    ) as connection:
        connection.request(
            method,
            f"{RULE}?api-version={NEWEST}",
            json.dumps(rule("Send", "Listen")),
            {"Authorization": "Bearer any"},
        )
        if kind == "reset":
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                connection.getresponse()
        else:
            answer = connection.getresponse()
            assert answer.status == 200
            with pytest.raises(http.client.IncompleteRead) as caught:
                answer.read()
            assert caught.value.partial.startswith(b'{"id":')
    (record,) = server.requests
    assert (record.fault, record.status) == (kind, 0 if kind == "reset" else 200)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("empty", ""),
        ("no-value", "{}"),
        ("null-value", '{"value":null}'),
        ("malformed", "<html><body>502 Bad Gateway</body></html>"),
    ],
)
def test_a_body_that_is_no_list(server, kind, text):
    server.disturb(Fault(kind))
    status, body = raw(server, RULES)
    assert (status, body) == (200, text)
    assert raw(server, RULES)[1].startswith('{"value":[{')


def raw(server, path):
    place = urlsplit(server.url)
    with contextlib.closing(http.client.HTTPConnection(place.hostname, place.port)) as connection:
        target = path.removeprefix(server.url)
        target += "" if "?" in target else f"?api-version={NEWEST}"
        connection.request("GET", target, headers={"Authorization": "Bearer any"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_half_of_a_body(server):
    whole = raw(server, RULES)[1]
    server.disturb(Fault("truncated"))
    half = raw(server, RULES)[1]
    assert whole.startswith(half)
    assert 0 < len(half) < len(whole)


def test_what_is_no_list_is_not_made_one(server, arm):
    server.disturb(Fault("no-value", times=None))
    assert arm.get(HUB).body["id"] == HUB
    assert arm.get(f"{HUB}-x").code == "ResourceNotFound"


def test_rows_of_resource_graph_are_spoiled_as_well():
    whole = Answer(200, {"data": [{"id": "x"}], "count": 1, "resultTruncated": "false"})

    def told(kind):
        return spoiled(whole, Fault(kind), Request("POST", "/x"), "http://127.0.0.1").body

    assert told("no-value") == {}
    assert told("null-value") == {**whole.body, "data": None}
    assert told("result-truncated") == {**whole.body, "resultTruncated": "true"}
    assert told("link-to-itself") == whole.body


def test_links_that_lead_astray(server, arm):
    server.disturb(Fault("link-elsewhere"), Fault("link-to-itself"))
    elsewhere = arm.get(RULES).body["nextLink"]
    assert urlsplit(elsewhere).netloc == server.url.removeprefix("http://").replace(
        "127.0.0.1", "localhost"
    )
    itself = arm.get(RULES).body["nextLink"]
    assert itself == f"{server.url}{RULES}?api-version={NEWEST}"
    assert arm.get(itself).body["value"]
    assert raw(server, elsewhere.replace("localhost", "127.0.0.1"))[0] in {200, 400}


def test_pages_that_move(server, arm):
    for at in range(5):
        server.add(f"{HUBS}/page-{at}", hub(), NEWEST)

    def names(*faults):
        server.disturb(*faults)
        found, link = [], f"{HUBS}?$top=2"
        while link:
            body = arm.get(link).body
            found += [item["name"] for item in body["value"]]
            link = body.get("nextLink")
        return found

    everything = names()
    assert len(everything) == 6
    assert names(Fault("page-repeats")) == [
        *everything[:2],
        everything[1],
        everything[2],
        *everything[3:],
    ]
    assert names(Fault("page-skips")) == [*everything[:2], *everything[3:]]
    for at in range(5):
        arm.delete(f"{HUBS}/page-{at}")


def test_stale_reads_after_each_kind_of_write(server, arm):
    new = f"{HUB}/authorizationRules/new"
    server.disturb(Fault("stale", "*/authorizationRules/new", times=2))

    def names():
        return [item["name"] for item in arm.get(RULES).body["value"]]

    before = names()
    assert arm.put(new, rule("Send")).status == 201
    assert [arm.get(new).status, arm.post(f"{new}/listKeys").status, arm.get(new).status] == [
        404,
        404,
        200,
    ]
    assert [names() == before for _ in range(3)] == [True, True, False]
    assert arm.put(new, rule("Listen")).status == 200
    assert arm.post(f"{new}/listKeys").status == 200
    told = [arm.get(new).body["properties"]["rights"] for _ in range(3)]
    assert told == [["Send"], ["Send"], ["Listen"]]
    assert arm.delete(new).status == 200
    assert [arm.get(new).status for _ in range(3)] == [200, 200, 404]


def test_faults_strike_where_and_as_often_as_they_should(server, arm):
    server.disturb(
        Fault("throttled", f"{GROUP}/{PUSH}/*/AUTHORIZATIONrules*", method="GET", skip=1, times=2)
    )
    assert arm.get(HUB).status == 200
    assert arm.put(RULE, rule("Send")).status == 200
    assert [arm.get(RULES).status for _ in range(5)] == [200, 429, 429, 200, 200]
    assert arm.get("/_local/dump").status == 200


def test_the_same_seed_gives_the_same_answers(server, arm):
    fault = Fault("throttled", chance=0.5, times=None)

    def answers(seed):
        server.disturb(fault, seed=seed)
        return [arm.get(HUB).status for _ in range(30)]

    first = answers(1)
    assert set(first) == {200, 429}
    assert answers(1) == first
    assert answers(2) != first


def test_mixtures_repeat_and_differ():
    paths = ["*/authorizationRules", "*/notificationHubs"]
    assert mixture(7, paths) == mixture(7, paths)
    found = {fault for seed in range(500) for fault in mixture(seed, paths)}
    assert {fault.kind for fault in found} == set(KINDS)
    assert {fault.path for fault in found} == set(paths)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "slowly"}, "'slowly' is no kind of fault: throttled, "),
        ({"kind": "slow", "chance": 2}, "chance"),
        ({"kind": "slow", "seconds": -1}, "seconds"),
    ],
)
def test_a_fault_that_is_none(wrong, says):
    with pytest.raises(ValueError, match=says):
        Fault(**wrong)


def test_the_first_that_is_due_strikes():
    plan = FaultPlan([Fault("empty"), Fault("cut", times=None)])
    struck = [plan.strike("GET", "/x").kind for _ in range(3)]
    assert struck == ["empty", "cut", "cut"]


# --- As the real clients take them


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    ca_file = tmp_path_factory.mktemp("tls") / "ca.pem"
    with running(ca_file=ca_file) as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        yield server, ca_file


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (Fault("throttled", times=None), HttpResponseError),
        (Fault("server-error", times=None), HttpResponseError),
        (Fault("forbidden"), HttpResponseError),
        (Fault("reset", times=None), (ServiceRequestError, ServiceResponseError)),
        (Fault("cut", times=None), IncompleteReadError),
        (Fault("truncated"), DecodeError),
        (Fault("malformed"), DecodeError),
        (Fault("empty"), json.JSONDecodeError),
        (Fault("null-value"), TypeError),
    ],
)
def test_a_real_client_raises(secure, fault, raised):
    server, ca_file = secure
    server.disturb(fault)
    with hubs(server, ca_file, retry_total=0) as client, pytest.raises(raised):
        list(client.namespaces.list_all())


def test_a_real_client_reads_an_empty_estate_silently(secure):
    """The trap that an auditor must not fall into."""
    server, ca_file = secure
    server.disturb(Fault("no-value"))
    with hubs(server, ca_file) as client:
        assert list(client.namespaces.list_all()) == []
        assert list(client.namespaces.list_all()) != []


def test_a_real_client_takes_its_token_elsewhere(secure):
    """The other trap: the log shows at which host a token came."""
    server, ca_file = secure
    server.disturb(Fault("link-elsewhere"))
    server.requests.clear()
    with hubs(server, ca_file) as client:
        list(client.namespaces.list_all())
    other = server.url.removeprefix("https://").replace("127.0.0.1", "localhost")
    assert [(item.host == other, item.token) for item in server.requests] == [
        (False, True),
        (True, True),
    ]


def test_a_slow_answer(secure):
    server, ca_file = secure
    server.disturb(Fault("slow", seconds=30))
    with (
        hubs(server, ca_file, retry_total=0, read_timeout=0.2) as client,
        pytest.raises(ServiceResponseError, match="timed out"),
    ):
        list(client.namespaces.list_all())
    server.disturb(Fault("slow", seconds=0.01))
    with Pipeline(server, ca_file) as pipeline:
        path = f"{SUBSCRIPTION}/resourceGroups"
        assert pipeline.send("GET", path, **{"api-version": "2024-03-01"}).status_code == 200
