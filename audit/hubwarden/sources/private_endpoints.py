"""Reads private endpoints: connections of a namespace, and endpoints that name one as their target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.model.resources import PrivateEndpoint
from hubwarden.sources.conversions import ABSENT, items, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.record import Record
from hubwarden.unknown import Unknown

CONNECTION: Final = "microsoft.notificationhubs/namespaces/privateendpointconnections"
ENDPOINT: Final = "microsoft.network/privateendpoints"

_MANUAL: Final = "manualPrivateLinkServiceConnections"
_LISTS: Final = ("privateLinkServiceConnections", _MANUAL)
_OURS: Final = "/providers/microsoft.notificationhubs/"


def read_private_endpoints(
    records: Sequence[Record], source: str, stack: str | None
) -> Iterator[PrivateEndpoint]:
    """Yield the connections of private endpoints to namespaces of Notification Hubs."""
    for record in records:
        if record.type == CONNECTION:
            yield _connection(FieldReader(record, source, stack))
        elif record.type == ENDPOINT and _is_for_hubs(record):
            yield _endpoint(FieldReader(record, source, stack))


def _connection(fields: FieldReader) -> PrivateEndpoint:
    # A program writes what a template has at the top below properties.
    inside = fields.value("properties")
    part = fields if inside is ABSENT else fields.below("properties")
    part.take("status", "privateLinkServiceConnectionState.status", text)
    return part.build(PrivateEndpoint)


def _endpoint(fields: FieldReader) -> PrivateEndpoint:
    record = fields.record
    found = [
        (name, item) for name in _LISTS for item in _entries(record, name) if _names_hubs(item)
    ]
    name, item = found[0]
    status = _status(item)
    if isinstance(status, str):
        fields.put("status", status)
    elif name == _MANUAL:
        fields.miss(
            "status", "it must be approved by hand, and the source does not tell whether it is"
        )
    elif isinstance(status, Unknown):
        fields.lack("status", status)
    else:
        # Who may connect without being asked is approved at once.
        fields.put("status", "Approved")
    fields.note("status", name)
    return fields.build(PrivateEndpoint)


def _is_for_hubs(record: Record) -> bool:
    return any(_names_hubs(item) for name in _LISTS for item in _entries(record, name))


def _entries(record: Record, name: str) -> list[Any]:
    value = record.properties.get(name)
    return items(value) if isinstance(value, list) else []


def _names_hubs(item: Any) -> bool:
    """Tell whether a connection is to a namespace, by its target."""
    if not isinstance(item, Mapping):
        return False
    target = _own(item).get("privateLinkServiceId")
    shown = target.symbol if isinstance(target, Unknown) else target
    return isinstance(shown, str) and _OURS in shown.lower()


def _status(item: Mapping[str, Any]) -> Any:
    state = _own(item).get("privateLinkServiceConnectionState")
    return state.get("status") if isinstance(state, Mapping) else state


def _own(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of an entry, which a template wraps in ``properties``."""
    inside = item.get("properties")
    return inside if isinstance(inside, Mapping) else item
