"""What was done to a hub before a figure of it changed, so that cause and effect are told together.

The activity log says who wrote a resource, and not which of its fields. Operations: Microsoft's list of resource
provider operations (Microsoft.NotificationHubs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hubwarden.diagnosis.cause import Doing
from hubwarden.diagnosis.joining import names_of
from hubwarden.metrics.figures import REQUESTS
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stops import ALL_SENDS, REGISTRATIONS, Stop
from hubwarden.model.activity import ActivityEvent, ActivityLog

BEFORE: Final = timedelta(hours=24)
"""How long before an onset a change may be its reason."""
_MOST: Final = 3

_PROVIDER: Final = "microsoft.notificationhubs"
_NAMESPACE: Final = f"{_PROVIDER}/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"
_OF_RULES: Final[Mapping[str, tuple[Doing, str]]] = {
    "write": ("rule changed", "an access rule was written"),
    "delete": ("rule changed", "an access rule was deleted"),
    "regeneratekeys/action": ("key regenerated", "a key was regenerated"),
}
_DOINGS: Final[Mapping[str, tuple[Doing, str]]] = {
    f"{_HUB}/write": ("hub written", "the hub was written, perhaps its credentials"),
    f"{_HUB}/delete": ("hub deleted", "the hub was deleted"),
    f"{_NAMESPACE}/write": ("namespace written", "the namespace was written"),
    **{f"{_NAMESPACE}/authorizationrules/{verb}": doing for verb, doing in _OF_RULES.items()},
    **{f"{_HUB}/authorizationrules/{verb}": doing for verb, doing in _OF_RULES.items()},
}
"""By operation, in small letters: what was done, and in words."""
_OF_CALLERS: Final[tuple[Doing, ...]] = ("rule changed", "key regenerated")
"""What only callers notice: a push service does not see the keys of a hub."""


@dataclass(frozen=True, slots=True)
class ChangeBefore:
    """Something that was done shortly before a figure changed."""

    doing: Doing
    says: str
    event: ActivityEvent


@dataclass(frozen=True, slots=True)
class DatedOnset:
    """When a figure changed or something stopped, with what was done before it."""

    onset: Onset | Stop
    changes: tuple[ChangeBefore, ...] = ()
    """The last ones, the latest first."""
    logged: bool = False
    """Whether the log was read, so that what it does not have was not done."""


def with_changes(hub: str, onset: Onset | Stop, log: ActivityLog | None) -> DatedOnset:
    """Return an onset with what a log tells of the hub, and of what it is in, before it."""
    events = () if log is None or is_gradual(onset) else _relevant(hub, onset, log.events)
    latest = sorted(events, key=lambda item: item.event.at, reverse=True)
    logged = log is not None and _PROVIDER in log.providers
    return DatedOnset(onset, tuple(latest[:_MOST]), logged)


def is_gradual(onset: Onset | Stop) -> bool:
    """Tell whether a figure grew day by day, so that nothing that was done at that moment is its reason."""
    return isinstance(onset, Onset) and onset.gradual


def _relevant(
    hub: str, onset: Onset | Stop, events: Iterable[ActivityEvent]
) -> Iterator[ChangeBefore]:
    namespace, name = names_of(hub)
    of_callers = _is_of_callers(onset)
    for event in events:
        doing, says = _DOINGS.get(event.operation, (None, ""))
        if doing is None or (doing in _OF_CALLERS and not of_callers):
            continue
        if names_of(event.resource.text) not in ((namespace, name), (namespace, "")):
            continue
        if onset.at - BEFORE <= event.at < onset.at + onset.grain:
            yield ChangeBefore(doing, says, event)


def _is_of_callers(onset: Onset | Stop) -> bool:
    """Tell whether it can come from what callers are refused: their requests fail, or devices cannot register."""
    if isinstance(onset, Stop):
        return onset.what in (REGISTRATIONS, ALL_SENDS)
    return onset.formula.whole == REQUESTS
