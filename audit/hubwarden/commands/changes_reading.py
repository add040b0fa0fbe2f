"""Reads from the activity log who changed hubs before their metrics changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hubwarden.commands.composition import Composition
from hubwarden.model.activity import ActivityLog
from hubwarden.model.estate import Estate
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.opening import read_activity

_PROVIDER = "microsoft.notificationhubs"


def activity_around(
    composition: Composition,
    sources: Sequence[str],
    estate: Estate,
    hubs: Iterable[str],
    azure: AzureOptions,
) -> ActivityLog | None:
    """Return the activity log of some hubs' subscriptions, from live sources and saves; ``None`` without hubs.

    Sources without an activity log are skipped. Raises ``UsageError`` and ``InputError`` as reading a source does.
    """
    wanted = sorted({(item, _PROVIDER) for hub in hubs for item in _subscription(hub)})
    if not wanted:
        return None
    logs = [
        log
        for name in sources
        if (log := _read(composition, name, estate, wanted, azure)) is not None
    ]
    if not logs:
        return None
    return ActivityLog(
        tuple(event for log in logs for event in log.events),
        frozenset.intersection(*(log.providers for log in logs)),
        tuple(gap for log in logs for gap in log.gaps),
    )


def _read(
    composition: Composition,
    name: str,
    estate: Estate,
    wanted: Sequence[tuple[str, str]],
    azure: AzureOptions,
) -> ActivityLog | None:
    live = name.startswith("azure:")
    if azure.save is not None and live:
        name = f"saved:{azure.save}"  # Azure was already read into this save.
    names = [info.name for info in estate.sources if info.asked_as]
    return read_activity(
        name,
        wanted,
        live=names[0] if live and len(names) == 1 else name,
        root=composition.project,
        deadline=composition.deadline,
        azure=azure,
    )


def _subscription(hub: str) -> Iterator[str]:
    parts = hub.lower().split("/")
    if len(parts) > 2 and parts[1] == "subscriptions":  # noqa: PLR2004
        yield parts[2]
