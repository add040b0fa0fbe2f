"""Converts the values of a record: what has another form than it should raises ``TypeError``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hubwarden.facts import RIGHTS
from hubwarden.unknown import Unknown


class _Absent:
    """Stands for a property that the source does not declare."""


ABSENT: Final = _Absent()


class NotDocumented(Exception):
    """What a value means is documented nowhere; the text says so for the user and names no value."""


def first_unknown(value: Any) -> Unknown | None:
    """Return an unknown that a value is or holds at any depth."""
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, Unknown):
            return item
        if isinstance(item, Mapping):
            todo.extend(item.values())
        elif isinstance(item, list):
            todo.extend(item)
    return None


def text(value: Any) -> str:
    """Return a text as it is; raises ``TypeError`` for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def items(value: Any) -> list[Any]:
    """Return a list as it is; raises ``TypeError`` for anything else."""
    if not isinstance(value, list):
        raise TypeError
    return value


def boolean(value: Any) -> bool:
    """Return a truth value, which ARM takes as a text, too; raises ``TypeError`` for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise TypeError


def rights(value: Any) -> frozenset[str]:
    """Return the rights of an access or a network rule; raises ``TypeError`` for others than there are."""
    found = frozenset(text(item).capitalize() for item in items(value))
    if not found <= set(RIGHTS):
        raise TypeError
    return found


def moment(value: Any) -> datetime:
    """Read a point in time, ISO 8601; one without an offset is taken to be UTC."""
    read = datetime.fromisoformat(text(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def optional_text(value: Any) -> str | None:
    """Return a text as it is, or nothing; raises ``TypeError`` for anything else."""
    return None if value is None else text(value)


def member_of(item: Any, member: str) -> Any:
    """Return the member of an item, or an item that is not known as a whole."""
    return item[member] if member and not isinstance(item, Unknown) else item


def with_property(properties: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """Return a copy of some properties with another value at a path."""
    first, *rest = path
    return {**properties, first: with_property(properties[first], rest, value) if rest else value}
