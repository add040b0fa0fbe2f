"""How the tables declare the fields that an expression may use."""

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
"""Types of CEL, as the library spells them."""


class Told(NamedTuple):
    """A field that an expression may use."""

    type: FieldType
    meaning: str
    path: str = ""
    """The path in the model, dotted below the subject; empty: the field's own name."""
    optional: bool = False
    """Whether it may have no value: ``resource.has_NAME`` says so, and using the field without a value leaves the
    rule undetermined."""


def text(meaning: str, path: str = "", *, optional: bool = False) -> Told:
    """Return the declaration of a text field."""
    return Told("string", meaning, path, optional)


def flag(meaning: str, path: str = "", *, optional: bool = False) -> Told:
    """Return the declaration of a boolean field."""
    return Told("bool", meaning, path, optional)


def texts(meaning: str, path: str = "") -> Told:
    """Return the declaration of a field that is a list of texts."""
    return Told("list<string>", meaning, path)


class Judged(NamedTuple):
    """A kind of subject, and its fields by name."""

    kind: type[Subject]
    fields: Mapping[str, Told]
