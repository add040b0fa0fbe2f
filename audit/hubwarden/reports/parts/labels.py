"""Results by what they are about: the file, and in it the resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hubwarden.location import Location
from hubwarden.report import Outcome, Report, Result

Grouped = dict[str, dict[str, list[Result]]]


def by_place(results: Iterable[Result]) -> Grouped:
    """Return results by file (or source, where there is none) and resource, both in order of appearance.

    Results come the gravest first, so the first file and the first resource hold the gravest.
    """
    found: Grouped = {}
    for item in results:
        file = item.location.file if item.location else item.source
        found.setdefault(file, {}).setdefault(item.subject.lower(), []).append(item)
    return found


class Places:
    """Places of a report, without the file where all are in one that is named elsewhere."""

    def __init__(self, results: Iterable[Result], named: Iterable[str]) -> None:
        files = {item.location.file for item in results if item.location}
        self._known = files if len(files) == 1 and files.issubset(named) else set()

    def of(self, place: Location) -> str:
        """Return a place as ``file:line``, or ``line 3`` where the file need not be said again."""
        if place.file not in self._known or place.line is None:
            return str(place)
        return f"line {place.line}"


def places_in(report: Report) -> Places:
    """Return the places of what is wrong and of what could not be checked."""
    failures = report.having(Outcome.FAIL)
    named = {source.name.partition(":")[2] for source in report.evidence.sources}
    named.update(item.location.file for item in failures if item.location)
    return Places([*failures, *report.open_questions()], named)


class Labels:
    """Short names of resources that no two resources of a report have in common."""

    def __init__(self, results: Iterable[Result]) -> None:
        ids: dict[str, set[str]] = defaultdict(set)
        for subject in {item.subject for item in results}:
            ids[short(subject).lower()].add(subject.lower())
        self._shared = {name for name, found in ids.items() if len(found) > 1}

    def of(self, subject: str) -> str:
        """Return the short name of a resource, with its resource group where that alone tells it apart."""
        name = short(subject)
        if name.lower() not in self._shared:
            return name
        parts = subject.split("/")
        folded = [part.lower() for part in parts]
        if "resourcegroups" not in folded:
            return subject
        group = parts[folded.index("resourcegroups") + 1]
        own = "" if "subscriptions" not in folded else parts[folded.index("subscriptions") + 1]
        return f"{name} (resource group {group}, subscription {own})"


def short(subject: str) -> str:
    """Leave the subscription and provider out of an id: what is left still names the resource."""
    head, _, tail = subject.rpartition("/providers/")
    if not head:
        return subject
    parts = tail.split("/")
    return "/".join(parts[2::2]) or tail
