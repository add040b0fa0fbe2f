"""The names of all fields that drift can report, as a baseline writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from hubwarden.drift.compared_fields import COMPARED, COMPARED_APART, IDS
from hubwarden.drift.comparison import COLLECTIONS
from hubwarden.model.base import Subject
from hubwarden.model.credentials import SERVICES, Credentials
from hubwarden.model.estate import COLLECTIONS as KINDS
from hubwarden.model.resources import Namespace

_FURTHER: Final[Mapping[type[Subject], tuple[str, ...]]] = {
    Namespace: ("subscription", "resource_group"),
    Credentials: SERVICES,
}
"""Further fields, which are compared by the place of a resource or by whether it has a part."""


@cache
def change_fields() -> frozenset[str]:
    """Return the names, such as ``AccessRule.rights`` and ``Lock.removed``."""
    return frozenset(f"{kind.__name__}.{field}" for kind, field in _fields())


def _fields() -> Iterator[tuple[type[Subject], str]]:
    tables: tuple[Mapping[type[Subject], Any], ...] = (COMPARED, IDS, COMPARED_APART, _FURTHER)
    for table in tables:
        for kind, fields in table.items():
            yield from ((kind, field) for field in fields)
    for name in COLLECTIONS:
        yield from ((KINDS[name], field) for field in ("added", "removed"))
