"""How much a violation matters."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """How much a violation matters, from ``info`` up; ``info`` never fails a run."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The severity as reports and files spell it."""
        return self.name.lower()
