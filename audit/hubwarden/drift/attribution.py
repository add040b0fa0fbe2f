"""Who made a change, and when, by the activity log.

The log shows who wrote a resource, but not which fields. So a change is attributed to the last writer of the
resource, or to whoever deleted it or what contained it; where the log lacks the last change, to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from hubwarden.drift.pairing import is_same_id, place
from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId, make, value_or_none
from hubwarden.model.change import Change

NO_EVENT: Final = (
    "the activity log, which goes back 90 days and lags by some minutes, does not have it"
)
NOT_READ: Final = "the activity log of such resources was not read"
OF_TAGS: Final = "tags can be written by a request of their own, which this log does not show"
_SLACK: Final = timedelta(minutes=10)
"""The greatest difference between the time of an event and the time of change in the resource itself."""
_READING: Final = "/listkeys/action"


def provider_of(id: ResourceId) -> str:
    """Return the resource provider in an id, in lower case; empty where there is none."""
    _, found, own = id.text.lower().rpartition("/providers/")
    return own.partition("/")[0] if found else ""


def to_attribute(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes whose author a log may show."""
    for change in changes:
        if change.uncompared is None and provider_of(change.id) and not _is_of_tags(change):
            yield change


def attributed(changes: Sequence[Change], log: ActivityLog) -> tuple[Change, ...]:
    """Return the changes with author and time, as far as the log shows them."""
    by_path: dict[str, list[ActivityEvent]] = {}
    for event in log.events:
        by_path.setdefault(place(event.resource.text).path, []).append(event)
    return tuple(_attributed(change, log, by_path) for change in changes)


def _attributed(
    change: Change, log: ActivityLog, by_path: Mapping[str, Sequence[ActivityEvent]]
) -> Change:
    if change.uncompared is not None:
        return change
    if _is_of_tags(change):
        return _with(change, OF_TAGS)
    if provider_of(change.id) not in log.providers:
        return _with(change, NOT_READ)
    removed = change.field.endswith(".removed")
    events = list(_deleting(change.id, by_path) if removed else _of(change.id, by_path))
    done = [event for event in events if removed or event.operation.endswith("/write")]
    last = max(done, key=lambda event: event.at, default=None)
    changed: datetime | None = value_or_none(change, "at")
    if last is None or (changed is not None and _lacks(events, last, changed)):
        return _with(change, NO_EVENT)
    return _with(change, "the activity log names nobody", last)


def _lacks(events: Iterable[ActivityEvent], last: ActivityEvent, changed: datetime) -> bool:
    """Tell whether the log lacks the last change, whose time the resource itself has."""
    if last.at + _SLACK >= changed:
        return False
    doings = (event for event in events if not event.operation.endswith(_READING))
    return not any(abs(event.at - changed) <= _SLACK for event in doings)


def _of(id: ResourceId, by_path: Mapping[str, Sequence[ActivityEvent]]) -> Iterator[ActivityEvent]:
    for event in by_path.get(place(id.text).path, ()):
        if is_same_id(id, event.resource):
            yield event


def _deleting(
    id: ResourceId, by_path: Mapping[str, Sequence[ActivityEvent]]
) -> Iterator[ActivityEvent]:
    """Yield the events that deleted a resource or what contained it."""
    head, _, path = id.text.lower().partition("/providers/")
    parts = path.split("/")
    for end in range(3, len(parts) + 1):
        above = ResourceId(f"{head}/providers/{'/'.join(parts[:end])}", id.exact, id.source)
        yield from (event for event in _of(above, by_path) if event.operation.endswith("/delete"))


def _is_of_tags(change: Change) -> bool:
    return change.field.endswith(".tags")


def _with(change: Change, why: str, event: ActivityEvent | None = None) -> Change:
    """Return a change with its author and time, or why these are not known."""
    at = value_or_none(change, "at") if event is None else event.at
    actor = None if event is None else event.actor
    both = (("actor", actor), ("at", at))
    told: dict[str, Any] = {name: value for name, value in both if value is not None}
    return make(
        type(change),
        id=change.id,
        origin=change.origin,
        unknown={name: why for name in ("actor", "at") if name not in told},
        resource=change.resource,
        field=change.field,
        at_field=change.at_field,
        declared=change.declared,
        live=change.live,
        digest=change.digest,
        uncompared=change.uncompared,
        **told,
    )
