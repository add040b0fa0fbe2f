"""A tag expression as a tree, and whether it matches a set of tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A device has this tag. Letter case does not matter."""

    name: str
    at: int
    """The character that it begins at; counts from 1."""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of what is inside."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; there are two or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts holds; there are two or more."""

    parts: tuple[Expression, ...]


Expression = Tag | Not | And | Or


def matches(expression: Expression, tags: frozenset[str]) -> bool:
    """Tell whether an expression holds for a device with these tags, which are given in lower case."""
    if isinstance(expression, Tag):
        return expression.name.lower() in tags
    if isinstance(expression, Not):
        return not matches(expression.inner, tags)
    if isinstance(expression, And):
        return all(matches(part, tags) for part in expression.parts)
    return any(matches(part, tags) for part in expression.parts)


def tags_in(expression: Expression) -> Iterator[Tag]:
    """Yield every mention of a tag, from left to right."""
    if isinstance(expression, Tag):
        yield expression
    elif isinstance(expression, Not):
        yield from tags_in(expression.inner)
    else:
        for part in expression.parts:
            yield from tags_in(part)


def has_only_ors(expression: Expression) -> bool:
    """Tell whether an expression has no operator but OR."""
    if isinstance(expression, Or):
        return all(map(has_only_ors, expression.parts))
    return isinstance(expression, Tag)
