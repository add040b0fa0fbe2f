"""The window of time that telemetry is read for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from hubwarden.errors import UsageError

GRAINS: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "PT1M": timedelta(minutes=1),
        "PT5M": timedelta(minutes=5),
        "PT15M": timedelta(minutes=15),
        "PT30M": timedelta(minutes=30),
        "PT1H": timedelta(hours=1),
        "PT6H": timedelta(hours=6),
        "PT12H": timedelta(hours=12),
        "P1D": timedelta(days=1),
    }
)
"""The grains that Azure Monitor counts in, by the name that it has for each (ISO 8601)."""

DEFAULT_LENGTH: Final = timedelta(days=7)
MOST_INTERVALS: Final = 3_000
"""Of one window: more would make an answer for 50 hubs larger than it can be read."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time that begins and ends at the grain, both in UTC; the end is not in it."""

    begin: datetime
    end: datetime
    grain: timedelta

    @property
    def intervals(self) -> int:
        """How many intervals it has."""
        return (self.end - self.begin) // self.grain

    @property
    def words(self) -> str:
        """What it is, for a report."""
        name = next(name for name, grain in GRAINS.items() if grain == self.grain)
        return f"from {_said(self.begin)} to {_said(self.end)} by {name}"


def window(
    begin: datetime | None, end: datetime | None, grain: str, now: datetime, lag: timedelta
) -> Window:
    """Return the window of what a user asks for: what is whole in it, at the grain.

    ``grain`` is a key of ``GRAINS``. Without ``end`` it ends now, without ``begin`` it is 7 days long. The
    last ``lag`` before ``now`` is left out, because it is counted late. Raises ``UsageError`` where nothing
    is left, or too many intervals are.
    """
    length = GRAINS[grain]
    last = min(end or now, now - lag)
    to = _floor(last, length)
    since = _floor(begin, length) if begin else to - DEFAULT_LENGTH
    if since >= to:
        late = " (what was counted last arrives late and is left out)" if last != end else ""
        raise UsageError(
            f"between {_said(since)} and {_said(to)} there is no whole interval of {grain}{late}",
            hint="--from must be before --to, by a --grain at the least",
        )
    found = Window(since, to, length)
    if found.intervals > MOST_INTERVALS:
        raise UsageError(
            f"{found.intervals:,} intervals of {grain} are too many: {MOST_INTERVALS:,} can be read",
            hint="choose a wider --grain or a shorter time",
        )
    return found


def moment(text: str, option: str) -> datetime:
    """Return the time that an option names, in UTC; raises ``UsageError`` for one without an offset."""
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(
        f"{option} is no time with its offset", hint=f"{option} 2026-01-31T10:00:00Z, or +01:00"
    )


def _floor(time: datetime, grain: timedelta) -> datetime:
    midnight = time.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (time - midnight) // grain * grain


def _said(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%MZ}"
