"""How many devices a send reaches, and since when they are far fewer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean, median
from typing import Final

from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.history import History
from hubwarden.metrics.stopped_days import (
    DAY,
    PARTS,
    Counts,
    Dropped,
    days_of,
    is_new,
    last_hours,
)

_LEFT: Final = 0.3
"""The part of the reach on the weakest day before that each day since may still have, to count as a drop."""
_FEWER: Final = 0.5
"""The part of the pushes on the quietest day before that a day since may still have."""
_DAYS: Final = 3
"""Days before that are compared."""
_STEPS: Final = 4
"""Intervals with a send that a day must have: of fewer, each campaign would be a rhythm of its own."""
_LEAST: Final = 10
"""Devices that a send must have reached: of fewer, chance takes some away."""


def dropped_reach(history: History) -> Dropped | None:
    """Return since when a send reaches far fewer devices than before; ``None`` where it does not.

    A day counts by the median of its intervals, so that single campaigns to all or to a few devices change nothing.
    The last hours of the window are compared with the same hours of other days, where no whole day tells it.
    Where it dropped on a weekend, an earlier one must be known.
    """
    reach = _reach(history)
    days = days_of(reach)
    if len(days) <= _DAYS:
        return None
    if min(map(len, days)) >= _STEPS:
        for begin in range(_DAYS, len(days)):
            # The day within which it dropped has some of both.
            if found := _dropped(history, reach, days, begin, max(_DAYS, begin - 1)):
                return found
    for part in PARTS:
        hours = last_hours(days, part)
        begin = len(hours) - 1
        if begin < _DAYS or min(map(len, hours)) < _STEPS:
            continue
        if found := _dropped(history, reach, hours, begin, begin):
            return found
    return None


def _dropped(
    history: History, reach: Counts, days: Sequence[Sequence[datetime]], begin: int, compared: int
) -> Dropped | None:
    """Return that a send reaches far fewer on the days from ``begin`` on than on each of the first ``compared``."""
    middles = [median(reach[time] for time in day) for day in days]
    weakest = min(middles[:compared])
    if weakest < _LEAST or max(middles[begin:]) > _LEFT * weakest or not is_new(days, begin):
        return None
    # Else sends are only for fewer devices each.
    if any(reach[time] >= weakest for day in days[begin:] for time in day):
        return None
    pushes = [sum(history.counts[PUSHES][time] for time in day) for day in days]
    if max(pushes[begin:]) > _FEWER * min(pushes[:compared]):
        return None
    # Within the day before: after the last interval that reached as many as before, or nearly.
    first = days[begin][0]
    times = [time for time in sorted(reach) if time >= first - DAY]
    usual = (time for time in times if time < first and reach[time] > 2 * _LEFT * weakest)
    last = max(usual, default=None)
    at = next(time for time in times if last is None or time > last)
    since = median(reach[time] for day in days[begin:] for time in day)
    return Dropped(at, fmean(middles[:begin]), since)


def _reach(history: History) -> dict[datetime, float]:
    """Return how many devices each send of an interval reached, where there was one and pushes were measured."""
    pushes, sends = history.counts.get(PUSHES, {}), history.counts.get(SENDS, {})
    return {time: pushes[time] / count for time, count in sends.items() if count and time in pushes}
