"""A history: what was counted for one hub, by metric and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class History:
    """What Azure Monitor counted for a hub.

    A metric that is not in it was not measured; that is never a zero.
    """

    hub: str
    """The hub's resource id, or the name that the file gives it."""
    counts: Mapping[str, Mapping[datetime, float]]
    """By metric: the total of each interval, by the time at which it begins (UTC). None of them is empty."""
    in_part: frozenset[str] = field(default=frozenset(), compare=False)
    """Metrics that were read for a part of the window alone, so that they are not in ``counts``."""
    file: str = field(default="", compare=False)
    """The file that tells it, as messages name it; empty where it comes from Azure or from a save."""
    grain: timedelta | None = field(default=None, compare=False)
    """How long its intervals are, where a file says so."""

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The first and the last time that something was counted for."""
        times = [time for by_time in self.counts.values() for time in by_time]
        return min(times), max(times)

    def total(self, metric: str) -> float | None:
        """Return what was counted in the whole window; ``None`` where it was not measured."""
        by_time = self.counts.get(metric)
        return None if by_time is None else sum(by_time.values())

    def sum_of(self, metrics: Iterable[str]) -> float | None:
        """Return what was counted of several metrics; ``None`` where none of them was measured."""
        known = [total for metric in metrics if (total := self.total(metric)) is not None]
        return sum(known) if known else None

    def missing(self, metrics: Iterable[str]) -> tuple[str, ...]:
        """Return those of several metrics that were not measured."""
        return tuple(metric for metric in metrics if metric not in self.counts)
