"""The activity log: who wrote or deleted what, and when; Azure keeps it for 90 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap


@dataclass(frozen=True, slots=True)
class ActivityEvent:
    """An operation of the activity log that succeeded."""

    resource: ResourceId
    """The resource that was changed."""
    operation: str
    """The operation, in lower case: ``microsoft.notificationhubs/namespaces/write``."""
    actor: str | None
    """The sign-in name of a user or the id of an application; ``None`` where the log names nobody."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ActivityLog:
    """The part of the activity log that was read."""

    events: tuple[ActivityEvent, ...]
    providers: frozenset[str]
    """The resource providers whose events were read, in lower case; it says nothing about others."""
    gaps: tuple[Gap, ...] = ()
    """The parts of it that could not be read."""
