"""The members of a save: the fields of the model, by their annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from hubwarden.model.base import Subject
from hubwarden.model.credentials import CREDENTIALS, Credential

OF_ALL: Final = ("id", "origin", "unknown", "later", "causes", "undeclared")
"""The fields of every subject; a save writes them in a form of its own."""

WHICH: Final = "is"
"""The member with the kind of a value, where a field may have several kinds."""


def members_of(kind: Any) -> Mapping[str, Any]:
    """Return the types of a kind's fields by their names, without the fields of every subject.

    Fields that are left out of comparisons are left out here, too: they follow from others, or are digests, with
    which a guess of the secret could be tested.
    """
    return _members_of(kind)


@cache
def _members_of(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    if not hasattr(kind, "__dataclass_fields__"):
        return hints  # kind is a named tuple
    names = [item.name for item in fields(kind) if item.compare or issubclass(kind, Subject)]
    left_out = OF_ALL if issubclass(kind, Subject) else ()
    return {name: hints[name] for name in names if name not in left_out}


@cache
def options_of(hint: Any) -> tuple[Any, ...]:
    """Return the types that a value may have, without ``None``."""
    if hint is Credential:
        return CREDENTIALS
    if get_origin(hint) in (Union, UnionType):
        return tuple(item for item in get_args(hint) if item is not NoneType)
    return (hint,)


@cache
def may_be_none(hint: Any) -> bool:
    """Tell whether ``None`` is a value of a type."""
    return NoneType in get_args(hint)


@cache
def is_record(hint: Any) -> bool:
    """Tell whether a type is a class with fields: a dataclass or a named tuple."""
    return isinstance(hint, type) and (
        hasattr(hint, "__dataclass_fields__") or hasattr(hint, "_fields")
    )
