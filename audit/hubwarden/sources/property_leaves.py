"""Walks the values of a resource down to those that contain no others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from hubwarden.location import Location
from hubwarden.sources.record import Record
from hubwarden.sources.secret_forms import MAYBE_KEY, kind_of_secret
from hubwarden.unknown import Unknown

_NAME: Final = re.compile(r"[\w.:{}() '-]{1,80}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that contains no others."""

    path: str
    """Its path in the resource."""
    shown: str
    """The path for messages: items are named instead of counted."""
    value: Any
    marked: bool
    """Whether the source marks it, or something that contains it, as secret."""

    @property
    def text(self) -> str:
        """The value as a text, with symbols for unknown parts; empty for a value that is not a text."""
        text = self.value.symbol if isinstance(self.value, Unknown) else self.value
        return text if isinstance(text, str) else ""


def leaves(record: Record) -> Iterator[Leaf]:
    """Yield all values of a resource, also those behind a secret mark."""
    marks = record.marked or frozenset()
    for name, value in record.properties.items():
        yield from _walk(value, name, name, record.behind, marks, marked="" in marks)


def _walk(
    value: Any,
    path: str,
    shown: str,
    behind: Mapping[str, Any],
    marks: frozenset[str],
    *,
    marked: bool,
) -> Iterator[Leaf]:
    marked = marked or path in marks
    value = behind.get(path, value)
    if isinstance(value, str):  # the fast path: nearly all are texts
        yield Leaf(path, shown, value, marked)
    elif isinstance(value, dict | Mapping):
        for key, item in value.items():
            name = str(key) if _is_shown(str(key)) else "..."
            yield from _walk(item, f"{path}.{key}", f"{shown}.{name}", behind, marks, marked=marked)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            own = item.get("name") if isinstance(item, Mapping) else None
            name = own if isinstance(own, str) and _is_shown(own) else str(index)
            yield from _walk(
                item, f"{path}[{index}]", f"{shown}[{name}]", behind, marks, marked=marked
            )
    else:
        yield Leaf(path, shown, value, marked)


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
