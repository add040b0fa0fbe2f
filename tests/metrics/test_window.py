"""The window that telemetry is read for: whole intervals, nothing that may still arrive, and no surprise."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import UsageError
from hubwarden.metrics.window import GRAINS, moment, window

NOW = datetime(2026, 3, 2, 10, 17, 30, tzinfo=UTC)
LAG = timedelta(minutes=10)


def at(text):
    return datetime.fromisoformat(text)


def test_without_a_word_it_is_the_last_seven_days():
    found = window(None, None, "PT1H", NOW, LAG)
    assert (found.begin, found.end) == (at("2026-02-23T10:00Z"), at("2026-03-02T10:00Z"))
    assert found.intervals == 168


def test_the_last_minutes_are_left_out():
    since = NOW - timedelta(hours=1)
    assert window(since, None, "PT1M", NOW, LAG).end == at("2026-03-02T10:07Z")
    assert window(since, NOW + timedelta(days=9), "PT1M", NOW, LAG).end == at("2026-03-02T10:07Z")
    early = at("2026-03-02T10:06Z")
    assert window(since, early, "PT1M", NOW, LAG).end == early
    # At ten minutes past the hour the hour is whole, a moment before it is not.
    full = at("2026-03-02T10:10Z")
    assert window(None, None, "PT1H", full, LAG).end == at("2026-03-02T10:00Z")
    assert window(None, None, "PT1H", full - timedelta(seconds=1), LAG).end == at(
        "2026-03-02T09:00Z"
    )


def test_offsets_count():
    since = at("2026-03-02T01:30:00+05:30")
    found = window(since, None, "PT6H", NOW, LAG)
    assert found.begin == at("2026-03-01T18:00Z")
    assert found.begin.tzinfo is UTC


@pytest.mark.parametrize(
    ("since", "until", "grain", "says"),
    [
        ("2026-03-02T10:00Z", None, "PT1H", "no whole interval of PT1H .what was counted last"),
        ("2026-03-03T00:00Z", None, "PT1H", "no whole interval"),
        ("2026-03-01T10:00Z", "2026-03-01T10:00Z", "PT1H", "no whole interval of PT1H$"),
        ("2026-03-01T10:00Z", "2026-03-01T09:00Z", "PT1M", "no whole interval"),
        ("2026-02-25T10:00Z", None, "PT1M", "are too many"),
    ],
)
def test_what_is_no_window(since, until, grain, says):
    with pytest.raises(UsageError, match=says) as raised:
        window(at(since), at(until) if until else None, grain, NOW, LAG)
    assert raised.value.hint


@pytest.mark.parametrize(
    "text", ["yesterday", "", "2026-03-02", "2026-03-02T10:00:00", "2026-03-02T25:00Z", "1"]
)
def test_a_time_needs_its_offset(text):
    with pytest.raises(UsageError, match="--from is no time with its offset"):
        moment(text, "--from")


def test_a_time_of_the_year_one_is_an_error_and_no_crash():
    with pytest.raises(UsageError):
        moment("0001-01-01T00:00:00+14:00", "--to")


def test_a_time_with_its_offset():
    assert moment(" 2026-03-02T10:00:00+02:00 ", "--from") == at("2026-03-02T08:00Z")


EAST = timezone(timedelta(hours=3))
times = st.integers(1_600_000_000, 1_900_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, EAST)
)


@given(times, st.timedeltas(timedelta(), timedelta(days=3)), st.sampled_from(sorted(GRAINS)))
def test_a_window_is_whole_and_over(now, length, grain):
    try:
        found = window(now - length, None, grain, now, LAG)
    except UsageError:
        return
    assert found.end <= now - LAG
    assert found.begin <= now - length < found.begin + found.grain
    for time in (found.begin, found.end):
        assert (time - datetime(2020, 1, 1, tzinfo=UTC)) % found.grain == timedelta()
