"""Checks the data of a file against a declared type and finds every mistake, not only the first.

The type is a ``msgspec.Struct`` whose fields carry ``Meta``. Data that passes here also passes
``msgspec.convert`` and the JSON schema that msgspec makes of the type. No message quotes a value of the file.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, Union

import msgspec
from msgspec import Meta, Struct

from hubwarden.errors import InputError, InputErrors
from hubwarden.yaml_with_lines import Lined, Path_

KindT = TypeVar("KindT")

_FEW: Final = 12
"""The most known keys that a message lists where none is close to the written one."""


class Mistake(NamedTuple):
    """What is wrong, and the path of keys and indexes to where it stands."""

    path: Path_
    message: str


def strict(source: Lined, data: Any, kind: type[KindT]) -> KindT:
    """Return the data as a value of ``kind``; raises ``InputErrors`` with every mistake and its line."""
    refuse(source, mistakes(data, kind))
    return msgspec.convert(data, kind)


def refuse(source: Lined, found: Sequence[Mistake]) -> None:
    """Raise ``InputErrors`` with the mistakes in the order of their lines; do nothing where there are none."""
    errors = [
        InputError(
            item.message,
            file=source.file,
            line=source.line(item.path) or 1,
            field=".".join(map(str, item.path)),
        )
        for item in found
    ]
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: (error.line or 0, error.field)))


class Words(NamedTuple):
    """How messages describe two kinds of mistakes."""

    unknown: str = "is not known here"
    """The message about a key that the type does not have."""
    missing_at_key: bool = False
    """Whether a missing key is reported at its own path (true), or at the mapping that needs it."""


WORDS: Final = Words()


def mistakes(data: Any, kind: Any, words: Words = WORDS) -> list[Mistake]:
    """Return every mistake of ``data`` as a value of ``kind``."""
    return list(_Checker(words).check(data, kind, (), Meta()))


def found_at(data: Any, pattern: tuple[str, ...], above: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Yield the values at a path, each with its full path; ``*`` in ``pattern`` matches every key and index.

    Values that are missing, or of another kind than the path needs, are left out.
    """
    if not pattern:
        yield above, data
        return
    first, *rest = pattern
    inside: Iterable[tuple[Any, Any]] = ()
    if isinstance(data, dict):
        inside = ((str(key), value) for key, value in data.items() if first in ("*", key))
    elif isinstance(data, list) and first == "*":
        inside = enumerate(data)
    for key, value in inside:
        yield from found_at(value, tuple(rest), (*above, key))


