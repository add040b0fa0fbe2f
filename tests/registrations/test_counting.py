"""What is counted of registrations, and what a tag looks like."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.registrations.counting import Tally
from hubwarden.registrations.personal_tags import looks_like
from hubwarden.registrations.registration import Registration
from hubwarden.registrations.registration_findings import findings

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def counted(*registrations, most=1000):
    tally = Tally(NOW, most)
    tally.add(registrations)
    return tally.counts()


@pytest.mark.parametrize(
    ("tag", "looks"),
    [
        ("anna@example.com", "email"),
        ("user:anna.b@mail.example.co.uk", "email"),
        ("$UserId:{anna@example.com}", "email"),
        ("+491701234567", "phone"),
        ("tel:0049-170-1234567", "phone"),
        ("tel_555-123-4567", "phone"),
        ("0170-1234567", "phone"),
        ("06-12-34-56-78", "phone"),
        ("customer:123456789", "number"),
        ("01701234567", "number"),
        ("iban_DE:12345678901234567890", "number"),
    ],
)
def test_a_tag_that_looks_personal(tag, looks):
    assert looks_like(tag) == looks


@pytest.mark.parametrize(
    "tag",
    [
        *("news", "team@work", "v1@2.3", "sport.football", "lang:de-DE", "#1", "app_5.12.0"),
        *("2026-03-02", "20260302", "customer:12345678", "build.2026.03.02"),
        *("$InstallationId:{1234567890@example.com}", "123e4567-e89b-12d3-a456-426614174000"),
        *("device:123E4567-E89B-12D3-A456-426614174000", "sha:a1b2123456789012c3d4"),
        *("zip:01234-5678", "10.20.30.40"),
    ],
)
def test_a_tag_that_does_not(tag):
    assert looks_like(tag) == ""


def test_a_registration_counts_once_for_each_thing():
    tags = ("a@b.example", "c@d.example", "e f", "g h")
    counts = counted(Registration("apple", "A", tags=tags))
    assert (counts.email_tags, counts.malformed_tags) == (1, 1)


@pytest.mark.parametrize(("number", "too_many"), [(60, 0), (61, 1)])
def test_the_tags_of_the_service_are_not_among_the_sixty(number, too_many):
    tags = (*(f"t{at}" for at in range(number)), "$InstallationId:{x}", "$UserId:{y}")
    counts = counted(Registration("apple", "A", tags=tags))
    assert (counts.too_many_tags, counts.installations) == (too_many, 1)


@pytest.mark.parametrize(("length", "long"), [(120, 0), (121, 1)])
def test_the_longest_tag(length, long):
    assert counted(Registration("apple", "A", tags=("x" * length,))).long_tags == long


def of(handle="A", platform="apple", template=None, name=""):
    body = "" if template is None else '{"a": 1}'
    return Registration(
        platform, handle, is_template=template is not None, template=body, template_name=name
    )


@pytest.mark.parametrize(
    ("registrations", "repeated", "surplus"),
    [
        ([of(), of()], 1, 1),
        ([of(), of(), of()], 1, 2),
        ([of(), of(), of("B"), of("B")], 2, 2),
        ([of(), of("B")], 0, 0),
        ([of(), of(platform="fcmv1")], 0, 0),
        ([of(), of(template="t", name="t")], 0, 0),
        ([of(template="t", name="t"), of(template="t", name="u")], 0, 0),
        ([of(template="t", name="t"), of(template="t", name="t")], 1, 1),
        ([of(""), of("")], 0, 0),
    ],
)
def test_devices_that_are_registered_twice_in_the_same_way(registrations, repeated, surplus):
    counts = counted(*registrations)
    assert (counts.repeated_devices, counts.surplus) == (repeated, surplus)


def test_a_registration_that_comes_again_with_the_next_page_is_one():
    tally = Tally(NOW, 1000)
    tally.add([Registration("apple", "A", id="1")])
    tally.add([Registration("apple", "A", id="1"), Registration("apple", "B", id="2")])
    assert (tally.counts().read, tally.counts().repeated_devices) == (2, 0)


@pytest.mark.parametrize(
    ("expires", "expired", "never", "untold"),
    [
        ("2026-03-02T11:59:59.123Z", 1, 0, 0),
        ("2026-03-02T12:00:01Z", 0, 0, 0),
        ("2026-03-02T13:30:00+02:00", 1, 0, 0),
        ("2026-03-02T11:00:00", 1, 0, 0),
        ("9999-12-31T23:59:59.9999999Z", 0, 1, 0),
        ("", 0, 0, 1),
        ("yesterday", 0, 0, 1),
    ],
)
def test_expiry(expires, expired, never, untold):
    counts = counted(Registration("apple", "A", expires=expires))
    assert (counts.expired, counts.never_expire, counts.expiry_untold) == (expired, never, untold)


def test_of_a_kind_that_is_not_known_nothing_is_judged_but_its_tags():
    counts = counted(Registration("unknown", "", tags=("a@b.example",), is_template=True))
    assert (counts.broken_templates, counts.without_handle, counts.email_tags) == (0, 0, 1)
    assert counts.platforms["unknown"].template == 1


def test_findings_of_an_empty_hub_need_the_whole_of_it():
    assert [item.name for item in findings(counted(), whole=True)] == ["no-registrations"]
    assert findings(counted(), whole=False) == ()


@given(
    st.lists(
        st.builds(
            Registration,
            st.sampled_from(["apple", "gcm", "windows", "unknown"]),
            st.text(max_size=3),
            tags=st.lists(st.text(max_size=9), max_size=4).map(tuple),
            is_template=st.booleans(),
            template=st.text(max_size=9),
            expires=st.text(max_size=9),
        ),
        max_size=12,
    )
)
def test_no_count_is_beyond_what_was_read(registrations):
    counts = counted(*registrations)
    assert sum(devices.all for devices in counts.platforms.values()) == len(registrations)
    for item in fields(counts):
        if item.name != "platforms":
            assert 0 <= getattr(counts, item.name) <= len(registrations)


def test_more_than_the_most_are_not_counted():
    tally = Tally(NOW, 2)
    assert not tally.add([of("A"), of("B")])
    assert tally.add([of("C")])
    assert tally.counts().read == 2
