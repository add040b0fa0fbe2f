"""How the tables say what an expression may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from hubwarden.model.base import Subject

FieldType = Literal[
    "string",
    "bool",
    "int",
    "timestamp",
    "duration",
    "list<string>",
    "map<string, string>",
    "map<string, list<string>>",
]
"""Types of CEL, as its library spells them."""


class Told(NamedTuple):
    """A field that an expression may ask."""

    type: FieldType
    meaning: str
    path: str = ""
    """Where the model holds it, dotted below the subject; empty: under its own name."""
    optional: bool = False
    """Whether there may be none: ``resource.has_NAME`` tells, and asking for one that is not there leaves the
    rule undetermined."""


def text(meaning: str, path: str = "", *, optional: bool = False) -> Told:
    """Return a field that is a text."""
    return Told("string", meaning, path, optional)


def flag(meaning: str, path: str = "", *, optional: bool = False) -> Told:
    """Return a field that is true or false."""
    return Told("bool", meaning, path, optional)


def texts(meaning: str, path: str = "") -> Told:
    """Return a field that is a list of texts."""
    return Told("list<string>", meaning, path)


class Judged(NamedTuple):
    """A kind of subject, and its fields by name."""

    kind: type[Subject]
    fields: Mapping[str, Told]
