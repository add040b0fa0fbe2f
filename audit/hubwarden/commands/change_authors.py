"""Reads who made the changes that a comparison found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubwarden.commands.composition import Composition
from hubwarden.drift.attribution import provider_of, to_attribute
from hubwarden.drift.pairing import place
from hubwarden.model.activity import ActivityLog
from hubwarden.model.change import Change
from hubwarden.model.estate import Estate
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.opening import read_activity


def activity_of(
    composition: Composition,
    name: str,
    live: Estate,
    changes: Sequence[Change],
    azure: AzureOptions,
) -> ActivityLog | None:
    """Return the activity log about changed resources, from the live source ``name``; ``None`` if it has none.

    Nothing is read where nothing changed. Raises ``UsageError`` and ``InputError`` as reading a source does.
    """
    wanted = set(_wanted(live, changes))
    if not wanted:
        return None
    (info,) = live.sources
    if azure.save is not None and name.startswith("azure:"):
        name = f"saved:{azure.save}"  # Azure was already read into this save.
    return read_activity(
        name,
        wanted,
        live=info.name,
        root=composition.project,
        deadline=composition.deadline,
        azure=azure,
    )


def _wanted(live: Estate, changes: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """Yield the subscriptions and providers whose log may show the changes."""
    told = {place(item.id.text).subscription for item in (*live.namespaces, *live.hubs)}
    for change in to_attribute(changes):
        own = place(change.id.text).subscription
        for subscription in told if own not in told else (own,):
            if subscription:
                yield subscription, provider_of(change.id)
