"""When a run has to end, so that a program that hangs does not hang a pipeline."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from hubwarden.errors import IncompleteError

DEFAULT_SECONDS: Final = 300
LONGEST_SECONDS: Final = 86_400
"""One day: a longer limit is a typing error, and timers of operating systems have an upper bound."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, which cannot be set back or forth."""

    seconds: int
    """The time limit of the whole run."""
    at: float
    """The reading of ``time.monotonic`` at which the time is up."""

    def left(self) -> float:
        """Return the seconds that are left, at least 0."""
        return max(0.0, self.at - time.monotonic())

    def require(self, name: str) -> None:
        """Raise ``IncompleteError`` where no time is left to begin with the source ``name``."""
        if not self.left():
            raise self.missed(f"{name} was not begun")

    def missed(self, what: str) -> IncompleteError:
        """Return the error for a run that was over time while it did ``what``."""
        unit = "second" if self.seconds == 1 else "seconds"
        return IncompleteError(
            f"time was up after {self.seconds} {unit}: {what}",
            hint="give the run more with --timeout SECONDS, or judge fewer sources at a time",
        )


def deadline_in(seconds: int = DEFAULT_SECONDS) -> Deadline:
    """Return the deadline of a run that begins now."""
    return Deadline(seconds, time.monotonic() + seconds)
