"""Writes the model as JSON values, with a number in place of each secret."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.estate import COLLECTIONS, Estate
from hubwarden.secret import Hidden, Secret
from hubwarden.sources.saved.save_types import WHICH, is_record, members_of, options_of
from hubwarden.unknown import Unknown

_LEFT_OUT: Final = "it contains a secret, which a save does not keep"


class _HoldsSecret(Exception):
    """Raised for a text that contains a secret, so that it is not saved."""


@dataclass(slots=True)
class Encoder:
    """Encodes the values of one save."""

    holds_secret: Callable[[str], bool]
    """Tells whether a text contains a secret."""
    _numbers: dict[Secret, int] = field(default_factory=dict)

    def estate(self, estate: Estate) -> dict[str, Any]:
        """Return the subjects of an estate by collection, sorted by id, since answers arrive in any order."""
        return {
            name: [self._subject(item, None) for item in sorted(found, key=_place)]
            for name in COLLECTIONS
            if (found := getattr(estate, name))
        }

    def value(self, value: Any, hint: Any) -> Any:
        """Return a value of the type ``hint``; raises for a text that contains a secret."""
        return self._value(value, hint, None)

    def _value(self, value: Any, hint: Any, holder: ResourceId | None) -> Any:
        """Return a value of a type; ``holder`` is the id of the subject that contains it."""
        if value is None:
            return None
        options = options_of(hint)
        if len(options) > 1:
            return self._one_of(value, options, holder)
        (kind,) = options
        if is_record(kind):
            return self._record(value, kind, holder)
        inner = get_args(kind)
        if isinstance(value, Mapping):
            return {name: self._value(item, inner[1], holder) for name, item in value.items()}
        if get_origin(kind) in (tuple, frozenset):
            found = [self._value(item, inner[0], holder) for item in value]
            return sorted(found) if get_origin(kind) is frozenset else found
        return self._scalar(value)

    def _one_of(self, value: Any, options: tuple[Any, ...], holder: ResourceId | None) -> Any:
        kind = next(kind for kind in options if isinstance(value, kind))
        try:
            found = self._value(value, kind, holder)
        except _HoldsSecret:
            if Unknown not in options:
                raise
            kind = Unknown
            found = self._value(Unknown("{secret}", _LEFT_OUT, present=True), kind, holder)
        return {WHICH: kind.__name__, **found} if is_record(kind) else found

    def _record(self, value: Any, kind: Any, holder: ResourceId | None) -> Any:
        if isinstance(value, ResourceId):
            return _id(value)
        if isinstance(value, Subject):
            return self._subject(value, holder)
        return {
            name: self._value(getattr(value, name), hint, holder)
            for name, hint in members_of(kind).items()
        }

    def _subject(self, subject: Subject, holder: ResourceId | None) -> dict[str, Any]:
        """Return the known fields of a subject, and under ``unknown`` why the others are not known."""
        id = _id(subject.id)
        # A part has the id of the whole, which is then left out.
        found: dict[str, Any] = {} if holder is not None and id == _id(holder) else {"id": id}
        unknown: dict[str, Any] = {}
        for name, hint in members_of(type(subject)).items():
            try:
                found[name] = self._value(getattr(subject, name), hint, subject.id)
            except _HoldsSecret:
                unknown[name] = {"reason": _LEFT_OUT}
            except Undetermined:
                if name in subject.unknown:
                    unknown[name] = _why(subject, name)
        return {**found, "unknown": unknown} if unknown else found

    def _scalar(self, value: Any) -> Any:  # noqa: PLR0911 - one line for each form of a value
        if isinstance(value, Secret):
            number = self._numbers.setdefault(value, len(self._numbers) + 1)
            return {"secret": number, **({"empty": True} if value.is_empty else {})}
        if isinstance(value, StrEnum):
            return value.value
        if isinstance(value, str):
            if isinstance(value, Hidden) or self.holds_secret(value):
                raise _HoldsSecret
            return value
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, timedelta):
            return f"P{value.days}DT{value.seconds}.{value.microseconds:06}S"
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        return value


def _place(subject: Subject) -> str:
    return subject.id.text.lower()


def _id(id: ResourceId) -> Any:
    if not id.later and id.exact == ("{" not in id.text):
        return id.text
    return {"id": id.text, "exact": id.exact, "later": id.later}


def _why(subject: Subject, name: str) -> dict[str, Any]:
    why: dict[str, Any] = {"reason": subject.unknown[name]}
    if name in subject.causes:
        why["cause"] = subject.causes[name]
    why |= {word: True for word in ("later", "undeclared") if name in getattr(subject, word)}
    return why
