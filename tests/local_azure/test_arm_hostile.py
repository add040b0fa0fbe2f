"""Whatever comes in, an answer goes out, and the next one is right."""

import base64
import contextlib
import gc
import socket
import struct
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.server import serving
from hubwarden_local_azure.table import KINDS
from local_azure.arm_client import BODIES, HUB, LOCK, NEWEST, Arm, build, version_of

UNLOCKED = [path for path in BODIES if f"/{LOCK}/" not in path]
PLENTY = settings(max_examples=60)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
words = st.sampled_from(
    [
        "subscriptions",
        "resourceGroups",
        "providers",
        "Microsoft.NotificationHubs",
        "namespaces",
        "locks",
        "locations",
        "notificationHubs",
        "authorizationRules",
        "Microsoft.Authorization",
        "Microsoft.KeyVault",
        "deletedVaults",
        "vaults",
        "purge",
        "listKeys",
        "shop-ns",
        "Shop-Hub",
        "Shop-rg",
        ".",
        "..",
        "00000000-0000-0000-0000-00000000000a",
        "operationStatuses",
        "operationResults",
        "checkNamespaceAvailability",
        "Microsoft.Insights",
        "eventtypes",
        "management",
        "values",
        "diagnosticSettingsCategories",
        "privateLinkResources",
        "Microsoft.Management",
        "managementGroups",
        "descendants",
        "permissions",
        "roleDefinitions",
        "denyAssignments",
        "register",
        "oauth2",
        "v2.0",
        "token",
        "metadata",
        "identity",
        "msi",
        "_local",
        "dump",
        "%2e%2e",
        "%00",
        "*",
        ";",
    ]
)
segments = st.lists(words | st.text(max_size=6).map(lambda text: quote(text, safe="")), max_size=12)
methods = st.sampled_from(["GET", "PUT", "PATCH", "POST", "DELETE", "HEAD", "OPTIONS"])


@pytest.fixture(scope="module")
def target():
    with serving(Cloud()) as server:
        arm = Arm(server.url)
        build(arm, *UNLOCKED)
        yield arm
        arm.close()


def healthy(arm: Arm) -> None:
    """Every resource can still be shown."""
    assert arm.get("/_local/dump").status == 200
    for path in UNLOCKED:
        assert arm.get(path).status in {200, 404}


@PLENTY
@given(segments, methods, st.sampled_from([*sorted({version_of(item) for item in BODIES}), "x"]))
def test_any_path(target, parts, method, version):
    target_path = f"/{'/'.join(parts)}"
    if target_path.startswith("//"):
        target_path = "/" + target_path.lstrip("/")
    reply = target.send(method, f"{target_path}?api-version={version}")
    assert reply.status < 500, (target_path, reply.text)


@PLENTY
@given(st.sampled_from(UNLOCKED), st.sampled_from(["PUT", "PATCH", "POST"]), st.binary(max_size=80))
def test_any_bytes(target, path, method, raw):
    reply = target.send(method, f"{path}?api-version={version_of(path)}", raw)
    assert reply.status < 500


@settings(PLENTY, max_examples=150)
@given(st.data())
def test_any_value_of_a_known_member(target, data):
    path = data.draw(st.sampled_from(UNLOCKED))
    types = [part.lower() for part in path.split("/")]
    kind = next(
        kind
        for name, kind in reversed(KINDS.items())
        if name.rpartition("/")[2] == types[-2] and kind.namespace.lower() in [*types, GROUPS]
    )
    known = st.sampled_from(sorted(kind.properties.known))
    changed = data.draw(st.dictionaries(known, values, max_size=3))
    beside = data.draw(
        st.dictionaries(st.sampled_from(["sku", "kind", "identity", "tags", "location"]), values)
        | st.just({})
    )
    body = BODIES[path]
    body = {**body, **beside, "properties": {**body.get("properties", {}), **changed}}
    method = data.draw(st.sampled_from(["PUT", "PATCH"]))
    reply = target.call(method, path, body)
    assert reply.status < 500, reply.text
    if reply.status < 300:
        healthy(target)
        assert target.put(path, BODIES[path]).status < 500
        build(target, *UNLOCKED) if "keyvault" not in path.lower() else None


GROUPS = "microsoft.resources"


@PLENTY
@given(
    st.dictionaries(st.sampled_from(["$top", "$skipToken", "$filter", "api-version"]), st.text()),
    st.sampled_from(UNLOCKED),
)
def test_any_query(target, query, path):
    collection = path.rpartition("/")[0]
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    assert target.send("GET", f"{collection}?{text}").status < 500


