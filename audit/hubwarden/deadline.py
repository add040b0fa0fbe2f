"""When a run has to be over, so that a program that hangs does not hang a pipeline."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from hubwarden.errors import IncompleteError

DEFAULT_SECONDS: Final = 300
LONGEST_SECONDS: Final = 86_400
"""A day: more is a slip of the finger, and clocks of operating systems end somewhere."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, which nobody sets."""

    seconds: int
    """How long the whole run may take."""
    at: float
    """Reading of ``time.monotonic`` at which time is up."""

    def left(self) -> float:
        """Return the seconds that are left; none is 0."""
        return max(0.0, self.at - time.monotonic())

    def require(self, name: str) -> None:
        """Make sure that there is time to begin with the source ``name``; raises ``IncompleteError``."""
        if not self.left():
            raise self.missed(f"{name} was not begun")

    def missed(self, what: str) -> IncompleteError:
        """Return the error that says that time was up, and ``what`` was going on."""
        unit = "second" if self.seconds == 1 else "seconds"
        return IncompleteError(
            f"time was up after {self.seconds} {unit}: {what}",
            hint="give the run more with --timeout SECONDS, or judge fewer sources at a time",
        )


def deadline_in(seconds: int = DEFAULT_SECONDS) -> Deadline:
    """Return the deadline of a run that begins now."""
    return Deadline(seconds, time.monotonic() + seconds)
