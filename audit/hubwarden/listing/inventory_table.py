"""The shape of an inventory: sections of rows, of which a cell may be unknown."""

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
    """One cell: a text, or why there is none."""

    text: str
    unknown: str = ""
    """Why the value is not known; empty where it is."""

    def __str__(self) -> str:
        return f"unknown: {self.unknown}" if self.unknown else self.text


Row = Mapping[str, Cell]
"""Cells by column."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind."""

    name: str
    """As programs read it: ``access_rules``."""
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    """What the reader has to know of the section."""


def cell(read: Callable[[], Any]) -> Cell:
    """Return what ``read`` gives in words, or why it is not known."""
    try:
        return Cell(words(read()))
    except Undetermined as why:
        return Cell("", why.reason)


def words(value: Any) -> str:  # noqa: PLR0911 - one line for each form of a value
    """Return a value in words; what came with a secret is not shown."""
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
    """Sort rows by their cells, so that the order of a source does not show."""
    return tuple(sorted(rows, key=lambda row: [str(row[name]).lower() for name in columns]))


def known_part(name: str) -> Cell:
    """Return a part of an id, which may not be known."""
    if not name or "{" in name or name == NO_SUBSCRIPTION:
        return Cell("", "the source does not tell it")
    return Cell(name)


def place_of(id: ResourceId) -> Row:
    """Return the namespace and the hub that an id is, or is in; no hub where it is in a namespace only."""
    names = {kind.lower(): name for kind, name in pairwise(id.text.split("/"))}
    hub = names.get("notificationhubs", "")
    return {
        "namespace": known_part(names.get("namespaces", "")),
        "hub": known_part(hub) if hub else Cell(""),
    }
