"""The intervals of a figure: what was counted of it in each, and of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hubwarden.metrics.figures import Formula
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import MADE_OF

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """What was counted of a figure in one interval."""

    time: datetime
    """When it begins (UTC)."""
    count: float
    whole: float
    """What the share is taken of; never 0."""

    @property
    def share(self) -> float:
        """The share of the whole, from 0 to 1."""
        return self.count / self.whole


def intervals_of(history: History, formula: Formula) -> list[Interval]:
    """Return the intervals in which there was something of the whole, in their order."""
    parts = [
        name
        for part in formula.parts
        for name in ((part,) if part in history.counts else MADE_OF.get(part, ()))
        if name in history.counts
    ]
    wholes = history.counts.get(formula.whole, {})
    return [
        Interval(
            time, min(whole, sum(history.counts[name].get(time, 0.0) for name in parts)), whole
        )
        for time, whole in sorted(wholes.items())
        if whole
    ]


def is_weekend(item: Interval) -> bool:
    """Tell whether an interval begins on a Saturday or a Sunday (UTC)."""
    return item.time.weekday() >= _SATURDAY


def whole_of(intervals: Iterable[Interval]) -> float:
    """Return the whole of several intervals."""
    return sum(item.whole for item in intervals)


def share_of(intervals: Sequence[Interval]) -> float:
    """Return the share of the whole of several intervals; 0 where there is none."""
    whole = whole_of(intervals)
    return sum(item.count for item in intervals) / whole if whole else 0.0
