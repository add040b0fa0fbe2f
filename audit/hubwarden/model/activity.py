"""The activity log: who wrote or deleted what, and when, as Azure keeps it for 90 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """Something that somebody did and that succeeded."""

    resource: ResourceId
    """What it was done to."""
    operation: str
    """In small letters: ``microsoft.notificationhubs/namespaces/write``."""
    actor: str | None
    """The sign-in name of a user, or the id of an application; ``None`` where the log tells none."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ActivityLog:
    """What was read of the activity log."""

    events: tuple[ActivityEvent, ...]
    providers: frozenset[str]
    """The resource providers that it was read of, in small letters: of others it says nothing."""
    gaps: tuple[Gap, ...] = ()
    """What of it could not be read."""
