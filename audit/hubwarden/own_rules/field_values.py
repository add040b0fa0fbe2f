"""Reads the fields of a subject as plain values for an expression.

A value that is not known, or that came with a secret, is left out: the expression then has no result, unless it is
true or false whatever the value is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.credentials import SERVICES, Credentials
from hubwarden.model.tags import require_names
from hubwarden.own_rules.expression_fields import FieldType, Told
from hubwarden.secret import Hidden
from hubwarden.unknown import Unknown

_IN_SUBSCRIPTION: Final = re.compile(r"/subscriptions/(?:\{[^/]*\}|[^/{}]*)(?=/)")
_FOR_EVER: Final = timedelta(days=36_500)
"""A hundred years: Azure writes "never" as the longest duration that there is, which CEL does not have."""
_NO_SUBSCRIPTION: Final = "/subscriptions/00000000-0000-0000-0000-000000000000"
"""The beginning of ids from sources that do not know the subscription."""


class FieldValues(NamedTuple):
    """The known values of some fields, and why others are not known."""

    known: Mapping[str, Any]
    """By the name of the field; ``None`` where it has no value."""
    unknown: Mapping[str, Undetermined]


def values_of(subject: Subject, told: Mapping[str, Told], context: Context) -> FieldValues:
    """Return the values of some fields of a subject."""
    known: dict[str, Any] = {}
    unknown: dict[str, Undetermined] = {}
    for name, field in told.items():
        try:
            known[name] = _value(subject, name, field, context)
        except Undetermined as why:
            unknown[name] = why
    return FieldValues(known, unknown)


def _value(subject: Subject, name: str, field: Told, context: Context) -> Any:
    if name == "now":
        return context.moment
    if name == "environment":
        return context.environment_name(subject)
    if name == "environment_kind":
        return context.environment(subject).kind
    path = field.path or name
    place = f"{type(subject).__name__}.{path}"
    return _plain(_found(subject, path, place), field, place)


def _found(subject: Subject, path: str, place: str) -> Any:
    value: Any = subject
    for step in path.split("."):
        if isinstance(value, Problem):
            raise Undetermined(place, f"it cannot be read: {value.what}", cause="unclear")
        value = getattr(value, step)
    if path == "tags":
        require_names(value, place)
    if path.startswith("id.") and (not value or "{" in value):
        raise Undetermined(place, "the source does not tell it", later=subject.id.later)
    return value


def _plain(value: Any, field: Told, place: str) -> Any:
    """Return a value as one of the types of CEL; raises ``Undetermined``."""
    if field.type == "bool" and not (value is None and field.optional):
        # For a part of a credential, such as its certificate, the value is whether it exists.
        return value if isinstance(value, bool) else value is not None
    if isinstance(value, timedelta) and value >= _FOR_EVER and field.optional:
        return None
    if value is None:
        if field.optional:
            return None
        raise Undetermined(place, "the source does not tell it")
    return _CONVERSIONS[field.type](value, place)


def _whole(value: float, place: str) -> int:
    if int(value) != value:
        raise Undetermined(place, "it is no whole number", cause="unclear")
    return int(value)


def _map(value: Mapping[Any, Any], place: str) -> dict[str, str]:
    return {_text(key, place): _text(item, place) for key, item in value.items()}


def _map_of_texts(value: Mapping[Any, Any], place: str) -> dict[str, list[str]]:
    return {_text(key, place): _texts(item, place) for key, item in value.items()}


def _moment(value: datetime | timedelta, _place: str) -> datetime | timedelta:
    return value


def _texts(value: Any, place: str) -> list[str]:
    if isinstance(value, Credentials):
        return [name for name in SERVICES if getattr(value, name) is not None]
    # Unordered values are sorted, so that lists can be compared.
    ordered: Iterable[Any] = value if isinstance(value, tuple) else sorted(value)
    return [_text(item, place) for item in ordered]


def _text(value: Any, place: str) -> str:
    if isinstance(value, Hidden):
        raise Undetermined(
            place, "it came with a secret, and rules of your own are not shown it", cause="unclear"
        )
    if isinstance(value, Unknown):
        raise Undetermined(place, value.reason, later=value.later, cause=value.cause)
    if isinstance(value, ResourceId):
        return _id(value, place)
    if not isinstance(value, str):
        raise TypeError(f"{place} holds {type(value).__name__}, which no expression is given")
    return str(value)


def _id(id: ResourceId, place: str) -> str:
    """Return an id without its subscription, which sources that read files do not know."""
    text = _IN_SUBSCRIPTION.sub("", id.folded, count=1)
    if "{" in text or text == _NO_SUBSCRIPTION:
        raise Undetermined(place, "the source does not tell the whole id", later=id.later)
    return text


_CONVERSIONS: Final[Mapping[FieldType, Callable[[Any, str], Any]]] = {
    "string": _text,
    "int": _whole,
    "timestamp": _moment,
    "duration": _moment,
    "list<string>": _texts,
    "map<string, string>": _map,
    "map<string, list<string>>": _map_of_texts,
}
