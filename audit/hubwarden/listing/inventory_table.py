"""The shape of an inventory: sections of rows, whose cells may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.scopes import NO_SUBSCRIPTION
from hubwarden.secret import shown


class Cell(NamedTuple):
    """One cell: a text, or the reason why there is none."""

    text: str
    unknown: str = ""
    """Why the value is not known; empty where it is known."""

    def __str__(self) -> str:
        return f"unknown: {self.unknown}" if self.unknown else self.text


Row = Mapping[str, Cell]
"""Cells by column."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind."""

    name: str
    """The name in JSON: ``access_rules``."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """What the reader has to know about the section."""


def cell(read: Callable[[], Any]) -> Cell:
    """Return what ``read`` returns, in words, or why it is not known (``read`` raised ``Undetermined``)."""
    try:
        return Cell(words(read()))
    except Undetermined as why:
        return Cell("", why.reason)


def words(value: Any) -> str:  # noqa: PLR0911 - one line for each form of a value
    """Return a value in words; a hidden text becomes ``(not shown)``."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, ResourceId):
        return value.name
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC" if value.utcoffset() == timedelta(0) else str(value)
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 86400:g} days"
    if isinstance(value, Iterable):
        return ", ".join(sorted(map(words, value))) or "none"
    return str(value)


def by_cells(rows: Iterable[Row], columns: tuple[str, ...]) -> tuple[Row, ...]:
    """Sort rows by their cells, so that the order of a source makes no difference."""
    return tuple(sorted(rows, key=lambda row: [str(row[name]).lower() for name in columns]))


def known_part(name: str) -> Cell:
    """Return a part of an id as a cell; it may not be known."""
    if not name or "{" in name or name == NO_SUBSCRIPTION:
        return Cell("", "the source does not tell it")
    return Cell(name)


def place_of(id: ResourceId) -> Row:
    """Return the namespace and hub of an id or of what contains it; the hub is missing outside hubs."""
    names = {kind.lower(): name for kind, name in pairwise(id.text.split("/"))}
    hub = names.get("notificationhubs", "")
    return {
        "namespace": known_part(names.get("namespaces", "")),
        "hub": known_part(hub) if hub else Cell(""),
    }
