"""Walks the values of a resource down to those that contain no others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from hubwarden.location import Location
from hubwarden.sources.record import Record
from hubwarden.sources.secret_forms import MAYBE_KEY, kind_of_secret
from hubwarden.unknown import Unknown

_NAME: Final = re.compile(r"[\w.:{}() '-]{1,80}")


class Leaf(NamedTuple):
    """A value that contains no others. A named tuple, because a source has many."""

    path: str
    """Its path in the resource."""
    shown: str
    """The path for messages: items are named instead of counted."""
    value: Any
    marked: bool
    """Whether the source marks it, or something that contains it, as secret."""
    text: str
    """The value as a text, with symbols for unknown parts; empty for a value that is not a text."""


def leaves(record: Record) -> list[Leaf]:
    """Return all values of a resource, also those behind a secret mark."""
    found: list[Leaf] = []
    marked = "" in (record.marked or ())
    for name, value in record.properties.items():
        _add_leaves(found, record, value, name, name, marked=marked)
    return found


def _add_leaves(
    found: list[Leaf], record: Record, value: Any, path: str, shown: str, *, marked: bool
) -> None:
    """Add the leaves of one value to those that were found."""
    marked = marked or path in (record.marked or ())
    value = record.behind.get(path, value)
    if isinstance(value, str):  # the fast path: nearly all are texts
        found.append(Leaf(path, shown, value, marked, value))
    elif isinstance(value, (dict, Mapping)):
        for key, item in value.items():
            name = str(key) if _is_shown(str(key)) else "..."
            _add_leaves(found, record, item, f"{path}.{key}", f"{shown}.{name}", marked=marked)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            own = item.get("name") if isinstance(item, (dict, Mapping)) else None
            name = own if isinstance(own, str) and _is_shown(own) else str(index)
            _add_leaves(found, record, item, f"{path}[{index}]", f"{shown}[{name}]", marked=marked)
    else:
        text = value.symbol if isinstance(value, Unknown) else ""
        found.append(Leaf(path, shown, value, marked, text))


@lru_cache(maxsize=4096)  # The same names stand in each resource of a type.
def _is_shown(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not kind_of_secret(name) and not MAYBE_KEY.search(name)


def place_of(record: Record, path: str) -> Location:
    """Return the location of a value, or of the nearest part that contains it."""
    while path:
        if path in record.locations:
            return record.locations[path]
        path = re.sub(r"(\.[^.\[]*|\[\d+\]|^[^.\[]+)$", "", path)
    return record.location
