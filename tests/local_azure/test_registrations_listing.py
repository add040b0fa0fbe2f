"""The list of registrations as a client meets it, and who may ask for it."""

import base64
import hashlib
import hmac
import http.client
import time
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from hubwarden_local_azure import Fault, Registration, running
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    OTHER_SUBSCRIPTION,
    PUSH,
    hub,
    namespace,
    rule,
    version_of,
)

KEY = "S2V5S2V5S2V5S2V5S2V5S2V5S2V5S2V5S2V5S2V5MDE="
WRONG = "V3JvbmdXcm9uZ1dyb25nV3JvbmdXcm9uZ1dyb25nMDE="
PATH = "/Shop-Hub/registrations/"
ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(raw):
    return ET.fromstring(raw)  # noqa: S314 - it is our own server's


def with_key(key, *rights):
    body = rule(*rights)
    body["properties"] |= {"primaryKey": key, "secondaryKey": f"MDEy{key[4:]}"}
    return body


@pytest.fixture(scope="module")
def started():
    with running() as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        tools = f"{HUB}/authorizationRules/tools"
        server.add(tools, with_key(KEY, "Listen", "Send", "Manage"), NEWEST)
        sender = f"{HUB}/authorizationRules/sender"
        server.add(sender, with_key(KEY, "Listen", "Send"), NEWEST)
        yield server


@pytest.fixture
def server(started):
    started.register(HUB, *(Registration("Apple", f"{at:04x}", ("a", "b<")) for at in range(250)))
    yield started
    started.disturb()
    started.requests.clear()


def signed(server, key=KEY, name="tools", resource=None, expires=None):
    """Return a signature as Microsoft's page makes it."""
    encoded = quote((resource or f"{server.url}/shop-hub").lower(), safe="").lower()
    expires = int(time.time()) + 60 if expires is None else expires
    made = hmac.new(key.encode(), f"{encoded}\n{expires}".encode(), hashlib.sha256).digest()
    sig = quote(base64.b64encode(made), safe="")
    return f"SharedAccessSignature sr={encoded}&sig={sig}&se={expires}&skn={name}"


def get(server, path=PATH, query="api-version=2015-01&$top=100", method="GET", token=None):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    token = signed(server) if token is None else token
    connection.request(method, f"{path}?{query}", headers={"Authorization": token})
    answer = connection.getresponse()
    raw = answer.read()
    connection.close()
    return answer.status, raw, answer.headers


def test_the_list_comes_in_pages(server):
    handles, token, sizes = [], "", []
    while True:
        further = f"&ContinuationToken={quote(token, safe='')}" if token else ""
        status, raw, headers = get(server, query=f"api-version=2015-01&$top=100{further}")
        assert status == 200
        assert headers["Content-Type"].startswith("application/atom+xml")
        entries = parsed(raw).findall(f"{ATOM}entry")
        sizes.append(len(entries))
        handles += [item.find(f"{ATOM}content")[0].findtext("{*}DeviceToken") for item in entries]
        token = headers.get("X-MS-ContinuationToken", "")
        if not token:
            break
    assert sizes == [100, 100, 50]
    assert handles == [f"{at:04x}" for at in range(250)]


def test_each_hub_has_its_own(server):
    other = f"{NAMESPACE}/notificationHubs/other"
    server.add(other, hub(), NEWEST)
    server.add(
        f"{other}/authorizationRules/tools", with_key(WRONG, "Listen", "Send", "Manage"), NEWEST
    )
    token = signed(server, WRONG, resource=f"{server.url}/other")
    status, raw, _ = get(server, "/other/registrations", token=token)
    assert (status, parsed(raw).findall(f"{ATOM}entry")) == (200, [])


def test_the_key_tells_which_of_two_namespaces_is_meant(server):
    group = f"{OTHER_SUBSCRIPTION}/resourceGroups/Else"
    space = f"{group}/{PUSH}/else-ns"
    server.add(group, {"location": "westeurope"}, version_of(group))
    server.add(space, namespace(), NEWEST)
    server.add(f"{space}/notificationHubs/Shop-Hub", hub(), NEWEST)
    rules = f"{space}/notificationHubs/Shop-Hub/authorizationRules"
    server.add(f"{rules}/tools", with_key(WRONG, "Listen", "Send", "Manage"), NEWEST)
    status, raw, _ = get(server, token=signed(server, WRONG))
    assert (status, len(parsed(raw).findall(f"{ATOM}entry"))) == (200, 0)
    assert len(parsed(get(server)[1]).findall(f"{ATOM}entry")) == 100


