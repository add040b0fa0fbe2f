"""Binaries of apps: what they are signed with, in every form, and what is damaged."""

import io
import plistlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubwarden.credential_files import Entitlements, Inspector, Problem, entry
from hubwarden.credential_files.code_signatures import signed_entitlements
from hubwarden.credential_files.entry import inspect_binary
from inspection import credential_files
from inspection.app_files import blob, fat, ipa, macho
from inspection.credential_files import BUNDLE, CANARY, TEAM
from inspection.test_mutated_files import EXAMPLES, changes

RELEASED = Entitlements("production", BUNDLE, TEAM, signed=True)
NOTHING = Entitlements(None, None, None, signed=True)
DEBUG = credential_files.entitlements("development")
WITHOUT = credential_files.entitlements(None)


def told(data):
    return entry._answer(lambda: signed_entitlements(io.BytesIO(data), len(data)))


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("wide", [True, False])
def test_a_binary_of_one_architecture(order, wide):
    assert told(macho(order=order, wide=wide)) == RELEASED
    assert told(macho(DEBUG, order=order, wide=wide)).environment == "sandbox"
    assert told(macho(WITHOUT, order=order, wide=wide)).environment is None
    assert told(macho(None, order=order, wide=wide)) == NOTHING


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("wide", [True, False])
def test_a_fat_binary(order, wide):
    both = fat(macho(wide=False), macho(), order=order, wide=wide)
    assert told(both) == RELEASED
    different = fat(macho(), macho(WITHOUT), order=order, wide=wide)
    assert "different entitlements" in told(different).what
    assert isinstance(told(fat(macho(), macho(signed=False))), Problem)


def test_entitlements_in_binary_form():
    data = credential_files.entitlements("production", form=plistlib.FMT_BINARY)
    assert told(macho(data)) == RELEASED


ENTITLED = blob(0xFADE7171, credential_files.entitlements())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "damaged"),
        (b"#!/bin/sh\n", "not an executable"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + b"java" * 40, "damaged"),
        (fat(), "damaged"),
        (macho(signed=False), "not signed"),
        (macho(kind=6), "library"),
        (macho(commands=[(0x2C, struct.pack("<4I", 0, 64, 1, 0))]), "encrypted"),
        (macho(commands=[(0x32, struct.pack("<4I", 7, 0, 0, 0))]), "simulator"),
        (macho(commands=[(0x1D, struct.pack("<2I", 0, 12))]), "damaged"),
        (macho(magic=0xFADE7172), "damaged"),
        (macho(slot=7, magic=0xFADE7172), "DER only"),
        (macho(more=[(5, ENTITLED)]), "damaged"),
        (macho(b"<plist><dict>"), "broken"),
        (macho(credential_files.entitlements("$(APS)")), "neither development nor production"),
        (macho()[:-40], "damaged"),
        (macho()[:60], "damaged"),
        (macho().replace(b"\xfa\xde\x0c\xc0", b"\xfa\xde\x0c\xc1"), "damaged"),
    ],
)
def test_what_cannot_be_read_is_a_problem(data, words):
    found = told(data)
    assert isinstance(found, Problem)
    assert words in found.what


def test_near_misses_are_read():
    assert told(macho(commands=[(0x2C, struct.pack("<4I", 0, 64, 0, 0))])) == RELEASED
    assert told(macho(commands=[(0x32, struct.pack("<4I", 2, 0, 0, 0))])) == RELEASED
    assert told(macho(b"" or None, more=[(5, blob(0xFADE7171, b""))])) == NOTHING


@settings(max_examples=EXAMPLES, database=None, deadline=None)
@given(
    st.sampled_from([macho(), macho(WITHOUT, wide=False, order=">"), fat(macho(), macho())]),
    changes,
)
def test_damaged_binaries(data, damage):
    for kind, where, size, piece in damage:
        at = int(where * len(data))
        end = min(len(data), at + 1 + int(size * 32))
        data = {
            "flip": data[:at]
            + bytes([data[at] ^ 1 << int(size * 8)] if data else [])
            + data[at + 1 :],
            "put": data[:at] + piece + data[at:],
            "cut": data[:at] + data[end:],
            "repeat": data[:end] + data[at:],
            "end": data[:at],
            "splice": data[:at] + macho()[int(where * 300) :],
        }[kind]
    found = told(data)
    assert isinstance(found, Entitlements | Problem)
    if isinstance(found, Problem):
        # A reader that breaks is said in other words: none may.
        assert found.what != "it cannot be read"


@settings(max_examples=100, database=None, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 60))
def test_any_number_anywhere_in_the_heads(number, word):
    data = bytearray(fat(macho()))
    struct.pack_into(">I", data, word * 4, number)
    assert isinstance(told(bytes(data)), Entitlements | Problem)
    struct.pack_into("<I", data, word * 4, number)
    assert isinstance(told(bytes(data)), Entitlements | Problem)


def test_nothing_of_a_binary_is_shown_but_facts():
    data = credential_files.entitlements("production", **{"com.example.password": CANARY})
    assert CANARY not in repr(told(macho(data)))
    odd = credential_files.entitlements(CANARY)
    assert CANARY not in repr(told(macho(odd)))


def test_a_binary_is_read_in_the_process_for_files(tmp_path):
    path = tmp_path / "App"
    path.write_bytes(macho())
    archive = ipa(tmp_path / "app.ipa")
    with Inspector() as inspector:
        assert inspector.inspect_binary(str(path), None) == RELEASED
        assert inspector.inspect_binary(str(archive), "Payload/App.app/App") == RELEASED
        assert isinstance(inspector.inspect_binary(str(archive), "Payload/App.app/Ap"), Problem)
        assert isinstance(inspector.inspect_binary(str(tmp_path), None), Problem)
        assert inspector.inspect_binary(str(path), None) == inspect_binary(bytes(path), None)
