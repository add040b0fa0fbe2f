"""A history in steps of time: what was counted in each, so that a figure can be followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from hubwarden.metrics.history import History

Step = Literal["interval", "hour", "day"]
"""How long a step is: as the source counted, or an hour or a day (UTC) of that."""

MOST_STEPS: Final = 400
"""How many steps a history may have to be followed as it was counted: more cannot be told apart in a chart."""

_BEGINS: Final[dict[Step, Callable[[datetime], datetime]]] = {
    "interval": lambda time: time,
    "hour": lambda time: time.replace(minute=0, second=0, microsecond=0),
    "day": lambda time: time.replace(hour=0, minute=0, second=0, microsecond=0),
}


class Moment(NamedTuple):
    """What was counted in one step."""

    time: datetime
    """When it begins (UTC)."""
    history: History


def steps(history: History, step: Step) -> tuple[Moment, ...]:
    """Return a history step by step, in order; a step in which nothing was measured is left out."""
    begins = _BEGINS[step]
    found: dict[datetime, dict[str, dict[datetime, float]]] = {}
    for metric, by_time in history.counts.items():
        for time, count in by_time.items():
            begin = begins(time)
            of = found.setdefault(begin, {}).setdefault(metric, {})
            of[begin] = of.get(begin, 0.0) + count
    return tuple(Moment(time, History(history.hub, found[time])) for time in sorted(found))


def followed(history: History, whole: str, sample: int) -> tuple[Step, tuple[Moment, ...]]:
    """Return the shortest steps that can be judged, with a history in them.

    That is where there are not too many, and where at least half of those with something of ``whole``, the
    metric that shares are taken of, have at least ``sample`` of it; a day where none is.
    """
    for step in ("interval", "hour"):
        found = steps(history, step)
        sizes = [size for item in found if (size := item.history.total(whole))]
        enough = sum(size >= sample for size in sizes)
        if len(found) <= MOST_STEPS and 2 * enough >= len(sizes):
            return step, found
    return "day", steps(history, "day")


def length(step: Step, moments: tuple[Moment, ...]) -> str:
    """Return how long a step is in words, as the least distance of two of them tells: ``1 hour``, ``5 minutes``."""
    if step != "interval":
        return f"1 {step}"
    least = min((b.time - a.time for a, b in pairwise(moments)), default=timedelta())
    for unit in ("day", "hour", "minute"):
        count = least / timedelta(**{f"{unit}s": 1})
        if count >= 1:
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return "one interval"