def refused(server, **more):
    status, raw, _ = get(server, **more)
    error = parsed(raw)
    assert (error.tag, error.findtext("Code")) == ("Error", str(status))
    return status, error.findtext("Detail")


def test_a_signature_has_to_hold(server):
    later = int(time.time()) + 60
    for token, word in (
        ("", "MissingToken"),
        ("Bearer any", "MissingToken"),
        (signed(server).replace("&skn=tools", ""), "MissingToken"),
        (signed(server, WRONG[::-1]), "InvalidSignature"),
        (signed(server, name="nobody"), "InvalidSignature"),
        (signed(server, name="sender"), "Manage claim is required"),
        (signed(server, expires=int(time.time()) - 1), "ExpiredToken"),
        (signed(server, expires=later).replace(str(later), str(later + 1)), "InvalidSignature"),
        (signed(server, resource=f"{server.url}/shop"), "InvalidAudience"),
        (signed(server, resource="https://elsewhere/shop-hub"), "InvalidAudience"),
    ):
        status, detail = refused(server, token=token)
        assert status == 401
        assert word in detail
        assert KEY not in detail


def test_the_secondary_key_and_the_whole_namespace_are_taken(server):
    assert get(server, token=signed(server, f"MDEy{KEY[4:]}"))[0] == 200
    assert get(server, token=signed(server, resource=f"{server.url}/"))[0] == 200


def test_what_is_asked_has_to_be_right(server):
    assert refused(server, query="$top=100")[0] == 400
    assert refused(server, query="api-version=2099-01")[0] == 400
    assert refused(server, query="api-version=2015-01&$top=0")[0] == 400
    assert refused(server, query="api-version=2015-01&ContinuationToken=AAAA")[0] == 400
    assert refused(server, method="DELETE")[0] == 405
    root = f"{NAMESPACE}/authorizationRules/root"
    server.add(root, with_key(KEY, "Listen", "Send", "Manage"), NEWEST)
    token = signed(server, name="root", resource=server.url)
    assert refused(server, path="/gone/registrations/", token=token)[0] == 404


def test_faults_have_the_form_of_the_data_plane(server):
    server.disturb(
        Fault("throttled", f"*{PATH}", retry_after="7"),
        Fault("forbidden", f"*{PATH}"),
        Fault("server-error", f"*{PATH}"),
    )
    status, raw, headers = get(server)
    assert (status, headers["Retry-After"], parsed(raw).tag) == (429, "7", "Error")
    assert [refused(server)[0], refused(server)[0]] == [403, 503]
    assert get(server)[0] == 200


def test_a_damaged_page(server):
    kinds = ("truncated", "no-value", "null-value", "link-elsewhere", "link-to-itself")
    server.disturb(*(Fault(kind, f"*{PATH}") for kind in kinds))
    truncated, other, emptied, typed, again = (get(server) for _ in kinds)
    with pytest.raises(ET.ParseError):
        parsed(truncated[1])
    assert parsed(other[1]).tag == "feed"
    assert b"<entry" in emptied[1]
    assert b"<content" not in emptied[1]
    assert b"<!DOCTYPE" in typed[1]
    token = again[2]["X-MS-ContinuationToken"]
    server.disturb(Fault("link-to-itself", f"*{PATH}"))
    assert get(server, query=f"api-version=2015-01&ContinuationToken={token}")[0] == 400


def test_neither_keys_nor_devices_are_in_what_is_remembered(server):
    get(server)
    told = str([item.public() for item in server.requests]) + str(server.dump())
    assert KEY not in told
    assert "sig=" not in told
    assert not any(item.token for item in server.requests)


def test_a_kind_has_to_be_known():
    with pytest.raises(ValueError, match="no kind"):
        Registration("Pigeon", "x")
