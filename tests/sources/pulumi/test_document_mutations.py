"""Whatever is done to a document, the command ends as it means to."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_documents import KINDS, encrypted, envelope, refused, resources, run, small, write

# Whatever is done to a document, the command ends as it means to.

SMALL = {kind: small(kind) for kind in KINDS}


def paths(value, here=()):
    if here:
        yield here
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(part, (*here, key))


PATHS = [(kind, path) for kind in KINDS for path in paths(SMALL[kind])]
URNS = [resource["urn"] for resource in resources(SMALL["state"])]
STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "{", "/", "a/b/c", "[secret]", "\x1b[2J\n", "same", "delete"])
    | st.sampled_from(["04da6b54-80e4-46f7-96ec-b56ff0331ba9", *URNS])
    | st.sampled_from([envelope("x"), envelope({"name": "x"}), encrypted(), envelope([None])]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "rights", "hubwarden", "token", ""]), inner)
    ),
    max_leaves=5,
)
QUICK = settings(
    max_examples=100,
)


@QUICK
@given(changes=st.lists(st.tuples(st.integers(0, len(PATHS) - 1), STRANGE), min_size=1, max_size=3))
def test_mutated_documents(tmp_path, changes):
    kind = PATHS[changes[0][0]][0]
    document = json.loads(json.dumps(SMALL[kind]))
    for index, value in changes:
        its, path = PATHS[index]
        place = document
        try:
            for key in path[:-1] if its == kind else ():
                place = place[key]
            place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # Another change took it away.
    run(f"{kind}:{write(tmp_path, document)}")


@QUICK
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_damaged_texts(tmp_path, data, kind):
    text = bytearray(json.dumps(SMALL[kind]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from([b"", b"{", b"]", b'"', b"\xff", b"null", b"\\u", b"[" * 300])
            | st.binary(max_size=4)
        )
    run(f"{kind}:{write(tmp_path, bytes(text))}")


@QUICK
@given(raw=st.binary(max_size=60), kind=st.sampled_from(KINDS))
def test_any_bytes(tmp_path, raw, kind):
    refused(tmp_path, kind, raw)
