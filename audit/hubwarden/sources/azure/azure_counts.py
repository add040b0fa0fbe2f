"""The counts of many hubs while they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from hubwarden.metrics.history import History
from hubwarden.metrics.window import Window
from hubwarden.sources.azure.call_failed import CallFailed

_MOST: Final = 1e300
"""More is no count, and neither is what no comparison holds for."""
Series = Mapping[datetime, float]
"""What was counted in each interval, by the time at which it begins (UTC)."""


@dataclass(frozen=True, slots=True)
class CountsRead:
    """What was counted, and what is not."""

    histories: tuple[History, ...] = ()
    unpublished: tuple[str, ...] = ()
    """Metrics that the service does not have for some hub: they are not measured."""


@dataclass(slots=True)
class Counts:
    """The counts of many hubs while they are read. Times and series of noughts are held once."""

    window: Window
    _spelled: dict[str, str] = field(default_factory=dict)
    _series: dict[str, dict[str, Series]] = field(default_factory=lambda: defaultdict(dict))
    _times: dict[str, datetime] = field(default_factory=dict)
    _noughts: dict[tuple[datetime, ...], Series] = field(default_factory=dict)

    def series(self, points: Iterable[tuple[Any, Any]]) -> Series:
        """Return the series of a metric: the text of each time with its total, ``None`` for what was not counted.

        What lies outside of the window is left out. Raises ``CallFailed`` for what is no count, and for a time
        that is told twice.
        """
        found: dict[datetime, float] = {}
        for text, total in points:
            time = self._time(text)
            if total is None or not self.window.begin <= time < self.window.end:
                continue
            if isinstance(total, bool) or not isinstance(total, int | float):
                raise CallFailed("the answer holds a count that is no number")
            if not 0 <= total <= _MOST:
                raise CallFailed("the answer holds a count that cannot be one")
            if time in found:
                raise CallFailed("the answer counts one time twice")
            found[time] = float(total)
        if any(found.values()):
            return found
        return self._noughts.setdefault(tuple(found), found)

    def put(self, hub: str, metric: str, series: Series) -> None:
        """Add the series of a metric of a hub, where something was counted."""
        if series:
            self._series[hub.lower()][metric] = series
            self._spelled.setdefault(hub.lower(), hub)

    def histories(self) -> tuple[History, ...]:
        """Return the history of each hub for which something was counted."""
        return tuple(
            History(self._spelled[hub], series) for hub, series in sorted(self._series.items())
        )

    def _time(self, text: Any) -> datetime:
        try:
            if text not in self._times:
                time = datetime.fromisoformat(text)
                self._times[text] = (
                    time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
                )
            return self._times[text]
        except (TypeError, ValueError, OverflowError):
            raise CallFailed("the answer holds a time that is none") from None
