"""Reads a tag expression: tags, ``&&``, ``||``, ``!`` and parentheses.

Errors never quote the text: they only name the position of the character.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hubwarden.tag_expressions.expression import And, Expression, Not, Or, Tag
from hubwarden.tag_expressions.tag_limits import MADE_BY_SERVICE, PLAIN_TAG

LONGEST_EXPRESSION: Final = 10_000
"""The longest expression, in characters; 20 tags of 120 characters need less than a third of it."""
_DEEPEST: Final = 50
"""The deepest nesting of parentheses and exclamation marks."""


class NoExpression(Exception):
    """Raised for a text that is not a tag expression."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(f"at character {at}: {why}")
        self.why = why
        self.at = at
        """The position of the wrong character, from 1."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression, and where its meaning depends on operator precedence."""

    expression: Expression
    mixed_at: tuple[int, ...]
    """The positions where ``&&`` and ``||`` are mixed without parentheses."""


def parse(text: str) -> Parsed:
    """Parse an expression; raises ``NoExpression``.

    ``&&`` binds more tightly than ``||``, as in most languages; Microsoft does not document it.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise NoExpression(
            f"it is longer than {LONGEST_EXPRESSION} characters", LONGEST_EXPRESSION + 1
        )
    reader = _Reader(text)
    found = reader.alternatives(0)
    reader.skip_space()
    if reader.at < len(text):
        raise reader.error(
            "a parenthesis is closed that was not opened"
            if text[reader.at] == ")"
            else "&& or || is missing before it"
        )
    return Parsed(found, tuple(reader.mixed_at))


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    mixed_at: list[int] = field(default_factory=list)

    def alternatives(self, depth: int) -> Expression:
        first_and: list[int] = []
        parts = [self.conjunction(depth, first_and)]
        while self.takes("||", "|"):
            parts.append(self.conjunction(depth, first_and))
        if len(parts) > 1:
            self.mixed_at += first_and
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def conjunction(self, depth: int, first_and: list[int]) -> Expression:
        parts = [self.operand(depth)]
        while self.takes("&&", "&"):
            if len(parts) == 1:
                first_and.append(self.at - 1)
            parts.append(self.operand(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def operand(self, depth: int) -> Expression:
        self.skip_space()
        if depth > _DEEPEST:
            raise self.error(f"more than {_DEEPEST} parentheses or ! are within each other")
        if self.at == len(self.text):
            raise self.error("a tag is missing at the end" if self.text.strip() else "it is empty")
        sign = self.text[self.at]
        if sign == "!":
            self.at += 1
            return Not(self.operand(depth + 1))
        if sign == "(":
            return self.parenthesis(depth)
        return self.tag()

    def parenthesis(self, depth: int) -> Expression:
        opened = self.at
        self.at += 1
        inner = self.alternatives(depth + 1)
        self.skip_space()
        if self.at == len(self.text):
            raise NoExpression("this parenthesis is not closed", opened + 1)
        if self.text[self.at] != ")":
            raise self.error("&& or || is missing before it")
        self.at += 1
        return inner

    def tag(self) -> Tag:
        begin = self.at
        match = MADE_BY_SERVICE.match(self.text, begin) or PLAIN_TAG.match(self.text, begin)
        if match is None:
            raise self.error(_why(self.text[begin]))
        self.at = match.end()
        return Tag(match[0], begin + 1)

    def takes(self, operator: str, half: str) -> bool:
        """Skip an operator if it is here; raises ``NoExpression`` for half of one (``&``)."""
        self.skip_space()
        if self.text.startswith(operator, self.at):
            self.at += len(operator)
            return True
        if self.text.startswith(half, self.at):
            raise self.error(f"{half} is no operator: {operator} is")
        return False

    def skip_space(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def error(self, why: str) -> NoExpression:
        return NoExpression(why, self.at + 1)


def _why(sign: str) -> str:
    if sign in "&|)":
        return "a tag is missing before it"
    if sign == "$":
        return "only $InstallationId:{...} and $UserId:{...} begin with a dollar sign"
    return "tags are made of letters, digits and _ @ # . : - alone"