def nearest(word: str, known: Iterator[str] | Sequence[str] | Mapping[str, Any]) -> str:
    """Return a hint at the closest known word, or at all words if they are few; empty where there is none."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known are {', '.join(words)}" if 0 < len(words) <= _FEW else ""


class _Checker(NamedTuple):
    words: Words

    def check(self, data: Any, kind: Any, path: Path_, meta: Meta) -> Iterator[Mistake]:
        """Yield the mistakes in one value; ``meta`` is the ``Meta`` declared around the type."""
        while typing.get_origin(kind) is Annotated:
            kind, *metas = typing.get_args(kind)
            for inner in metas:
                meta = _both(meta, inner)
        origin, parts = typing.get_origin(kind), typing.get_args(kind)
        if origin in (Union, types.UnionType):
            yield from self.check(data, _member(parts, data), path, meta)
        elif origin is Literal:
            if not any(data == known and type(data) is type(known) for known in parts):
                yield Mistake(path, f"must be {_one_of(parts)}{_meant(data, parts)}")
        elif origin is dict:
            yield from self._mapping(data, parts, path)
        elif origin is tuple:
            yield from self._list(data, parts[0], path, meta)
        elif isinstance(kind, type) and issubclass(kind, Struct):
            yield from self._struct(data, kind, path)
        elif (message := _wrong(data, kind, meta)) is not None:
            yield Mistake(path, message)

    def _struct(self, data: Any, kind: type[Struct], path: Path_) -> Iterator[Mistake]:
        if not isinstance(data, dict):
            yield Mistake(path, "must be a mapping ({} where it needs no settings)")
            return
        hints = typing.get_type_hints(kind, include_extras=True)
        fields = {item.encode_name: item for item in msgspec.structs.fields(kind)}
        for name, item in fields.items():
            if item.required and name not in data:
                allowed = _allowed(hints[item.name])
                if self.words.missing_at_key:
                    yield Mistake((*path, name), f"is missing{allowed}")
                else:
                    yield Mistake(path, f"needs {name}{allowed}")
        for key, value in data.items():
            if key in fields:
                yield from self.check(value, hints[fields[key].name], (*path, key), Meta())
            else:
                yield Mistake((*path, str(key)), self.words.unknown + nearest(str(key), fields))

    def _mapping(self, data: Any, parts: tuple[Any, ...], path: Path_) -> Iterator[Mistake]:
        if not isinstance(data, dict):
            yield Mistake(path, "must be a mapping")
            return
        for key, value in data.items():
            here = (*path, str(key))
            if not isinstance(key, str):
                yield Mistake(here, "a name is a text: put it in quotes")
                continue
            wrong = [item.message for item in self.check(key, parts[0], here, Meta())]
            yield from (Mistake(here, f"the key {message}") for message in wrong)
            if not wrong:
                yield from self.check(value, parts[1], here, Meta())

    def _list(self, data: Any, inner: Any, path: Path_, meta: Meta) -> Iterator[Mistake]:
        if not isinstance(data, list):
            yield Mistake(path, f"must be a list{_allowed(inner)}")
            return
        if len(data) < (meta.min_length or 0):
            yield Mistake(path, "must be a list with at least one item")
        if (meta.extra_json_schema or {}).get("uniqueItems") and any(
            item in data[:index] for index, item in enumerate(data)
        ):
            yield Mistake(path, "has the same item twice")
        for index, item in enumerate(data):
            yield from self.check(item, inner, (*path, index), Meta())


def _both(outer: Meta, inner: Meta) -> Meta:
    """Return the limits of two declarations around one type together; where both speak, the inner one first."""
    names = (
        "gt",
        "ge",
        "lt",
        "le",
        "pattern",
        "min_length",
        "max_length",
        "extra",
        "extra_json_schema",
    )
    found = {
        name: value
        for name in names
        for value in [
            getattr(inner, name) if getattr(inner, name) is not None else getattr(outer, name)
        ]
        if value is not None
    }
    return Meta(**found)


def _member(parts: tuple[Any, ...], data: Any) -> Any:
    """Return the member of a union that a value is meant for, by whether the value is a mapping or null."""
    if data is None and type(None) in parts:
        return type(None)
    given = [part for part in parts if part not in (type(None), msgspec.UnsetType)]
    mappings = [part for part in given if isinstance(part, type) and issubclass(part, Struct)]
    if isinstance(data, dict) and mappings:
        return mappings[0]
    return next(part for part in (*(part for part in given if part not in mappings), *mappings))


def _wrong(data: Any, kind: Any, meta: Meta) -> str | None:
    """Return what is wrong with a plain value; ``None`` where it is right."""
    if kind is type(None) or kind is Any:
        return None
    if kind is bool:
        return None if isinstance(data, bool) else "must be true or false"
    if kind is str:
        return _wrong_text(data, meta)
    number = isinstance(data, int if kind is int else int | float) and not isinstance(data, bool)
    if not number or not math.isfinite(_as_float(data)) or not _within(data, meta):
        return f"must be a {'whole ' if kind is int else ''}number{_range(meta)}"
    return None


def _as_float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def _wrong_text(data: Any, meta: Meta) -> str | None:
    says = (meta.extra or {}).get("says", "must be a text")
    if not isinstance(data, str):
        number = isinstance(data, int | float) and not isinstance(data, bool)
        return f"{says}; a number needs quotes" if number else str(says)
    fits = (meta.pattern is None or re.search(meta.pattern, data)) and (
        (meta.min_length or 0) <= len(data) <= (meta.max_length or len(data))
    )
    return None if fits else str(says)


def _within(data: float, meta: Meta) -> bool:
    return (meta.ge is None or data >= meta.ge) and (meta.le is None or data <= meta.le)


def _range(meta: Meta) -> str:
    if meta.ge is None:
        return ""
    return f" of {meta.ge} or more" if meta.le is None else f" from {meta.ge} to {meta.le}"


def _choices(kind: Any) -> tuple[Any, ...]:
    while typing.get_origin(kind) is Annotated:
        kind = typing.get_args(kind)[0]
    return typing.get_args(kind) if typing.get_origin(kind) is Literal else ()


def _allowed(kind: Any) -> str:
    choices = _choices(kind)
    return f": {_one_of(choices)}" if choices else ""


def _one_of(choices: Sequence[Any]) -> str:
    words = ", ".join(map(str, choices))
    return f"one of {words}" if len(choices) > 1 else words


def _meant(data: Any, choices: Sequence[Any]) -> str:
    near = get_close_matches(data, map(str, choices), n=1) if isinstance(data, str) else []
    return f"; did you mean {near[0]}?" if near else ""