times = (
    st.sampled_from(["2023-11-14", "0001-01-01T00:00+23:59", "9999-12-31", "", "now"]) | st.text()
)
conditions = st.builds(
    "{} {} '{}'".format,
    st.sampled_from(["eventTimestamp", "resourceUri", "caller", "level"]),
    st.sampled_from(["ge", "le", "eq", "gt"]),
    times,
)


@PLENTY
@given(st.lists(conditions, max_size=3), st.sampled_from(["", "&$skipToken=9", "&$select=a,id"]))
def test_any_filter_of_events(target, words, rest):
    path = "/subscriptions/00000000-0000-0000-0000-00000000000a/providers/Microsoft.Insights"
    wanted = quote(" and ".join(words), safe="")
    text = f"{path}/eventtypes/management/values?api-version=2015-04-01&$filter={wanted}{rest}"
    assert target.send("GET", text).status < 500


jwt = st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="))
claims = st.dictionaries(
    st.sampled_from(["exp", "iss", "sub", "aud", "oid", "tid", "upn", "idtyp"]), values
)
assertions = st.lists(jwt, max_size=4).map(".".join) | claims.map(tokens.unsigned)


@PLENTY
@given(
    st.dictionaries(
        st.sampled_from(["grant_type", "scope", "client_id", "client_secret", "client_assertion"]),
        st.sampled_from(["client_credentials", "x/.default"]) | assertions | st.text(),
    )
)
def test_any_question_for_a_token(target, form):
    raw = urlencode(form, errors="replace").encode()
    for tenant in ("common", "none"):
        assert 400 <= target.send("POST", f"/{tenant}/oauth2/v2.0/token", raw).status < 500


@PLENTY
@given(assertions)
def test_any_bearer_token(target, token):
    assert (
        target.send("GET", f"{HUB}?api-version={NEWEST}", Authorization=f"Bearer {token}").status
        < 500
    )


@PLENTY
@given(st.binary(max_size=200))
def test_bytes_that_are_no_request(target, raw):
    host, port = target.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(raw + b"\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        assert b" 500 " not in connection.recv(100)
    assert target.get(HUB).status == 200


def begun(arm: Arm, host: str = "localhost") -> socket.socket:
    """Begin an upload and leave it there."""
    place = urlsplit(arm.url)
    connection = socket.create_connection((place.hostname, place.port), timeout=30)
    head = (
        f"PUT {HUB}?api-version={NEWEST} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99\r\n\r\n{{"
    )
    connection.sendall(head.encode())
    assert arm.get(HUB).status in {200, 404}
    return connection


def test_an_upload_that_breaks_off_is_passed_over(target, capfd):
    with begun(target) as connection:
        # Without a lingering, the end is a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert target.get(HUB).status == 200
    assert capfd.readouterr() == ("", "")


def test_a_connection_that_hangs_does_not_spoil_the_end(caplog, capfd):
    with serving(Cloud()) as server, contextlib.closing(Arm(server.url)) as arm:
        hanging = begun(arm)
        # Here aiohttp waits for the rest after the refusal, and forgets about it when the client goes.
        with begun(arm, "evil.example") as refused:
            assert refused.recv(100).startswith(b"HTTP/1.1 421")
        assert arm.get(HUB).status == 404
    hanging.close()
    gc.collect()  # asyncio tells of a task that was left behind when it is collected.
    assert caplog.messages == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "head",
    [
        b"GET // HTTP/1.1\r\nHost: 127.0.0.1",
        b"GET http://evil.example/x HTTP/1.1\r\nHost: 127.0.0.1",
        b"GET /x HTTP/1.1\r\nHost: [::1",
        b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:notaport",
        b"GET /x HTTP/1.0",
        b"GET /%zz?%zz=%ff HTTP/1.1\r\nHost: localhost",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost",
        b"CONNECT localhost:1 HTTP/1.1\r\nHost: localhost",
        b"PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: x",
        b"PUT /x HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nContent-Length: 1",
        b"PUT /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked",
    ],
)
def test_odd_requests_are_refused(target, head, capfd):
    host, port = target.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head + b"\r\nAuthorization: Bearer canary\r\n\r\nzz")
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(4096)
    assert answer[:9] in {b"HTTP/1.1 ", b"HTTP/1.0 ", b""}
    assert answer[9:10] in {b"4", b""}, answer
    assert target.get(HUB, NEWEST).status == 200
    assert "canary" not in capfd.readouterr().err
