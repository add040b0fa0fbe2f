"""What went on day by day and then stopped.

Days are stretches of 24 hours, counted back from the end of the window, so that nights make no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hubwarden.metrics.history import History

_DAY: Final = timedelta(days=1)
_LEAST: Final = 20
"""What each day before must have had: less may be missing by chance."""
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
    """What was counted on a day before, on average."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """When something became far less."""

    at: datetime
    """When the first interval with less begins."""
    before: float
    """How much there was on a day before, on average."""
    since: float
    """How much there is since."""


def stopped(counts: Counts) -> Stopped | None:
    """Return when something stopped; ``None`` where it did not.

    Where it stopped on a weekend, an earlier one must be known.
    """
    days = days_of(counts)
    totals = [sum(counts[time] for time in day) for day in days]
    for begin in range(1, len(days)):
        quietest = min(totals[:begin])
        if quietest < _LEAST:
            return None
        if begin < (2 if quietest >= _MANY else 3):
            continue
        if max(totals[begin:]) <= _LEFT * quietest and is_new(days, begin):
            before = sum(totals[:begin]) / begin
            return Stopped(_first_without(counts, days, begin), days[begin][0], before)
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
        found.setdefault((times[-1] - time) // _DAY, []).append(time)
    whole = max(map(len, found.values()), default=0)
    days = [found[ago] for ago in sorted(found, reverse=True)]
    # The window may begin within a day, which then has less of everything.
    return days[1:] if days and len(days[0]) < whole else days


def _first_without(counts: Counts, days: list[list[datetime]], begin: int) -> datetime:
    """Return when it stopped: after the last interval of the day before in which something was counted."""
    times = [time for day in days[begin - 1 :] for time in day]
    last = max(at for at in range(len(days[begin - 1])) if counts[times[at]])
    return times[last + 1]


def is_new(days: list[list[datetime]], begin: int) -> bool:
    """Tell whether what begins on a day is no weekend, or an earlier weekend can be compared with it."""
    # A day of the window may begin at any hour, so that it has some of a Friday or a Monday, too.
    weekends = [2 * sum(time.weekday() >= _SATURDAY for time in day) > len(day) for day in days]
    # The day before may be the Friday with the first hours of this weekend.
    return any(weekends[: begin - 1]) or not all(weekends[begin:])
