"""Joins histories with the estate: which hub of which source each is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from hubwarden.diagnosis.observations import why_not_judged
from hubwarden.metrics.figures import Limits
from hubwarden.metrics.history import History
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.report import Report

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


def gaps_of(
    histories: Iterable[History],
    estate: Estate,
    observed: set[str],
    limits: Mapping[str, Limits],
) -> Iterator[Gap]:
    """Yield what histories leave open: a hub that no source declares, and figures that say nothing.

    ``observed`` holds the hubs of which something was observed: what is known of these needs no share. ``limits`` are
    by the hub.
    """
    declared = {names_of(hub.id.text) for hub in estate.hubs}
    for history in histories:
        if estate.sources and names_of(history.hub) not in declared:
            yield Gap("telemetry", history.hub, "no source in scope declares this hub")
        if history.hub not in observed and (why := why_not_judged(history, limits[history.hub])):
            yield Gap("telemetry", f"figures of {history.hub}", why)
