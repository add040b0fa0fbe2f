"""Converts the values of a record; a value of the wrong form raises ``TypeError``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hubwarden.facts import RIGHTS
from hubwarden.sources.record import BESIDE_PROPERTIES
from hubwarden.unknown import Unknown


class _Absent:
    """The type of ``ABSENT``: a property that the source does not declare."""


ABSENT: Final = _Absent()


class NotDocumented(Exception):
    """Raised where the meaning of a value is not documented; the text explains it without quoting the value."""


def first_unknown(value: Any) -> Unknown | None:
    """Return an ``Unknown`` that a value is or contains at any depth; ``None`` where there is none."""
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            continue  # the fast path: nearly all are texts
        if isinstance(item, Unknown):
            return item
        if isinstance(item, list):
            todo.extend(item)
        elif isinstance(item, (dict, Mapping)):
            todo.extend(item.values())
    return None


def text(value: Any) -> str:
    """Return a text unchanged; raises ``TypeError`` for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def items(value: Any) -> list[Any]:
    """Return a list unchanged; raises ``TypeError`` for anything else."""
    if not isinstance(value, list):
        raise TypeError
    return value


def boolean(value: Any) -> bool:
    """Return a boolean, which ARM also accepts as a text; raises ``TypeError`` for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise TypeError


def rights(value: Any) -> frozenset[str]:
    """Return the rights of an access rule or address rule; raises ``TypeError`` for a right that does not exist."""
    found = frozenset(text(item).capitalize() for item in items(value))
    if not found <= set(RIGHTS):
        raise TypeError
    return found


def moment(value: Any) -> datetime:
    """Return a point in time from ISO 8601; without an offset it is taken as UTC."""
    read = datetime.fromisoformat(text(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def optional_text(value: Any) -> str | None:
    """Return a text or ``None`` unchanged; raises ``TypeError`` for anything else."""
    return None if value is None else text(value)


def member_of(item: Any, member: str) -> Any:
    """Return a member of an item, or the item itself if it is unknown as a whole."""
    return item[member] if member and not isinstance(item, Unknown) else item


def value_at(value: Any, path: str, rest: Unknown | None) -> Any:
    """Return the value at a path below another; ``rest`` is the value of properties that are not there."""
    for part in path.split(".") if path else ():
        # Testing for dict first is faster, and nearly all are one.
        if isinstance(value, (dict, Mapping)):
            below = value.get(part)
        elif isinstance(value, Unknown):
            return value
        else:
            below = None
        if below is None:
            return ABSENT if rest is None or part in BESIDE_PROPERTIES else rest
        value, rest = below, None
    return value


def with_property(properties: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Return a copy of some properties with another value at a path."""
    first, *rest = path
    return {**properties, first: with_property(properties[first], rest, value) if rest else value}
