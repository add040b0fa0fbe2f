"""What goes on day by day and then stops."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.stopped_days import by_day, stopped

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def hourly(*days, start=MONDAY):
    """Return counts by the hour: by day what is counted in each hour of the afternoon; none at night."""
    return {
        start + timedelta(days=day, hours=hour): float(count if hour >= 12 else 0)
        for day, count in enumerate(days)
        for hour in range(24)
    }


def test_it_stops_after_the_last_hour_with_some():
    found = stopped(hourly(20, 20, 0))
    assert found.at == found.day == MONDAY + timedelta(days=2)
    assert found.before == 240


@pytest.mark.parametrize("shift", [0, 5, 11, 17])
def test_the_hour_at_which_a_window_begins_does_not_matter(shift):
    start = MONDAY + timedelta(hours=shift)
    found = stopped(hourly(10, 10, 10, 0, 0, start=start))
    assert found.at == start + timedelta(days=3)


def test_a_day_that_the_window_cuts_is_no_day():
    counts = hourly(10, 10, 10)
    cut = {time: count for time, count in counts.items() if time >= MONDAY + timedelta(hours=20)}
    assert by_day(cut) == [120, 120]


def test_nothing_stops_in_an_empty_window():
    assert stopped({}) is None
    assert by_day({}) == []


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_what_is_counted_every_day_never_stops(days):
    found = stopped(hourly(*days))
    # But for a day that has less than a hundredth of the quietest one before.
    assert found is None or min(days) <= 0.01 * max(days)


@given(st.lists(st.integers(2, 1000), min_size=3, max_size=14), st.integers(1, 5))
def test_what_stops_on_a_working_day_is_found_whatever_went_before(days, silent):
    # Counted back, the last day is a Wednesday.
    start = MONDAY - timedelta(days=len(days) + silent - 3)
    found = stopped(hourly(*days, *[0] * silent, start=start))
    assert found is not None
    assert found.at <= start + timedelta(days=len(days))


@pytest.mark.parametrize("hour", [0, 3, 9, 14, 20])
@pytest.mark.parametrize("day", [-1, 0, 2])
def test_a_weekend_is_one_at_whatever_hour_the_days_begin(hour, day):
    """A hub of an office is quiet from Friday evening to Monday morning."""
    start = MONDAY + timedelta(days=day, hours=hour)
    counts = {
        start + timedelta(hours=each): 20.0
        if (at := start + timedelta(hours=each)).weekday() < 5 and 9 <= at.hour < 18
        else 0.0
        for each in range(7 * 24)
    }
    assert stopped(counts) is None
