"""How many devices a send reaches, and since when they are far fewer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean, median
from typing import Final

from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.history import History
from hubwarden.metrics.stopped_days import Counts, Dropped, days_of, is_new

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
        if (
            weakest >= _LEAST
            and max(middles[begin:]) <= _LEFT * weakest
            and _nobody_is_reached_as_before(history, reach, days, begin, weakest)
            and is_new(days, begin)
        ):
            # Within the day before it: after the last interval that reached as many as before, or nearly.
            usual = (time for time in days[begin - 1] if reach[time] > 2 * _LEFT * weakest)
            last = max(usual, default=None)
            times = (time for day in days[begin - 1 :] for time in day)
            at = next(time for time in times if last is None or time > last)
            since = median(reach[time] for day in days[begin:] for time in day)
            return Dropped(at, fmean(middles[:begin]), since)
    return None


def _nobody_is_reached_as_before(
    history: History,
    reach: Counts,
    days: Sequence[Sequence[datetime]],
    begin: int,
    weakest: float,
) -> bool:
    """Tell whether no send reaches as many as before, and pushes are fewer: else sends are only for fewer devices each."""
    if any(reach[time] >= weakest for day in days[begin:] for time in day):
        return False
    pushes = [sum(history.counts[PUSHES][time] for time in day) for day in days]
    return max(pushes[begin:]) <= _FEWER * min(pushes[: max(_DAYS, begin - 1)])


def _reach(history: History) -> dict[datetime, float]:
    """Return how many devices each send of an interval reached, where there was one and pushes were measured."""
    pushes, sends = history.counts.get(PUSHES, {}), history.counts.get(SENDS, {})
    return {time: pushes[time] / count for time, count in sends.items() if count and time in pushes}
