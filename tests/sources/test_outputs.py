"""An output gives away a key: in clear, encoded, or as the bare key."""

import base64
import json
from urllib.parse import quote

import pytest
from records import PLACE, UNKNOWN, estate, output, unknown

from hubwarden.sources.outputs import known_keys
from hubwarden.sources.record import OutputRecord

KEY = base64.b64encode(bytes(range(7, 39))).decode()
OTHER = base64.b64encode(bytes(range(70, 102))).decode()
CONNECTION = f"Endpoint=sb://ns/;SharedAccessKeyName=app;SharedAccessKey={KEY}"
SIGNATURE = f"SharedAccessSignature sr=ns%2fhub&sig={quote(KEY)}&se=1&skn=app"
PRIVATE = "-----BEGIN {}PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----"


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(CONNECTION, id="a connection string"),
        pytest.param("sharedaccesskey = abc", id="in small letters"),
        pytest.param({"a": [1, {"b": CONNECTION}]}, id="deep inside"),
        pytest.param({CONNECTION: "app"}, id="as the name of a member"),
        pytest.param(json.dumps({"SharedAccessKey": "abc"}), id="a member in JSON"),
        pytest.param(SIGNATURE, id="a signature"),
        pytest.param(SIGNATURE.replace("sr=", "se=1&sr="), id="a signature in another order"),
        pytest.param(quote(SIGNATURE), id="a signature, percent-encoded"),
        pytest.param(quote(SIGNATURE, safe="").replace("%20", "+"), id="a signature of a form"),
        pytest.param(quote(quote(CONNECTION)), id="a connection string, percent-encoded twice"),
        pytest.param(in_base64(CONNECTION), id="in Base64"),
        pytest.param(in_base64("a" + CONNECTION), id="in Base64, one byte on"),
        pytest.param(in_base64("ab" + CONNECTION), id="in Base64, two bytes on"),
        pytest.param("Basic/x" + in_base64(CONNECTION), id="in Base64, behind a text"),
        pytest.param(base64.encodebytes(CONNECTION.encode()).decode(), id="in lines of Base64"),
        pytest.param(in_base64(in_base64(CONNECTION)), id="in Base64 twice"),
        pytest.param(quote(in_base64(CONNECTION)), id="in Base64, percent-encoded"),
        pytest.param(
            base64.urlsafe_b64encode(("¿¿¿" + CONNECTION).encode()).decode(),
            id="Base64 for addresses",
        ),
        pytest.param(PRIVATE.format(""), id="a private key"),
        pytest.param(PRIVATE.format("RSA "), id="a private key of RSA"),
        pytest.param(in_base64(PRIVATE.format("EC ")), id="a private key in Base64"),
        pytest.param(in_base64("Bearer hubwarden-placeholder"), id="a placeholder in Base64"),
    ],
)
def test_what_surely_holds_a_key(value):
    assert output(value).holds_access_key is True


@pytest.mark.parametrize(
    "value",
    [KEY, f"key {KEY}", f"key={KEY}", {"primary": [KEY]}, quote(KEY, safe=""), in_base64(KEY)],
)
def test_a_bare_key_is_one_where_the_source_tells_it_and_may_be_one_elsewhere(value):
    assert unknown(output(value), "holds_access_key")
    for known in ({"primaryKey": KEY}, {"a": [{"SecondaryKey": KEY}]}, {"b": CONNECTION}):
        (found,) = estate(outputs=[OutputRecord("out", PLACE, value)], answers=[known]).outputs
        assert found.holds_access_key is True
    (found,) = estate(
        outputs=[OutputRecord("out", PLACE, value)], answers=[{"primaryKey": OTHER}]
    ).outputs
    assert "32 bytes in Base64" in found.unknown["holds_access_key"]


def test_a_bare_key_is_one_where_another_output_is_its_connection_string():
    bare, _ = estate(
        outputs=[OutputRecord("bare", PLACE, KEY), OutputRecord("whole", PLACE, CONNECTION)]
    ).outputs
    assert bare.holds_access_key is True


@pytest.mark.parametrize(
    "value",
    [
        "ns.servicebus.windows.net",
        "Endpoint=sb://ns/;SharedAccessKeyName=app",
        "/subscriptions/0/resourceGroups/push/providers/Microsoft.NotificationHubs/namespaces/ns",
        "https://vault.vault.azure.net/secrets/shop-phones/0123456789abcdef0123456789abcdef",
        "-----BEGIN PUBLIC KEY-----\nMIIabc\n-----END PUBLIC KEY-----",
        base64.b64encode(bytes(64)).decode(),
        in_base64("nothing that is of any use to anybody"),
        "0123456789abcdef" * 4,
        "100 % of it",
    ],
)
def test_what_holds_none(value):
    assert output(value).holds_access_key is False


def test_short_texts_and_other_members_are_no_known_keys():
    known = {
        "primaryKey": "short",
        "keyName": KEY,
        "secondaryKey": UNKNOWN,
        "SharedAccessKey=": "x",
    }
    assert known_keys([known]) == frozenset()


def test_no_value_is_quoted():
    for value in (KEY, CONNECTION, PRIVATE.format("")):
        found = output(value)
        shown = repr(found) + repr(found.unknown) + str(found.id)
        assert KEY not in shown
        assert "canary" not in shown
