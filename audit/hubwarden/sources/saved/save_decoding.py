"""Reads the model from the JSON values of a save. A value that does not fit is an error that names its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, Literal, NoReturn, get_args, get_origin

from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.estate import COLLECTIONS
from hubwarden.secret import Secret
from hubwarden.sources.saved.save_types import WHICH, is_record, may_be_none, members_of, options_of
from hubwarden.unknown import Cause

_DURATION: Final = re.compile(r"P(-?\d{1,9})DT(\d{1,5})\.(\d{6})S", re.ASCII)
_WORDS: Final[Mapping[Any, str]] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}
_NOT_FINITE: Final = ("nan", "inf", "-inf")


@dataclass(frozen=True, slots=True)
class _Why:
    """The reason why a field is not known."""

    reason: str
    cause: Cause = "not-told"
    later: bool = False
    undeclared: bool = False


@dataclass(frozen=True, slots=True)
class _Id:
    """A resource id that is known only in part."""

    id: str
    exact: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Decoder:
    """Decodes the values of one file of a save."""

    file: str
    """The name of the file in messages."""
    source: str
    """The name of the source that was saved."""
    save: bytes
    """The identity of this save, which keeps its secrets apart from those of other saves."""
    _origin: list[Origin] = field(default_factory=list)

    def collections(self, body: Any) -> dict[str, tuple[Subject, ...]]:
        """Return the subjects of an estate by collection."""
        found = self._members(body, COLLECTIONS, "", "collection")
        return {
            name: tuple(
                self._subject(item, COLLECTIONS[name], f"{name}[{at}]", None)
                for at, item in enumerate(self.list_at(items, name))
            )
            for name, items in found.items()
        }

    def value(self, raw: Any, hint: Any, at: str = "") -> Any:
        """Return a value of the type ``hint``; ``at`` is its place in the file."""
        return self._value(raw, hint, at, None)

    def fail(self, message: str, at: str, hint: str = "") -> NoReturn:
        """Raise the error about the place ``at``; no value is quoted."""
        raise InputError(message, file=self.file, field=at, hint=hint)

    def _value(self, raw: Any, hint: Any, at: str, holder: ResourceId | None) -> Any:
        options = options_of(hint)
        if raw is None:
            if not may_be_none(hint):
                self.fail("a value is expected here, and there is none", at)
            return None
        if len(options) > 1:
            kind, raw = self._option(raw, options, at)
        else:
            (kind,) = options
        if is_record(kind):
            return self._record(raw, kind, at, holder)
        container, inner = get_origin(kind), get_args(kind)
        if container is Literal:
            if not isinstance(raw, str) or raw not in inner:
                self.fail(f"one of these is expected here: {', '.join(inner)}", at)
            return raw
        if container in (tuple, frozenset):
            items = enumerate(self.list_at(raw, at))
            found = (self._value(item, inner[0], f"{at}[{n}]", holder) for n, item in items)
            return tuple(found) if container is tuple else frozenset(found)
        if container is not None:
            return {
                name: self._value(item, inner[1], _below(at, name), holder)
                for name, item in self.object_at(raw, at).items()
            }
        return self._scalar(raw, kind, at)

    def _option(self, raw: Any, options: Iterable[Any], at: str) -> tuple[Any, Any]:
        """Return which of several types a value has, and the value without the member that names it."""
        if not isinstance(raw, dict):
            plain = [kind for kind in options if not is_record(kind)]
            if plain:
                return plain[0], raw
        names = {kind.__name__: kind for kind in options if is_record(kind)}
        body = dict(self.object_at(raw, at))
        name = body.pop(WHICH, None)
        if not isinstance(name, str) or name not in names:
            self.fail(f"one of these is expected here: {', '.join(names)}", _below(at, WHICH))
        return names[name], body

    def _record(self, raw: Any, kind: Any, at: str, holder: ResourceId | None) -> Any:
        if kind is ResourceId:
            return self._id(raw, at)
        if issubclass(kind, Subject):
            return self._subject(raw, kind, at, holder)
        hints = members_of(kind)
        known = {
            name: self._value(item, hints[name], _below(at, name), holder)
            for name, item in self._members(raw, hints, at).items()
        }
        try:
            return kind(**known)
        except TypeError:
            missing = ", ".join(sorted(hints.keys() - known.keys()))
            self.fail(f"something is missing here: {missing}", at)

    def _subject(
        self, raw: Any, kind: type[Subject], at: str, holder: ResourceId | None
    ) -> Subject:
        hints = members_of(kind)
        body = self._members(raw, {**hints, "id": ResourceId, "unknown": {}}, at)
        unknown = {
            name: self._why(why, f"{at}.unknown.{name}")
            for name, why in self._members(body.pop("unknown", {}), hints, f"{at}.unknown").items()
        }
        if "id" not in body and holder is None:
            self.fail("it has no id", at)
        id = self._id(body.pop("id"), f"{at}.id") if "id" in body else holder
        assert id is not None  # noqa: S101 - one of both is there
        if both := body.keys() & unknown.keys():
            self.fail("it is known and unknown at once", _below(at, min(both)))
        return make(
            kind,
            id=id,
            origin=self._place(),
            unknown={name: why.reason for name, why in unknown.items()},
            later=frozenset(name for name, why in unknown.items() if why.later),
            causes={name: why.cause for name, why in unknown.items() if why.cause != "not-told"},
            undeclared=frozenset(name for name, why in unknown.items() if why.undeclared),
            **{
                name: self._value(item, hints[name], _below(at, name), id)
                for name, item in body.items()
            },
        )

    def _why(self, raw: Any, at: str) -> _Why:
        why: _Why = self._record(raw, _Why, at, None)
        return why

    def _place(self) -> Origin:
        """Return the origin of everything in the save; it is made once."""
        if not self._origin:
            self._origin.append(Origin(self.source, Location(self.source)))
        return self._origin[0]

    def _id(self, raw: Any, at: str) -> ResourceId:
        if isinstance(raw, str):
            return ResourceId(raw, "{" not in raw, self.source)
        if not isinstance(raw, dict):
            self.fail("an id is expected here", at)
        parts: _Id = self._record(raw, _Id, at, None)
        return ResourceId(parts.id, parts.exact, self.source, parts.later)

    def _secret(self, raw: Any, at: str) -> Secret:
        expected = 'the number of a secret is expected here, as in {"secret": 1}'
        if not isinstance(raw, dict) or not raw.keys() <= {"secret", "empty"}:
            self.fail(
                expected, at, "a save keeps no secret: take it out, and replace it if it is real"
            )
        number, empty = raw.get("secret"), raw.get("empty", False)
        if isinstance(number, bool) or not isinstance(number, int) or not isinstance(empty, bool):
            self.fail(expected, at)
        return Secret.of_save(self.save, number, is_empty=empty)

    def _scalar(self, raw: Any, kind: Any, at: str) -> Any:
        if kind is Secret:
            return self._secret(raw, at)
        if kind is datetime or kind is timedelta:
            return self._time(raw, kind, at)
        if issubclass(kind, StrEnum):
            if raw not in [item.value for item in kind]:
                self.fail(f"one of these is expected here: {', '.join(kind)}", at)
            return kind(raw)
        if kind is float and raw in _NOT_FINITE:
            return float(raw)
        wanted = (int, float) if kind is float else kind
        if not isinstance(raw, wanted) or (isinstance(raw, bool) and kind is not bool):
            self.fail(f"{_WORDS[kind]} is expected here", at)
        return raw

    def _time(self, raw: Any, kind: Any, at: str) -> datetime | timedelta:
        text = raw if isinstance(raw, str) else ""
        if kind is datetime:
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                self.fail("a point in time is expected here, as in 2026-01-31T12:00:00+00:00", at)
        found = _DURATION.fullmatch(text)
        if found is None:
            self.fail("a duration is expected here, as in P90DT0.000000S", at)
        days, seconds, parts = map(int, found.groups())
        return timedelta(days, seconds, parts)

    def _members(
        self, raw: Any, known: Mapping[str, Any], at: str, what: str = "field"
    ) -> dict[str, Any]:
        body = self.object_at(raw, at)
        for name in body:
            if name not in known:
                near = get_close_matches(name.lower(), known, n=1)
                hint = f"the nearest is {near[0]}" if near else f"known: {', '.join(known)}"
                self.fail(f"a save has no {what} of this name here", _below(at, name), hint)
        return dict(body)

    def object_at(self, raw: Any, at: str) -> Mapping[str, Any]:
        """Return an object of a file; raises ``InputError`` for anything else."""
        if not isinstance(raw, dict):
            self.fail("an object is expected here", at)
        return raw

    def list_at(self, raw: Any, at: str) -> list[Any]:
        """Return a list of a file; raises ``InputError`` for anything else."""
        if not isinstance(raw, list):
            self.fail("a list is expected here", at)
        return raw


def _below(at: str, name: str) -> str:
    """Return the place of a member; a long name is cut, since it may come from somebody else."""
    shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}..."
    return f"{at}.{shown}" if at else shown


_LONGEST: Final = 60
