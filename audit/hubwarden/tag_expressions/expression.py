"""A tag expression as a tree, and whether it matches a set of tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """True for devices with this tag, in any letter case."""

    name: str
    at: int
    """The position of its first character, from 1."""


@dataclass(frozen=True, slots=True)
class Not:
    """True where the inner expression is false."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """True where all parts are; it has two or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True where at least one part is; it has two or more."""

    parts: tuple[Expression, ...]


Expression = Tag | Not | And | Or


def matches(expression: Expression, tags: frozenset[str]) -> bool:
    """Tell whether an expression matches a device with these tags (in lower case)."""
    if isinstance(expression, Tag):
        return expression.name.lower() in tags
    if isinstance(expression, Not):
        return not matches(expression.inner, tags)
    if isinstance(expression, And):
        return all(matches(part, tags) for part in expression.parts)
    return any(matches(part, tags) for part in expression.parts)


def tags_in(expression: Expression) -> Iterator[Tag]:
    """Yield every tag of an expression, from left to right, repeated ones too."""
    if isinstance(expression, Tag):
        yield expression
    elif isinstance(expression, Not):
        yield from tags_in(expression.inner)
    else:
        for part in expression.parts:
            yield from tags_in(part)


def has_only_ors(expression: Expression) -> bool:
    """Tell whether an expression has no other operator than OR."""
    if isinstance(expression, Or):
        return all(map(has_only_ors, expression.parts))
    return isinstance(expression, Tag)
