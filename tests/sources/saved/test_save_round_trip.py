"""Whatever the model can hold of a live source comes out of a save as it went in."""

import json
import string
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.estate import COLLECTIONS, Estate
from hubwarden.secret import Secret
from hubwarden.sources.saved.save_decoding import Decoder
from hubwarden.sources.saved.save_encoding import Encoder
from hubwarden.sources.saved.save_types import is_record, may_be_none, members_of, options_of
from hubwarden.unknown import Cause, Unknown
from sources.saved.comparing import Spelling

SOURCE = "azure:00000000-0000-0000-0000-00000000000a"
ORIGIN = Origin(SOURCE, Location(SOURCE))
# Names of Azure may hold anything that JSON can, half a character of two among it.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
IDS = st.builds(
    lambda text, exact, later: ResourceId(text, exact, SOURCE, later),
    st.one_of(TEXTS, st.sampled_from(["/subscriptions/a", "/subscriptions/{x}/b"])),
    st.booleans(),
    st.booleans(),
)
REASONS = st.sampled_from(["nobody told it", "zwei Wörter\n{x}", ""])
SECRETS = st.builds(Secret, st.sampled_from(["", " ", "a", "b", "hunter2"]))
SCALARS = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats() | st.integers(-5, 5),
    datetime: st.datetimes(timezones=st.sampled_from([UTC])),
    timedelta: st.timedeltas(),
    Secret: SECRETS,
    ResourceId: IDS,
    Unknown: st.builds(
        Unknown,
        TEXTS,
        REASONS,
        present=st.booleans(),
        later=st.booleans(),
        cause=st.sampled_from(get_args(Cause)),
    ),
}


def values(hint):
    """Return a strategy for all values of a type."""
    found = st.one_of([of_kind(kind) for kind in options_of(hint)])
    return st.none() | found if may_be_none(hint) else found


def of_kind(kind):  # noqa: PLR0911 - one line for each form of a type
    if kind in SCALARS:
        return SCALARS[kind]
    container, inner = get_origin(kind), get_args(kind)
    if container is Literal:
        return st.sampled_from(inner)
    if container is Mapping:
        return st.dictionaries(TEXTS, values(inner[1]), max_size=2)
    if container is frozenset:
        return st.frozensets(values(inner[0]), max_size=3)
    if container is tuple:
        return st.lists(values(inner[0]), max_size=2).map(tuple)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    if issubclass(kind, Subject):
        return subjects(kind)
    return st.fixed_dictionaries(
        {name: values(hint) for name, hint in members_of(kind).items()}
    ).map(lambda found: kind(**found))


@st.composite
def subjects(draw, kind):
    hints = members_of(kind)
    known = draw(st.sets(st.sampled_from(sorted(hints))))
    rest = sorted(hints.keys() - known)
    unknown = {name: draw(REASONS) for name in rest if draw(st.booleans())}
    some = st.sets(st.sampled_from(sorted(unknown))) if unknown else st.just(set())
    others = st.sampled_from([cause for cause in get_args(Cause) if cause != "not-told"])
    return make(
        kind,
        id=draw(IDS),
        origin=ORIGIN,
        unknown=unknown,
        later=frozenset(draw(some)),
        undeclared=frozenset(draw(some)),
        causes={name: draw(others) for name in draw(some)},
        **{name: draw(values(hints[name])) for name in sorted(known)},
    )


def through(found):
    plain = json.loads(json.dumps(Encoder(lambda _: False).estate(found), allow_nan=False))
    return Estate(**Decoder("facts.json", SOURCE, b"save").collections(plain))


class Held:
    """A subject that is not shown: Hypothesis would ask for fields that it does not have."""

    def __init__(self, subject):
        self.subject = subject

    def __repr__(self):
        return repr(Spelling().value(self.subject))


@st.composite
def held(draw, kind):
    return Held(draw(subjects(kind)))


# What no live source has: what is of a program or of files.
LIVE = COLLECTIONS.keys() - {"stacks", "outputs", "api_versions", "builds", "credential_files"}


@pytest.mark.parametrize("name", sorted(LIVE))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_kind_comes_out_as_it_went_in(name, data):
    subject = data.draw(held(COLLECTIONS[name])).subject
    found = Estate(**{name: (subject, subject)})
    assert Spelling().estate(through(found)) == Spelling().estate(found)


def test_equal_secrets_are_equal_within_a_save_and_nowhere_else():
    kind = COLLECTIONS["hubs"]
    hints = members_of(kind)
    assert "credentials" in hints
    one, two, three = (Secret(text) for text in ("a", "b", "a"))
    written = Encoder(lambda _: False).value((one, two, three), tuple[Secret, ...])
    assert written == [{"secret": 1}, {"secret": 2}, {"secret": 1}]
    first, second = (
        Decoder("facts.json", SOURCE, key).value(written, tuple[Secret, ...])
        for key in (b"one save", b"another")
    )
    assert first[0] == first[2] != first[1]
    assert not {*first} & {*second, one, two}
    assert not first[0].is_comparable(second[0])
    assert not first[0].is_comparable(one)


def test_a_public_digest_is_left_out():
    """Against the digest of a public key somebody could test which private key a hub has."""
    hints = [members_of(kind) for kind in _records(Estate)]
    assert not any("public_digest" in names for names in hints)


def _records(kind):
    seen, todo = set(), list(COLLECTIONS.values())
    while todo:
        hint = todo.pop()
        for option in (*options_of(hint), *get_args(hint)):
            if is_record(option) and option not in seen:
                seen.add(option)
                todo += members_of(option).values()
            elif option is not hint:
                todo.append(option)
    assert len(seen) > len(COLLECTIONS)
    return seen - {ResourceId}


SAFE = string.ascii_letters


@given(st.text(SAFE, min_size=9, max_size=40))
def test_a_text_with_a_secret_is_not_written(text):
    kind = COLLECTIONS["hubs"]
    hub = make(
        kind, id=ResourceId("/x"), origin=ORIGIN, name=f"x{text}", tags={"a": text, "b": "c"}
    )
    found = Encoder(lambda value: text in value).estate(Estate(hubs=(hub,)))
    assert text not in json.dumps(found).replace('"/x"', "")
    (read,) = through_plain(found).hubs
    assert "it contains a secret" in read.unknown["name"]
    assert (read.tags["a"].present, read.tags["b"]) == (True, "c")


def through_plain(plain):
    return Estate(**Decoder("facts.json", SOURCE, b"save").collections(plain))
