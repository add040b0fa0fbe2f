"""How many devices a send reaches, and since when they are far fewer."""

from __future__ import annotations

from datetime import datetime
from statistics import fmean, median
from typing import Final

from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.history import History
from hubwarden.metrics.stopped_days import Dropped, days_of, is_new

_LEFT: Final = 0.3
"""The part of the reach on the weakest day before that each day since may still have, to count as a drop."""
_DAYS: Final = 3
"""Days before that are compared."""
_STEPS: Final = 4
"""Intervals with a send that a day must have: of fewer, each campaign would be a rhythm of its own."""
_LEAST: Final = 10
"""Devices that a send must have reached: of fewer, chance takes some away."""


def dropped_reach(history: History) -> Dropped | None:
    """Return since when a send reaches far fewer devices than before; ``None`` where it does not.

    A day counts by the median of its intervals, so that single campaigns to all or to a few devices change nothing.
    Where it dropped on a weekend, an earlier one must be known.
    """
    reach = _reach(history)
    days = days_of(reach)
    if not days or min(map(len, days)) < _STEPS:
        return None
    middles = [median(reach[time] for time in day) for day in days]
    for begin in range(_DAYS, len(days)):
        # The day within which it dropped has some of both.
        weakest = min(middles[: max(_DAYS, begin - 1)])
        if weakest >= _LEAST and max(middles[begin:]) <= _LEFT * weakest and is_new(days, begin):
            times = [time for day in days[begin - 1 :] for time in day]
            low = {time for time in times if reach[time] <= 2 * _LEFT * weakest}
            last = max((time for time in times if time not in low), default=None)
            at = min(time for time in times if last is None or time > last)
            since = median(reach[time] for day in days[begin:] for time in day)
            return Dropped(at, fmean(middles[:begin]), since)
    return None


def _reach(history: History) -> dict[datetime, float]:
    """Return how many devices each send of an interval reached, where there was one and pushes were measured."""
    pushes, sends = history.counts.get(PUSHES, {}), history.counts.get(SENDS, {})
    return {time: pushes[time] / count for time, count in sends.items() if count and time in pushes}
