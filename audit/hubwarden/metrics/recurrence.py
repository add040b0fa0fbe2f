"""Where a raised share comes back at the same hours of other days: since when, or whether it always does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from hubwarden.metrics.intervals import Interval, is_weekend, share_of

_DAY: Final = timedelta(days=1)
_WEEK: Final = 7
_PAUSE: Final = 3
"""Days without it that do not end it: a weekend, or every second day."""
_KNOWN: Final = 2
"""Days before it that must have been without it, all weekdays or all weekends, as days with it are."""


def recurrences(
    intervals: Sequence[Interval], begin: int, end: int, most: float
) -> list[list[Interval]] | None:
    """Return a stretch of intervals that is raised, with those of other days at the same hours that are, in order.

    ``most`` is the share that is not raised yet. ``None`` where it comes back each week, or on all days that are
    known, so that it is a rhythm. A stretch of a day or more stands for itself.
    """
    stretch = list(intervals[begin:end])
    if stretch[-1].time - stretch[0].time >= _DAY:
        return [stretch]
    days = _same_hours(intervals, stretch)
    raised = sorted(day for day, items in days.items() if share_of(items) > most or not day)
    if len(raised) > 1 and all(day % _WEEK == 0 for day in raised):
        return None
    together = _without_pauses(raised)
    if len(together) == 1:
        return [stretch]
    before = [day for day in days if day < together[0]]
    kinds = {is_weekend(days[day][0]) for day in together}
    known = max(sum(is_weekend(days[day][0]) == kind for day in before) for kind in kinds)
    if known < _KNOWN or set(raised).intersection(before):
        return None
    return [days[day] for day in together]


def _without_pauses(days: Sequence[int]) -> list[int]:
    """Return the days around day 0 that no long pause separates from it."""
    found = [0]
    for day in (day for day in days if day > 0):
        if day - found[-1] <= _PAUSE + 1:
            found.append(day)
    for day in (day for day in reversed(days) if day < 0):
        if found[0] - day <= _PAUSE + 1:
            found.insert(0, day)
    return found


def _same_hours(
    intervals: Sequence[Interval], stretch: Sequence[Interval]
) -> dict[int, list[Interval]]:
    """Return the intervals at the same hours of each day, by how many days after the stretch that is."""
    by_time = {item.time: item for item in intervals}
    before = (stretch[0].time - intervals[0].time) // _DAY + 1
    after = (intervals[-1].time - stretch[0].time) // _DAY + 1
    found = {
        day: [by_time[at] for item in stretch if (at := item.time + day * _DAY) in by_time]
        for day in range(-before, after + 1)
    }
    return {day: items for day, items in found.items() if items}
