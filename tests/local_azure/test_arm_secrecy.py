"""No credential leaves but where it is asked for."""

import json
import socket
from urllib.parse import urlsplit

import pytest

from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    RULE,
    VAULT,
    build,
    hub,
    namespace,
)

CANARY = "canary-7f3a"
FIELDS = {
    "apns": ["endpoint", "token", "keyId", "appId", "appName", "certificateKey", "thumbprint"],
    "wns": ["packageSid", "secretKey", "windowsLiveEndpoint", "certificateKey", "wnsCertificate"],
    "gcm": ["gcmEndpoint", "googleApiKey"],
    "mpns": ["mpnsCertificate", "certificateKey", "thumbprint"],
    "adm": ["clientId", "clientSecret", "authTokenUrl"],
    "baidu": ["baiduApiKey", "baiduEndPoint", "baiduSecretKey"],
    "browser": ["subject", "vapidPrivateKey", "vapidPublicKey"],
    "xiaomi": ["appSecret", "endpoint"],
    "fcmV1": ["clientEmail", "privateKey", "projectId"],
}


def every() -> dict[str, dict[str, str]]:
    return {
        name: {field: f"{CANARY}-{name}-{field}" for field in fields}
        for name, fields in FIELDS.items()
    }


def test_what_is_stored_is_told_by_its_own_call_only(arm, capfd):
    build(arm, GROUP)
    held = hub(**every())
    replies = [
        arm.put(NAMESPACE, namespace(pnsCredentials=held["properties"])),
        arm.put(HUB, held),
        arm.put(HUB, held),
        arm.patch(HUB, held),
        arm.put(VAULT, BODIES[VAULT]),
        arm.put(f"{VAULT}/secrets/one", {"properties": {"value": CANARY}}),
        arm.put(f"{VAULT}/secrets/one", {"properties": {"value": CANARY}}),
    ]
    assert all(reply.status in {200, 201} for reply in replies)
    replies += [
        arm.get(path, version)
        for path in (NAMESPACE, HUB)
        for version in (NEWEST, "2023-09-01", "2017-04-01")
        for path in (path, path.rpartition("/")[0], f"{path}/authorizationRules")
    ]
    replies += [arm.get(f"{VAULT}/secrets/one"), arm.get(f"{VAULT}/secrets")]
    replies += [arm.get("/_local/requests"), arm.post(f"{RULE}/listKeys")]
    replies += [arm.send("GET", f"{HUB}?api-version=1"), arm.delete(VAULT)]
    assert not [reply.text for reply in replies if CANARY in reply.text]
    for path in (NAMESPACE, HUB):
        known = arm.post(f"{path}/pnsCredentials").body["properties"]
        assert known == held["properties"]
    assert CANARY in arm.get("/_local/dump").text
    printed = capfd.readouterr()
    assert CANARY not in printed.out + printed.err


def test_keys_are_told_by_their_own_calls_only(shop):
    build(shop, RULE)
    keys = shop.post(f"{RULE}/listKeys").body
    for path in (RULE, HUB, f"{HUB}/authorizationRules", "/_local/dump", "/_local/requests"):
        text = shop.get(path).text
        assert keys["primaryKey"] not in text
        assert keys["secondaryKey"] not in text
    own = {"properties": {"rights": ["Send"], "primaryKey": CANARY}}
    refused = shop.put(RULE, own)
    assert (refused.status, CANARY in refused.text) == (400, False)


@pytest.mark.parametrize(
    "credential",
    [
        {"apnsCredential": {"properties": {"endpoint": "e", "token": [CANARY]}}},
        {"apnsCredential": {"properties": {"endpoint": "e", "token": CANARY}}},
        {"apnsCredential": {"properties": {"endpoint": CANARY, "token": 1}}},
        {"apnsCredential": {"properties": {CANARY: CANARY}}},
        {"apnsCredential": {"properties": {"canary7f3a": CANARY}}},
        {"apnsCredential": {"properties": CANARY}},
        {"apnsCredential": CANARY},
        {"apnsCredential": {CANARY: {}}},
        {"fcmV1Credential": {"properties": {"privateKey": CANARY}}},
        {"registrationTtl": CANARY},
        {"name": 5, "gcmCredential": {"properties": {"googleApiKey": CANARY}}},
        {f"{CANARY} x": CANARY},
        {"pnsCredentials": {"apnsCredential": CANARY}},
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_refusal_quotes_no_value(shop, credential, method, capfd):
    for path in (HUB, NAMESPACE):
        body = {**namespace(), "properties": credential}
        reply = shop.call(method, path, body)
        assert reply.status == 400, reply.text
        assert CANARY not in reply.text
        assert "canary7f3a" not in reply.text
    raw = json.dumps({"properties": credential})[:-1].encode()
    assert CANARY not in shop.send("PUT", f"{HUB}?api-version={NEWEST}", raw).text
    assert CANARY not in shop.get("/_local/requests").text
    assert capfd.readouterr() == ("", "")


SECRET_BODY = json.dumps(hub(gcm={"googleApiKey": CANARY})).encode()
LENGTH = f"Content-Length: {len(SECRET_BODY)}".encode()


@pytest.mark.parametrize(
    ("head", "body", "code"),
    [
        (b"Content-Length: 20", SECRET_BODY, "BadRequest"),
        (b"X: y", SECRET_BODY, "BadRequest"),
        (b"X: " + CANARY.encode() + b"\x01", b"", "BadRequest"),
        (b"Content-Length: " + CANARY.encode(), b"", "BadRequest"),
        (b"Transfer-Encoding: chunked", SECRET_BODY, "BadRequest"),
        (b"Transfer-Encoding: chunked", b"2\r\n{}" + CANARY.encode() + b"\r\n", "BadRequest"),
        (b"Content-Encoding: br\r\n" + LENGTH, SECRET_BODY, "BadRequest"),
        (b"Content-Encoding: gzip\r\n" + LENGTH, SECRET_BODY, "InvalidRequestContent"),
        (b"Content-Encoding: deflate\r\n" + LENGTH, SECRET_BODY, "InvalidRequestContent"),
    ],
)
def test_what_is_no_http_is_refused_and_not_quoted(shop, head, body, code, capfd):
    place = urlsplit(shop.url)
    request = f"PATCH {HUB}?api-version={NEWEST} HTTP/1.1\r\nHost: localhost\r\n".encode()
    token = b"Authorization: Bearer " + CANARY.encode()
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(request + token + b"\r\n" + head + b"\r\n\r\n" + body)
        known = b"".join(iter(lambda: connection.recv(65536), b""))
    assert CANARY.encode() not in known
    status, *_, last = known.rpartition(b"HTTP/1.")[2].split(b"\r\n")
    assert status.endswith(b"400 Bad Request")
    assert json.loads(last)["error"]["code"] == code
    assert capfd.readouterr() == ("", "")


def test_a_defect_is_told_without_its_text(shop, capfd, monkeypatch):
    from hubwarden_local_azure import cloud  # noqa: PLC0415

    def fail(*_):
        raise RuntimeError(CANARY)

    monkeypatch.setattr(cloud, "decoded", fail)
    reply = shop.get(HUB)
    assert (reply.status, reply.code, CANARY in reply.text) == (500, "InternalServerError", False)
    assert capfd.readouterr().err == "local Azure: RuntimeError in an answer\n"
