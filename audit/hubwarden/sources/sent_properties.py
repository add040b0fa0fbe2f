"""Which properties are sent: Azure ignores a property that the API version of the resource does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from hubwarden.api_versions import (
    ADDED,
    LISTED,
    has,
    nearest_property,
    outside_every_version,
    shown,
)
from hubwarden.model.resources import ApiVersion
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.record import Record
from hubwarden.unknown import Unknown

_EMPTY: Final[tuple[object, ...]] = ("", [], {})


def as_sent(record: Record) -> Record:
    """Return a record with only the properties that its API version sets.

    Properties that may or may not be set become unknown. Without any API version Azure refuses the resource; then
    the record is returned unchanged.
    """
    outside = list(_outside(record))
    if not outside:
        return record
    properties: dict[str, Any] = dict(record.properties)
    for path, _, reason, later in outside:
        symbol = f"{{{path} of {record.id} in its API version}}"
        _put(properties, path, Unknown(symbol, reason, later=later) if reason else None)
    ignored = frozenset(path for path, _, reason, _ in outside if not reason)
    return replace(record, properties=properties, ignored=ignored)


def read_api_version(fields: FieldReader) -> ApiVersion:
    """Read the API version of a namespace, a hub or an access rule, and the properties that it ignores."""
    record = fields.record
    fields.note("version", "apiVersion")
    if record.untold is not None:
        fields.lack("version", record.untold)
        fields.lack("unsupported", record.untold)
        return fields.build(ApiVersion)
    if isinstance(record.api_version, Unknown):
        fields.lack("version", record.api_version)
    else:
        fields.put("version", record.api_version)
    found = _not_set(fields)
    unread = None if found else _unread(record)
    if unread is not None:
        path, value = unread
        why = f"what is in {path} is not known: {value.reason}"
        fields.miss("unsupported", why, later=value.later)
    if record.api_version is None and any(
        _value(record.properties, path) is not None for path in ADDED.get(record.type, ())
    ):
        fields.miss("unsupported", "it has no API version")
    # Properties that are certainly ignored are reported, even if others are not known.
    if found or not fields.misses("unsupported"):
        fields.put("unsupported", found)
    return fields.build(ApiVersion)


def _not_set(fields: FieldReader) -> dict[str, str]:
    """Return the properties that are certainly ignored, each with the first version that has it, or empty."""
    record = fields.record
    found: dict[str, str] = {}
    for path, since, reason, later in _outside(record):
        value = _value(record.properties, path)
        fields.note(path, path)
        if reason:
            fields.miss("unsupported", reason, later=later)
        elif isinstance(value, Unknown) and not value.present:
            why = f"whether {path} has a value is not known: {value.reason}"
            fields.miss("unsupported", why, later=value.later)
        elif value not in _EMPTY:
            found[path] = since
    for path in outside_every_version(record.type, record.properties):
        value = _value(record.properties, path)
        if path.startswith("__") or value is None or value in _EMPTY:
            continue
        named = _named(path, of_hub=record.type.endswith("/notificationhubs"))
        fields.note(named, path)
        if isinstance(value, Unknown) and not value.present:
            why = f"whether {named} has a value is not known: {value.reason}"
            fields.miss("unsupported", why, later=value.later)
        else:
            found[named] = ""
    return found


_PLAIN_NAME: Final = re.compile(r"[A-Za-z]{1,40}")


def _named(path: str, *, of_hub: bool) -> str:
    """Return a path as messages show it; an unknown name is hidden, since it may be a secret by mistake."""
    above, _, name = path.rpartition(".")
    if _PLAIN_NAME.fullmatch(name) or nearest_property(name, of_hub=of_hub):
        return path
    return f"{above}.{_NOT_NAMED}" if above else _NOT_NAMED


_NOT_NAMED: Final = "(a name that is not shown)"


def _outside(record: Record) -> Iterator[tuple[str, str, str, bool]]:
    """Yield properties that are ignored, or may be: the path, the first version that has it, why it is not certain
    (empty where it is), and whether it becomes known at deployment.
    """
    version = record.api_version
    if version is None:
        return
    done: list[str] = []
    for path, since in _perhaps_added(record):
        if _value(record.properties, path) is None:
            continue
        if any(path.startswith(f"{above}.") for above in done):
            continue
        if isinstance(version, Unknown):
            reason = f"whether {path} is set depends on the API version: {version.reason}"
            yield path, since, reason, version.later
        elif has(version, since) is False:
            yield path, since, "", False
        else:
            why = (
                "is not documented" if version.lower() in LISTED else "is not one of the service's"
            )
            reason = f"API version {shown(version)} {why}: whether it has {path} is not known"
            yield path, since, reason, False
        done.append(path)


def _unread(record: Record) -> tuple[str, Unknown] | None:
    """Return an unknown value that may contain a property which the version lacks; ``None`` where there is none."""
    if record.api_version is None:
        return None
    for path, _ in _perhaps_added(record):
        above = path.rpartition(".")[0]
        value = _value(record.properties, above) if above else None
        if isinstance(value, Unknown):
            return above, value
    return None


def _perhaps_added(record: Record) -> Sequence[tuple[str, str]]:
    """Return the properties that the API version of a record lacks, or may lack, and the first version of each."""
    version = record.api_version
    added = ADDED.get(record.type, {})
    if not isinstance(version, str):
        return tuple(added.items())
    return _added_after(record.type, version)


@lru_cache(maxsize=256)  # The resources of a fleet have few versions.
def _added_after(type_: str, version: str) -> Sequence[tuple[str, str]]:
    added = ADDED.get(type_, {})
    return tuple((path, since) for path, since in added.items() if has(version, since) is not True)


def _value(properties: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path; ``None`` where there is none, or something around it is unknown."""
    value: Any = properties
    for part in path.split("."):
        if not isinstance(value, (dict, Mapping)):
            return None
        value = value.get(part)
    return value


def _put(properties: dict[str, Any], path: str, value: Unknown | None) -> None:
    """Set an existing value, or remove it; the objects around it are copied, not changed."""
    first, _, rest = path.partition(".")
    if rest:
        properties[first] = dict(properties[first])
        _put(properties[first], rest, value)
    elif value is None:
        del properties[first]
    else:
        properties[first] = value
