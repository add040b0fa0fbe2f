"""Namespaces of another service whose type is that of a Notification Hubs namespace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hubwarden.model.base import ResourceId
from hubwarden.sources.record import Record

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"


def without_messaging(records: Sequence[Record]) -> tuple[list[Record], tuple[str, ...]]:
    """Return the records without namespaces of type Messaging, and what is then not judged, in words.

    Such a namespace is for messages between applications and has no hubs (REST API 2023-10-01-preview,
    NamespaceType). It is judged nevertheless if a hub is declared in it.
    """
    with_hubs: dict[str, set[ResourceId]] = {}
    for record in records:
        if record.type == f"{_NAMESPACE}/notificationhubs":
            id = ResourceId(record.id.rsplit("/", 2)[0], record.exact)
            with_hubs.setdefault("{" if "{" in id.name else id.name.lower(), set()).add(id)
    left_out = {
        record.id.lower()
        for record in records
        if record.type == _NAMESPACE
        and str(record.properties.get("namespaceType", "")).lower() == "messaging"
        and not _may_hold_hubs(ResourceId(record.id, record.exact), with_hubs)
    }
    kept = [
        record
        for record in records
        if not any(
            record.type.startswith(_NAMESPACE) and _is_in(record.id.lower(), id) for id in left_out
        )
    ]
    names = sorted(id.rpartition("/")[2] for id in left_out)
    return kept, tuple(
        f"namespace {name}: it is of type Messaging and holds no hub" for name in names
    )


def _may_hold_hubs(id: ResourceId, with_hubs: Mapping[str, set[ResourceId]]) -> bool:
    """Tell whether a namespace may be one of those with hubs, which are given by name.

    All are from one source, in which equal symbols mean equal values.
    """
    if "{" in id.name:
        others = [other for named in with_hubs.values() for other in named]
    else:
        others = [*with_hubs.get(id.name.lower(), ()), *with_hubs.get("{", ())]
    return any(id.may_contain(other) and other.may_contain(id) for other in others)


def _is_in(id: str, namespace: str) -> bool:
    return id == namespace or id.startswith(f"{namespace}/")
