"""What went on day by day and then stopped.

Days are stretches of 24 hours, counted back from the end of the window, so that nights make no difference. What
stopped within the last of them is told by its last hours, which are compared with the same hours of other days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from hubwarden.metrics.history import History

DAY: Final = timedelta(days=1)
PARTS: Final = tuple(timedelta(hours=hours) for hours in (20, 16, 12, 9, 7, 5, 4, 3))
"""Parts of the last day that are compared with the same hours of other days, the longest first."""
OTHER_DAYS: Final = 3
"""Days of which the same hours are compared with those of the last, at the least."""
_LEAST: Final = 20
"""What each day before must have had: less may be missing by chance."""
_FEW: Final = 5
"""Where a day has less than that, this at the least, if it lasts: until twice that is missing."""
_LEAST_OF_PART: Final = 50
"""What the same hours of each other day must have had."""
_UNSTEADY: Final = 0.2
"""A day that has less than this part of the middle one is no measure for others."""
_MANY: Final = 200
"""From so much on a day, two days before are enough; else three, because what is counted comes in bursts."""
_LEFT: Final = 0.01
"""The part of the quietest day before that a day may still have, to count as stopped."""
_SATURDAY: Final = 5

Counts = Mapping[datetime, float]
"""What was counted, by the time at which an interval begins."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """When something stopped."""

    at: datetime
    """When the first interval without it begins."""
    day: datetime
    """When the first whole day without it begins."""
    before: float
    """What was counted on a day before, or in the same hours of it, on average."""
    span: timedelta = DAY
    """How long ``before`` is counted: a day, or the part of it that was compared."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """When something became far less."""

    at: datetime
    """When the first interval with less begins."""
    before: float
    """How much there was on a day before, or in the same hours of it, on average."""
    since: float
    """How much there is since."""


def stopped(counts: Counts) -> Stopped | None:
    """Return when something stopped; ``None`` where it did not.

    Where it stopped on a weekend, an earlier one must be known.
    """
    return _stopped_for_days(counts) or _stopped_today(counts)


def _stopped_for_days(counts: Counts) -> Stopped | None:
    days = days_of(counts)
    totals = [sum(counts[time] for time in day) for day in days]
    for begin in range(1, len(days)):
        quietest = min(totals[:begin])
        if quietest < _FEW:
            return None
        if begin < (2 if quietest >= _MANY else 3):
            continue
        lasts = quietest >= _LEAST or _missed(days, totals, begin) >= 2 * _LEAST
        if lasts and max(totals[begin:]) <= _LEFT * quietest and is_new(days, begin):
            before = sum(totals[:begin]) / begin
            at = _first_without(counts, days[begin - 1], days[begin][0])
            return Stopped(at, days[begin][0], before)
    return None


def _missed(days: Sequence[Sequence[datetime]], totals: Sequence[float], begin: int) -> float:
    """Return what the quietest working days and weekends before would have made of the days since."""
    kinds = [_is_weekend(day) for day in days]
    # The day within which it stopped has less.
    before = range(begin - 1)
    quietest = {
        kind: min(
            (totals[at] for at in before if kinds[at] == kind), default=min(totals[: begin - 1])
        )
        for kind in (True, False)
    }
    return sum(quietest[kind] for kind in kinds[begin:])


def _stopped_today(counts: Counts) -> Stopped | None:
    """Return when something stopped within the last day, by what the same hours of other days had."""
    days = days_of(counts)
    if len(days) <= OTHER_DAYS or not is_new(days, len(days) - 1):
        return None
    # The quietest of other days has no more than a third of all; nearly always this is the end of it.
    lately = sum(counts[time] for time in last_hours(days, PARTS[-1])[-1])
    if lately > _LEFT * sum(counts.values()) / OTHER_DAYS:
        return None
    for part in PARTS:
        hours = last_hours(days, part)
        totals = [sum(counts[time] for time in day) for day in hours]
        quietest = min(totals[:-1])
        if quietest < max(_LEAST_OF_PART, _UNSTEADY * median(totals[:-1])):
            continue
        if totals[-1] <= _LEFT * quietest:
            begin = hours[-1][0]
            earlier = [time for time in sorted(counts) if begin - DAY <= time < begin]
            before = sum(totals[:-1]) / (len(hours) - 1)
            return Stopped(_first_without(counts, earlier, begin), begin, before, part)
    return None


def by_day(counts: Counts) -> list[float]:
    """Return what was counted on each day, the last one last."""
    return [sum(counts[time] for time in day) for day in days_of(counts)]


def together(history: History, metrics: Iterable[str]) -> dict[datetime, float]:
    """Return what was counted of several metrics, by time; empty where none was measured."""
    found: dict[datetime, float] = {}
    for metric in metrics:
        for time, count in history.counts.get(metric, {}).items():
            found[time] = found.get(time, 0.0) + count
    return found


def difference(counts: Counts, part: Counts) -> dict[datetime, float]:
    """Return what is left of counts without a part of them."""
    return {time: max(0.0, count - part.get(time, 0.0)) for time, count in counts.items()}


def days_of(counts: Counts) -> list[list[datetime]]:
    """Return the times by day, in their order; days without any time are left out."""
    times = sorted(counts)
    found: dict[int, list[datetime]] = {}
    for time in times:
        found.setdefault((times[-1] - time) // DAY, []).append(time)
    whole = max(map(len, found.values()), default=0)
    days = [found[ago] for ago in sorted(found, reverse=True)]
    # The window may begin within a day, which then has less of everything.
    return days[1:] if days and len(days[0]) < whole else days


def last_hours(days: Sequence[Sequence[datetime]], part: timedelta) -> list[Sequence[datetime]]:
    """Return of each day that has some the times of its last part, in their order; days end when the window does."""
    end = days[-1][-1]
    ends = [end - (end - day[-1]) // DAY * DAY for day in days]
    found = [day[bisect_right(day, at - part) :] for day, at in zip(days, ends, strict=True)]
    return [hours for hours in found if hours]


def _first_without(counts: Counts, times: list[datetime], following: datetime) -> datetime:
    """Return when it stopped: after the last of some times in which something was counted, or ``following``."""
    last = max((at for at, time in enumerate(times) if counts[time]), default=-1)
    return [*times, following][last + 1]


def is_new(days: Sequence[Sequence[datetime]], begin: int) -> bool:
    """Tell whether what begins on a day is no weekend, or an earlier weekend can be compared with it."""
    # Of an earlier weekend a day is known only if it has nothing else: a Monday morning would make a Sunday look busy.
    known = any(
        all(time.weekday() >= _SATURDAY for time in day) for day in days[: max(0, begin - 1)]
    )
    return known or not all(map(_is_weekend, days[begin:]))


def _is_weekend(day: Sequence[datetime]) -> bool:
    """Tell whether most of a day is of a weekend: it may begin at any hour, with some of a Friday or a Monday."""
    return 2 * sum(time.weekday() >= _SATURDAY for time in day) > len(day)
