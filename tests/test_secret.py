import copy
import json
import logging
import pickle
import traceback

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.secret import NOT_SHOWN, Secret, harmless

CANARY = "canary-5e1f-not-to-be-shown"

SHOWN = {
    "repr": repr,
    "str": str,
    "format": lambda item: f"{item}",
    "percent": lambda item: "%s %r" % (item, item),  # noqa: UP031
    "in a list": lambda item: str([item]),
    "in a mapping": lambda item: repr({"secret": item}),
    "slots": lambda item: repr([getattr(item, name) for name in type(item).__slots__]),
    "dir": lambda item: repr([getattr(item, name) for name in dir(item)]),
}

ENCODERS = {
    "pickle": pickle.dumps,
    "old pickle": lambda item: pickle.dumps(item, protocol=0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "json": json.dumps,
    "msgspec json": msgspec.json.encode,
    "msgspec msgpack": msgspec.msgpack.encode,
    "msgspec to builtins": msgspec.to_builtins,
    "vars": vars,
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_a_secret_is_never_shown(show):
    assert CANARY not in show(Secret(CANARY))


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS)
def test_a_secret_is_never_encoded(encode):
    with pytest.raises(TypeError) as caught:
        encode(Secret(CANARY))
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_secret_is_not_logged(caplog):
    logging.getLogger("test").warning("key: %s, %r", Secret(CANARY), Secret(CANARY))
    assert "Secret(***)" in caplog.text
    assert CANARY not in caplog.text


@given(st.text(st.characters(codec=None)), st.text())
def test_two_secrets_are_equal_where_their_values_are(one, other):
    assert Secret(one) == Secret(one)
    assert hash(Secret(one)) == hash(Secret(one))
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one) != one


@given(st.text(min_size=6))
def test_no_text_of_any_secret_is_shown(value):
    fixed = repr(Secret(""))
    assert repr(Secret(value)) == str(Secret(value)) == fixed


@given(st.text())
def test_white_space_alone_is_empty(value):
    assert Secret(value).is_empty is (value.strip() == "")


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY----- abc",
        "Endpoint=sb://x;SharedAccessKey=abc",
        "https://api.push.apple.com/3/device?sig=abc&x=1",
        "q6LJBHLwzAvZ9DMSnKCpdZDx1dBS_1wJP0jA-5sDXYY",
        "BPUB" + "aB3-_" * 17,
    ],
)
def test_key_material_in_the_place_of_a_name_is_not_shown(text):
    assert harmless(text) == NOT_SHOWN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "https://user:pass@api.push.apple.com:443/3/device",
            "https://api.push.apple.com:443/3/device",
        ),
        (
            "https://login.live.com/accesstoken.srf?client_secret=abc",
            "https://login.live.com/accesstoken.srf",
        ),
        ("ABC123DEFG", "ABC123DEFG"),
        ("com.example.shop", "com.example.shop"),
        ("ms-app://s-1-15-2-1036131131-2354411031-1234567890-987654321-1122334455", None),
        ("460508EAE16924E398FBCB04A3285729608F93EB", None),
        ("push@shop.iam.gserviceaccount.com", None),
        ("mailto:push@example.com", None),
    ],
)
def test_names_and_addresses_are_shown(text, shown):
    assert harmless(text) == (shown or text)
