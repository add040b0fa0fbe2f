"""Reads private endpoints: connections of a namespace, and endpoints with a namespace as target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.model.resources import PrivateEndpoint
from hubwarden.sources.conversions import ABSENT, first_unknown, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.record import Record
from hubwarden.unknown import Unknown

CONNECTION: Final = "microsoft.notificationhubs/namespaces/privateendpointconnections"
ENDPOINT: Final = "microsoft.network/privateendpoints"

_MANUAL: Final = "manualPrivateLinkServiceConnections"
_LISTS: Final = ("privateLinkServiceConnections", _MANUAL)
_GROUP: Final = "namespace"
"""The group id of a namespace (Microsoft: Use Private Link with Notification Hubs)."""
_OURS: Final = "/providers/microsoft.notificationhubs/"


def read_private_endpoints(
    records: Sequence[Record], source: str, stack: str | None
) -> Iterator[PrivateEndpoint]:
    """Yield the connections between private endpoints and Notification Hubs namespaces."""
    for record in records:
        if record.type == CONNECTION:
            yield _connection(FieldReader(record, source, stack))
        elif record.type == ENDPOINT and _is_for_hubs(record):
            yield _endpoint(FieldReader(record, source, stack))


def _connection(fields: FieldReader) -> PrivateEndpoint:
    # A program writes below properties what a template has at the top.
    inside = fields.value("properties")
    part = fields if inside is ABSENT else fields.below("properties")
    part.take("status", "privateLinkServiceConnectionState.status", text)
    part.take("endpoint", "privateEndpoint.id", _name)
    return part.build(PrivateEndpoint)


def _name(id: Any) -> str:
    return text(id).rpartition("/")[2].lower()


def _endpoint(fields: FieldReader) -> PrivateEndpoint:
    record = fields.record
    fields.put("endpoint", _name(record.id))
    # Of several connections, prefer one that is certainly to a namespace.
    (name, item), *_ = sorted(_connections(record), key=lambda found: _target(found[1]) is None)
    status = _status(item)
    told = "Approved" if status is None and name != _MANUAL else status
    if _target(item) is None and told != "Approved":
        fields.miss("status", "whether its target is a namespace of Notification Hubs is not known")
    elif isinstance(status, str):
        fields.put("status", status)
    elif name == _MANUAL:
        fields.miss(
            "status", "it must be approved by hand, and the source does not tell whether it is"
        )
    elif isinstance(status, Unknown):
        fields.lack("status", status)
    else:
        # A connection that needs no manual approval is approved at once.
        fields.put("status", "Approved")
    fields.note("status", name)
    return fields.build(PrivateEndpoint)


def _is_for_hubs(record: Record) -> bool:
    """Tell whether an endpoint has a connection that is, or may be, to a namespace."""
    return bool(_connections(record))


def _connections(record: Record) -> list[tuple[str, Any]]:
    """Return the connections that are, or may be, to a namespace, each with the name of its list."""
    return [
        (name, item)
        for name in _LISTS
        for item in _entries(record, name)
        if _target(item) is not False
    ]


def _entries(record: Record, name: str) -> list[Any]:
    value = record.properties.get(name)
    return [value] if isinstance(value, Unknown) else value if isinstance(value, list) else []


def _target(item: Any) -> bool | None:
    """Tell whether a connection is to a namespace; ``None`` where that is not known."""
    if isinstance(item, Unknown):
        return None
    if not isinstance(item, Mapping):
        return False
    if isinstance(item.get("properties"), Unknown):
        return None
    target = _own(item).get("privateLinkServiceId")
    shown = target.symbol if isinstance(target, Unknown) else target
    if not isinstance(shown, str):
        return False
    if _OURS in shown.lower():
        return True
    provider = shown.lower().rpartition("/providers/")[2].partition("/")[0]
    known = "/providers/" in shown.lower() and "{" not in provider
    return False if known or not isinstance(target, Unknown) or not _may_be_ours(item) else None


def _may_be_ours(item: Mapping[str, Any]) -> bool:
    """Tell whether the group ids of a connection may include that of a namespace."""
    groups = _own(item).get("groupIds")
    if not isinstance(groups, list) or first_unknown(groups) is not None:
        return True
    return not groups or any(isinstance(group, str) and group.lower() == _GROUP for group in groups)


def _status(item: Any) -> Any:
    if isinstance(item, Unknown) or isinstance(item.get("properties"), Unknown):
        return item
    state = _own(item).get("privateLinkServiceConnectionState")
    return state.get("status") if isinstance(state, Mapping) else state


def _own(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the members of an entry; a template wraps them in ``properties``."""
    inside = item.get("properties")
    return inside if isinstance(inside, Mapping) else item
