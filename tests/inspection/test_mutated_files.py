"""Files with damage: every one is answered, in time, without a secret.

``HUBWARDEN_MUTATIONS`` says how many files are tried; without it there are a few hundred.
"""

import os
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from hubwarden.credential_files import (
    Problem,
    inspect,
    inspect_certificate,
    inspect_private_key,
    inspect_token,
    inspect_vapid,
    placeholder,
)
from inspection.credential_files import CANARY, PASSWORD, every_file, gives_away

EXAMPLES = int(os.environ.get("HUBWARDEN_MUTATIONS", "400"))
KINDS = {
    "not a credential",
    "malformed",
    "wrong password",
    "unclear form",
    "unsupported cipher",
    "wrong password or unsupported cipher",
    "password needed",
    "too large",
    "took too long",
    "too much memory",
}
SETTINGS = settings(
    max_examples=EXAMPLES,
    database=None,
)

places = st.floats(0, 1, exclude_max=True)
pieces = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"\0", b"\xff", b"\x30\x80", b"\x84\xff\xff\xff\xff", b"\x02\x04\x7f\xff\xff\xff"]
    ),
)
changes = st.lists(
    st.tuples(st.sampled_from(["flip", "put", "cut", "repeat", "end", "splice"]), places, places, pieces),
    min_size=1,
    max_size=4,
)  # fmt: skip


def change(data, how):
    kind, where, size, piece = how
    at = int(where * len(data))
    end = min(len(data), at + 1 + int(size * 32))
    others = list(every_file().values())
    other = others[int(size * len(others))]
    flipped = bytes([data[at] ^ 1 << int(size * 8)]) if data else b""
    return {
        "flip": data[:at] + flipped + data[at + 1 :],
        "put": data[:at] + piece + data[at:],
        "cut": data[:at] + data[end:],
        "repeat": data[:end] + data[at:],
        "end": data[:at],
        "splice": data[:at] + other[int(where * len(other)) :],
    }[kind]


def within_reason(call, *arguments):
    start = time.process_time()
    found = call(*arguments)
    assert time.process_time() - start < 2  # of processor time: a busy machine changes nothing
    assert not gives_away(repr(found))
    if isinstance(found, Problem):
        assert found.kind in KINDS
        assert found.what


@SETTINGS
@given(
    st.sampled_from(sorted(every_file())),
    changes,
    st.sampled_from([None, b"", PASSWORD, f"{CANARY}-wrong".encode()]),
)
def test_damaged_files(name, damage, password):
    data = every_file()[name]
    for how in damage:
        data = change(data, how)
    within_reason(inspect, data, name, password)


@settings(SETTINGS, max_examples=max(EXAMPLES // 4, 100))
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes(data):
    within_reason(inspect, data, "", PASSWORD)


@settings(SETTINGS, max_examples=max(EXAMPLES // 4, 100))
@given(
    st.text(st.characters(codec=None), max_size=100)
    | st.tuples(st.sampled_from(sorted(every_file())), changes).map(
        lambda drawn: change(every_file()[drawn[0]], drawn[1][0]).decode("latin-1")
    )
)
def test_any_text_in_a_field(text):
    for call in (inspect_token, inspect_certificate, inspect_private_key, placeholder):
        within_reason(call, text)
    within_reason(inspect_certificate, text, text)
    within_reason(inspect_vapid, text, text, text)
