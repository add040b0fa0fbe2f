"""The registrations of one hub, as counts, with how far they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hubwarden.registrations.counting import Counts
from hubwarden.registrations.registration_findings import Finding, findings
from hubwarden.severity import Severity

DEFAULT_MOST: Final = 10_000
"""Registrations that are read where nothing else is said."""
LONGEST_MOST: Final = 1_000_000
"""More would hold too many digests in memory."""
NOT_LISTED: Final = (
    "installations cannot be listed: of these, only the registrations are counted that they made"
)


@dataclass(frozen=True, slots=True)
class HubRegistrations:
    """What was read of one hub's registrations."""

    host: str
    hub: str
    most: int
    """How many were to be read at most."""
    counts: Counts
    sample: bool
    """Whether the hub has more than were read, because no more were to be read."""
    failure: str = ""
    """Why they were not read to the end; empty where they were, or as far as they were to be."""

    @property
    def name(self) -> str:
        """The hub, as messages name it."""
        return f"{self.host.partition('.')[0]}/{self.hub}"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, the gravest first."""
        return findings(self.counts, whole=not (self.sample or self.failure))

    def has_fault(self, fail_on: Severity) -> bool:
        """Tell whether something is wrong that is at least so grave; information never is."""
        lowest = max(fail_on, Severity.LOW)
        return any(item.severity >= lowest for item in self.findings)
