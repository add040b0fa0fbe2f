"""Shapes of bodies, as data, and the check of a body against one.

A refusal names the member, never its value. Enumerations ignore letter case and are returned in the spelling of the
shape, as the .NET services behind Resource Manager do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hubwarden_local_azure.refusals import bad_request


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value, kept and returned unchanged."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text."""

    pattern: str = ""
    least: int = 0
    says: str = ""
    """What the pattern demands, for the message."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int = -(2**31)
    most: int = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with arbitrary member names."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Members:
    """An object with known members."""

    known: Mapping[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    """Members that the service sets: they are accepted and ignored, so that clients can send an answer back."""
    private: bool = False
    """Whether member names may be credentials by mistake, so that they are not quoted."""


Shape = Anything | Text | Choice | Flag | Whole | ListOf | MapOf | Members

ANYTHING: Final = Anything()
TEXT: Final = Text()
FILLED: Final = Text(least=1)
FLAG: Final = Flag()
TEXTS: Final = MapOf(TEXT)

_NAME = re.compile(r"[A-Za-z$@][A-Za-z0-9_.]{0,39}")


def members(words: str = "", /, **shapes: Shape) -> Members:
    """Read a short notation: ``name*`` is required, ``name!`` is read-only, others are optional.

    ``shapes`` gives the shapes of members; the others can be any value.
    """
    names = words.split()
    plain = {name.rstrip("*!") for name in names}
    return Members(
        known={name: shapes.get(name, ANYTHING) for name in sorted(plain | set(shapes))},
        required=frozenset(name[:-1] for name in names if name.endswith("*")),
        read_only=frozenset(name[:-1] for name in names if name.endswith("!")),
    )


def check(
    value: Any, shape: Shape, path: str, *, partial: bool = False, nulls: bool = False
) -> Any:
    """Return ``value`` as the service would keep it, or raise ``ArmError`` with what is wrong.

    With ``partial``, no member of the outermost object is required. With ``nulls``, its nulls are kept, because a
    null can remove a member. Everywhere else null counts as absent.
    """
    if isinstance(shape, Members):
        return _members(value, shape, path, partial=partial, nulls=nulls)
    if isinstance(shape, MapOf):
        items = _object(value, path).items()
        return {
            key: check(item, shape.item, f"{path}.*") for key, item in items if item is not None
        }
    if isinstance(shape, ListOf):
        if not isinstance(value, list):
            raise _wrong(path, "must be an array")
        return [check(item, shape.item, f"{path}[{at}]") for at, item in enumerate(value)]
    return _single(value, shape, path)


def _members(
    value: Any, shape: Members, path: str, *, partial: bool, nulls: bool
) -> dict[str, Any]:
    given = _object(value, path)
    for key in given:
        if key not in shape.known:
            named = f"'{key}' " if not shape.private and _NAME.fullmatch(key) else ""
            raise bad_request(
                f"Could not find member {named}on object '{path}'. Known members: "
                f"{', '.join(sorted(shape.known))}.",
                "InvalidRequestContent",
            )
    for key in sorted(shape.required):
        if given.get(key) is None and (key in given or not partial):
            raise bad_request(f"The required property '{path}.{key}' is missing.")
    found: dict[str, Any] = {}
    for key, item in given.items():
        if key in shape.read_only:
            continue
        if item is None:
            if nulls:
                found[key] = None
            continue
        found[key] = check(item, shape.known[key], f"{path}.{key}")
    return found


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, "must be an object")
    return value


def _single(value: Any, shape: Anything | Text | Choice | Flag | Whole, path: str) -> Any:
    match shape:
        case Text() | Choice():
            return _text(value, shape, path)
        case Flag() if not isinstance(value, bool):
            raise _wrong(path, "must be true or false")
        case Whole(least, most):
            if not isinstance(value, int) or isinstance(value, bool):
                raise _wrong(path, "must be a whole number")
            if not least <= value <= most:
                raise _wrong(path, f"must be between {least} and {most}")
    return value


def _text(value: Any, shape: Text | Choice, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "must be a string")
    if isinstance(shape, Choice):
        for item in shape.values:
            if item.lower() == value.lower():
                return item
        raise _wrong(path, f"must be one of {', '.join(shape.values)}")
    if len(value) < shape.least:
        raise _wrong(path, "must not be empty")
    if shape.pattern and not re.fullmatch(shape.pattern, value):
        raise _wrong(path, shape.says or "has the wrong form")
    return value


def _wrong(path: str, what: str) -> Exception:
    return bad_request(f"The property '{path}' {what}.")
