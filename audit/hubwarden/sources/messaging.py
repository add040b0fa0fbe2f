"""Namespaces of another service that share the type of a Notification Hubs namespace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hubwarden.sources.record import Record

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"


def without_messaging(records: Sequence[Record]) -> tuple[list[Record], tuple[str, ...]]:
    """Return the records without namespaces of type Messaging, and what is then not judged, in words.

    Such a namespace is for messages between applications and holds no hub (REST API 2023-10-01-preview,
    NamespaceType). One that a hub is declared in is judged all the same.
    """
    with_hubs = {
        record.id.lower().partition("/notificationhubs/")[0]
        for record in records
        if record.type == f"{_NAMESPACE}/notificationhubs"
    }
    unclear = any("{" in id for id in with_hubs)
    left_out = {
        record.id.lower()
        for record in records
        if record.type == _NAMESPACE
        and str(record.properties.get("namespaceType", "")).lower() == "messaging"
        and record.id.lower() not in with_hubs
        and not (unclear and "{" in record.id)
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


def _is_in(id: str, namespace: str) -> bool:
    return id == namespace or id.startswith(f"{namespace}/")
