"""When pushes stopped although sends go on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.history import History

_LEAST_SENDS: Final = 20
"""Sends without a push from which on pushes count as stopped."""
_LONGER: Final = 2
"""How many times as many sends without a push there must be as ever before: some sends reach nobody every day."""


def last_push(history: History) -> tuple[datetime, float] | None:
    """Return the beginning of the last interval with a push, and the sends after it, where pushes stopped.

    ``None`` where they go on, where the sends after it are few, and where as many reached nobody before. An
    interval whose pushes were not measured says nothing.
    """
    pushes, sends = (history.counts.get(name, {}) for name in (PUSHES, SENDS))
    last: datetime | None = None
    stretch = longest = 0.0
    for time in sorted(pushes):
        if pushes[time]:
            last, longest, stretch = time, max(longest, stretch), 0.0
        else:
            stretch += sends.get(time, 0.0)
    if last is None or stretch < max(_LEAST_SENDS, _LONGER * longest):
        return None
    return last, stretch
