"""What was read for a part of a window says nothing of the rest of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.coverage import wholly_read
from hubwarden.metrics.history import History

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def history(**hours):
    """Return a history: by metric the hours since its beginning for which there is a row."""
    return History(
        "hub", {name: {BEGIN + at * HOUR: 1.0 for at in each} for name, each in hours.items()}
    )


WEEK = range(168)


@pytest.mark.parametrize(
    ("hours", "short"),
    [
        (WEEK, False),
        (range(144), False),
        (range(143), True),
        (range(24, 168), False),
        (range(25, 168), True),
        ([*range(70), *range(94, 168)], False),
        ([*range(70), *range(95, 168)], True),
        (range(0, 168, 6), False),
    ],
    ids=[
        "whole",
        "a day short",
        "more",
        "late by a day",
        "by more",
        "a hole of a day",
        "of more",
        "every six hours",
    ],
)
def test_a_metric_without_rows_for_more_than_a_day_is_left_out(hours, short):
    found = wholly_read(history(pushes=WEEK, failed=hours))
    assert found.in_part == ({"failed"} if short else set())
    assert found.counts.keys() == ({"pushes"} if short else {"pushes", "failed"})


def test_hours_that_no_metric_has_are_no_hole():
    office = [at for at in WEEK if at // 24 < 5]
    assert wholly_read(history(pushes=office, failed=office)).in_part == set()
    assert wholly_read(history(pushes=[0, 24, 48], failed=[0, 24, 48])).in_part == set()


@given(st.lists(st.sets(st.integers(0, 200), min_size=1), min_size=1, max_size=4))
def test_nothing_is_counted_that_was_not_read(several):
    given_history = history(**{f"m{place}": hours for place, hours in enumerate(several)})
    found = wholly_read(given_history)
    assert found.counts.keys() | found.in_part == given_history.counts.keys()
    assert not found.counts.keys() & found.in_part
    assert all(found.counts[name] == given_history.counts[name] for name in found.counts)
