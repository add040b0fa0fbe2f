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


def by_the_hour(days, silent_hours, *, count=20.0, start=MONDAY, is_quiet=lambda _time: False):
    """Return counts by the hour of some days, without any in the last hours, nor where it is quiet."""
    hours = days * 24
    return {
        time: 0.0 if hour >= hours - silent_hours or is_quiet(time) else count
        for hour in range(hours)
        for time in (start + timedelta(hours=hour),)
    }


@pytest.mark.parametrize("silent", [4, 5, 7, 11, 16, 23])
@pytest.mark.parametrize("days", [4, 5, 10])
def test_what_stopped_some_hours_ago_is_found(silent, days):
    counts = by_the_hour(days, silent)
    found = stopped(counts)
    assert found.at == MONDAY + timedelta(days=days, hours=-silent)
    assert found.before == found.span / timedelta(hours=1) * 20
    assert found.span <= timedelta(hours=silent)


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param(by_the_hour(5, 2), id="two hours"),
        pytest.param(by_the_hour(3, 7), id="two other days"),
        pytest.param(by_the_hour(6, 7), id="the first weekend of the window"),
        pytest.param(by_the_hour(5, 7, count=2.0), id="few in these hours"),
        pytest.param(
            by_the_hour(5, 7, is_quiet=lambda time: time.weekday() == 1 and time.hour >= 12),
            id="as quiet on another afternoon",
        ),
        pytest.param(
            by_the_hour(8, 7, is_quiet=lambda time: time.hour >= 17), id="quiet every evening"
        ),
        pytest.param(
            {**by_the_hour(5, 7), MONDAY + timedelta(days=4, hours=22): 5.0}, id="some are left"
        ),
    ],
)
def test_what_may_be_a_rhythm_or_chance_did_not_stop_today(counts):
    assert stopped(counts) is None


def test_other_days_that_vary_much_are_no_measure():
    """A campaign on four afternoons of five says nothing of the sixth."""
    counts = by_the_hour(10, 7)
    for time in counts:
        if time.hour >= 17 and time.day != 5:
            counts[time] *= 10
    assert stopped(counts) is None


def test_a_sunday_with_a_busy_monday_morning_is_no_weekend_to_compare_with():
    """Days are counted from six to six: the hub of an office works from Monday at midnight on."""
    start = MONDAY - timedelta(hours=18)
    counts = {
        time: 60.0 if time.weekday() < 5 else 0.0
        for hour in range(7 * 24)
        for time in (start + timedelta(hours=hour),)
    }
    assert stopped(counts) is None


@pytest.mark.parametrize(
    ("daily", "silent", "found"), [(6, 7, True), (6, 6, False), (4, 14, False)]
)
def test_of_few_a_day_more_days_must_be_missing(daily, silent, found):
    days = [*[daily] * 11, *[0] * silent]
    counts = {MONDAY + timedelta(days=day): float(count) for day, count in enumerate(days)}
    assert (stopped(counts) is not None) is found


def test_weekends_with_few_do_not_hide_that_working_days_have_none():
    def count(day):
        return 6.0 if (MONDAY + timedelta(days=day)).weekday() >= 5 else 22.0

    def made(silent):
        return {
            MONDAY + timedelta(days=day): count(day) if day < 10 else 0.0
            for day in range(10 + silent)
        }

    # A Thursday and a Friday would have had 44; a Thursday alone 22.
    assert stopped(made(2)).at == MONDAY + timedelta(days=10)
    assert stopped(made(1)) is None
