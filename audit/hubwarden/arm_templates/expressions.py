"""The expression language of ARM templates: parses a text into a tree.

    [concat(parameters('prefix'), '-', variables('hubs')[0].name)]

This is the grammar only; ``evaluator.py`` computes the values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

_MAX_LENGTH: Final = 24_576
"""ARM's limit for the length of an expression, in characters."""
_MAX_DEPTH: Final = 40
_MAX_DIGITS: Final = 19

_TOKEN: Final = re.compile(
    r"\s*(?:'(?P<text>(?:[^']|'')*)'"
    r"|(?P<number>-?[0-9]+)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark>[().,\[\]]))"
)


class BadExpression(Exception):
    """Raised for an expression that Azure would refuse; the text says why and quotes nothing."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number."""

    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; a user-defined function has its namespace in front, as in ``own.name``."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object or an element of an array: ``a.b`` or ``a['b']`` or ``a[0]``."""

    of: Node
    key: Node


Node = Literal | Call | Member

_Token = tuple[str, str]


def is_expression(text: str) -> bool:
    """Tell whether ARM evaluates a text; a text that begins with ``[[`` is a plain text that begins with ``[``."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def unescape(text: str) -> str:
    """Return a text that is not an expression as ARM reads it."""
    return text[1:] if text.startswith("[[") else text


def parse(text: str) -> Node:
    """Parse the expression ``[...]``. Raises ``BadExpression``."""
    if len(text) > _MAX_LENGTH:
        raise BadExpression("the expression is longer than Azure allows")
    tokens = _tokens(text[1:-1])
    node, rest = _expression(tokens, 0, 0)
    if rest != len(tokens) - 1:
        raise BadExpression("the expression goes on after its end")
    return node


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise BadExpression("the expression has a character that does not belong there")
        kind = found.lastgroup
        tokens.append((found.group().strip() if kind == "mark" else kind, found.group(kind)))
        at = found.end()
    return [*tokens, ("end", "")]


def _expression(tokens: list[_Token], at: int, depth: int) -> tuple[Node, int]:
    """Parse one expression from ``tokens[at]``; return it and the position after it."""
    if depth > _MAX_DEPTH:
        raise BadExpression("the expression is nested too deeply")
    kind, text = tokens[at]
    node: Node
    if kind == "text":
        node, at = Literal(text.replace("''", "'")), at + 1
    elif kind == "number":
        if len(text) > _MAX_DIGITS:
            raise BadExpression("a number is too long")
        node, at = Literal(int(text)), at + 1
    elif kind == "name":
        node, at = _call(tokens, at, depth)
    else:
        raise BadExpression("a value is missing in the expression")
    return _members(node, tokens, at, depth)


def _call(tokens: list[_Token], at: int, depth: int) -> tuple[Call, int]:
    name, at = tokens[at][1], at + 1
    if tokens[at][0] == "." and tokens[at + 1][0] == "name":
        name, at = f"{name}.{tokens[at + 1][1]}", at + 2
    if tokens[at][0] != "(":
        raise BadExpression("a function has no parentheses")
    arguments: list[Node] = []
    at += 1
    if tokens[at][0] == ")":
        return Call(name, ()), at + 1
    while True:
        argument, at = _expression(tokens, at, depth + 1)
        arguments.append(argument)
        if tokens[at][0] == ")":
            return Call(name, tuple(arguments)), at + 1
        if tokens[at][0] != ",":
            raise BadExpression("a parenthesis is not closed")
        at += 1


def _members(node: Node, tokens: list[_Token], at: int, depth: int) -> tuple[Node, int]:
    for _ in range(_MAX_DEPTH):
        if tokens[at][0] == "." and tokens[at + 1][0] == "name":
            node, at = Member(node, Literal(tokens[at + 1][1])), at + 2
        elif tokens[at][0] == "[":
            key, at = _expression(tokens, at + 1, depth + 1)
            if tokens[at][0] != "]":
                raise BadExpression("a bracket is not closed")
            node, at = Member(node, key), at + 1
        else:
            return node, at
    raise BadExpression("the expression is nested too deeply")
