"""Joins histories with the estate: which hub of which source each is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from hubwarden.counted_pushes import read_in_part, unread, why_not_judged
from hubwarden.location import Location
from hubwarden.metrics.figures import PUSHES, SENDS, Limits, figures
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stops import Stop
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.report import Report

TELEMETRY: Final = "telemetry"
"""The source of what histories alone tell."""

_NAMESPACES = "/namespaces/"
_HUBS = "/notificationhubs/"


def names_of(id: str) -> tuple[str, str]:
    """Return the namespace and the hub that an id is of, in lower case; empty where it is of none."""
    lower = id.lower()
    namespace = lower.partition(_NAMESPACES)[2].partition("/")[0]
    return namespace, lower.partition(_HUBS)[2].partition("/")[0]


def about_hubs(report: Report, histories: Iterable[History]) -> Report:
    """Return a report without what is about other hubs than those of histories.

    What is about a namespace concerns its hubs, and what is no resource of Azure stays.
    """
    concerns = concerning(history.hub for history in histories)
    results = tuple(item for item in report.results if concerns(item.subject))
    return replace(report, results=results)


def concerning(hubs: Iterable[str]) -> Callable[[str], bool]:
    """Return what tells whether the id of a subject is that of a hub, or of what concerns it."""
    wanted = {names_of(hub) for hub in hubs}
    namespaces = {namespace for namespace, _ in wanted}

    def concerns(subject: str) -> bool:
        namespace, hub = names_of(subject)
        if not namespace:
            return True
        return (namespace, hub) in wanted if hub else namespace in namespaces

    return concerns


def telemetry_of(
    histories: Iterable[History],
    estate: Estate,
    limits: Mapping[str, Limits],
    onsets: Mapping[str, Iterable[Onset | Stop]],
) -> Iterator[HubTelemetry]:
    """Yield histories as something to judge, each in the source and stack of the hub that it is about.

    ``limits`` and ``onsets`` are by the hub.
    """
    hubs = {names_of(hub.id.text): hub for hub in estate.hubs}
    for history in histories:
        hub = hubs.get(names_of(history.hub))
        of_limits = limits[history.hub]
        yield make(
            HubTelemetry,
            id=ResourceId(history.hub),
            origin=Origin(
                TELEMETRY if hub is None else hub.origin.source,
                Location(history.file) if history.file else None,
                stack=None if hub is None else hub.origin.stack,
            ),
            history=history,
            limits=of_limits,
            figures={figure.formula.name: figure for figure in figures(history, of_limits)},
            onsets={
                item.formula.name: item
                for item in onsets.get(history.hub, ())
                if isinstance(item, Onset) and item.until is None
            },
        )


def gaps_of(telemetry: Iterable[HubTelemetry], estate: Estate, observed: set[str]) -> Iterator[Gap]:
    """Yield what histories leave open: a hub that no source declares, and figures that say nothing.

    ``observed`` holds the hubs of which something was observed: what is known of these needs no share.
    """
    declared = {names_of(hub.id.text) for hub in estate.hubs}
    for hub in telemetry:
        name = hub.history.hub
        if estate.sources and names_of(name) not in declared:
            yield Gap(TELEMETRY, name, _undeclared(name))
        # The rules about pushes say why these are not judged.
        short = {metric for figure in hub.figures.values() for metric in read_in_part(hub, figure)}
        if short := short - {PUSHES} | hub.history.in_part & {SENDS}:
            yield Gap(TELEMETRY, f"figures of {name}", unread(sorted(short)).reason)
        if name not in observed and (why := why_not_judged(hub)):
            yield Gap(TELEMETRY, f"figures of {name}", why)


def _undeclared(name: str) -> str:
    if all(names_of(name)):
        return "no source in scope declares this hub"
    return (
        "this is not the id of a hub, so no source can be matched with it: give it as resource, "
        "/subscriptions/.../namespaces/NAMESPACE/notificationHubs/HUB"
    )
