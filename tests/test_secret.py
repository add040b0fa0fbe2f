import copy
import json
import logging
import pickle
import traceback

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.secret import Secret

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
