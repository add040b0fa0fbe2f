"""The connection string: every mistake is told, and no part of the string."""

import base64
import hashlib
import hmac
import pickle
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import UsageError
from hubwarden.registrations.hub_connection import SigningKey, read_connection

KEY = "Q0FOQVJZY2FuYXJ5S2V5T2ZUaGVBY2Nlc3NSdWxlMDE="
WHOLE = (
    "Endpoint=sb://shop-ns.servicebus.windows.net/;SharedAccessKeyName=tools;"
    f"SharedAccessKey={KEY};EntityPath=orders"
)


@pytest.mark.parametrize(
    ("text", "hub"),
    [
        (WHOLE, None),
        (WHOLE, "Orders"),
        (WHOLE.replace(";EntityPath=orders", ""), "orders"),
        (f" {WHOLE};\n", None),
        (WHOLE.replace("Endpoint=", "endpoint="), None),
        (WHOLE.replace("net/", "net:443/"), None),
        (f"OperationTimeout=00:01:00;{WHOLE}", None),
        (";".join(reversed(WHOLE.split(";"))), None),
    ],
)
def test_what_azure_lists_is_read(text, hub):
    connection = read_connection(text, hub)
    assert connection.host == "shop-ns.servicebus.windows.net"
    assert (connection.namespace, connection.hub, connection.rule) == ("shop-ns", "orders", "tools")


MISTAKES = [
    ("", None, ["environment variable"]),
    (WHOLE.replace(";EntityPath=orders", ""), None, ["names no hub", "--hub NAME"]),
    (WHOLE, "payments", ["another hub than --hub"]),
    (WHOLE, KEY, ["--hub is no name"]),
    (WHOLE.replace("orders", KEY), None, ["EntityPath is no name"]),
    (WHOLE.replace("orders", KEY[:-1].replace("=", "")), None, ["EntityPath is no name"]),
    (WHOLE.replace(KEY, KEY[:-1]), None, ["form of a key"]),
    (WHOLE.replace(f"SharedAccessKey={KEY};", ""), None, ["no SharedAccessKey"]),
    (WHOLE.replace("sb://", "https://"), None, ["Endpoint is not of the form"]),
    (WHOLE.replace("shop-ns.", f"{KEY[:20]}@evil."), None, ["Endpoint is not of the form"]),
    (WHOLE.replace("net/", "net/path"), None, ["Endpoint is not of the form"]),
    (f"{WHOLE};SharedAccessKey={KEY}", None, ["SharedAccessKey stands in it twice"]),
    (f'"{WHOLE}"', None, ["part 1 is none of", "no Endpoint"]),
    (KEY, None, ["part 1 is none of", "no Endpoint", "no SharedAccessKeyName"]),
    (f"{WHOLE};{KEY}", None, ["part 5 is none of"]),
    (WHOLE.replace("tools", f"to ols{KEY}"), None, ["SharedAccessKeyName is no name"]),
]


@pytest.mark.parametrize(("text", "hub", "words"), MISTAKES)
def test_all_mistakes_are_told_and_nothing_of_the_string(text, hub, words):
    with pytest.raises(UsageError) as caught:
        read_connection(text, hub)
    message = f"{caught.value.message} {caught.value.hint}"
    for word in words:
        assert word in message
    for part in (KEY[:12], KEY[20:32], "shop-ns", "evil"):
        assert part not in message


def message(text, hub):
    """Return what is said of a string; empty where it is read."""
    try:
        read_connection(text, hub)
    except UsageError as error:
        return f"{error.message}{error.hint}"
    return ""


@given(st.text(max_size=200), st.one_of(st.none(), st.text(max_size=80)))
def test_any_text_is_refused_with_words(text, hub):
    assert message(text, hub)


@given(st.sampled_from(WHOLE.split(";")), st.integers(0, 60), st.characters(codec="utf-8"))
def test_a_string_with_a_slip_never_shows_its_key(part, place, character):
    changed = part[:place] + character + part[place:]
    assert KEY[:8] not in message(WHOLE.replace(part, changed), None)


def test_the_signature_is_the_published_one():
    """Made here as Microsoft's page on shared access signatures makes it."""
    address = "https://shop-ns.servicebus.windows.net/orders"
    resource = quote(address, safe="").lower()
    made = hmac.new(KEY.encode(), f"{resource}\n1700000000".encode(), hashlib.sha256).digest()
    token = read_connection(WHOLE, None).token(address.replace("shop", "SHOP"), 1700000000)
    scheme, _, rest = token.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split("&"))
    assert scheme == "SharedAccessSignature"
    assert parts["sr"] == resource
    assert unquote(parts["sig"]) == base64.b64encode(made).decode()
    assert (parts["se"], parts["skn"]) == ("1700000000", "tools")


def test_a_key_is_not_shown():
    key = SigningKey(KEY)
    assert KEY not in f"{key!r} {key} {read_connection(WHOLE, None)!r}"
    with pytest.raises(TypeError):
        pickle.dumps(key)
