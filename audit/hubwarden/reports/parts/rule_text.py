"""What the page of a rule says, as parts that a format can lay out: headings, paragraphs, lists and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, Literal, NamedTuple

from hubwarden.rule import Rule
from hubwarden.rule_page import BREAKS, REMEDIATION, WHY, breaks, sections

_CODE: Final = re.compile(r"`([^`]+)`")
_ITEM: Final = re.compile(r"[-*] +")
_FENCE: Final = "```"


class Piece(NamedTuple):
    """A piece of a line: plain, or code."""

    text: str
    code: bool


class Block(NamedTuple):
    """A part of a page."""

    kind: Literal["heading", "paragraph", "item", "code"]
    pieces: tuple[Piece, ...]
    """Of code, each is a line."""


def blocks(rule: Rule) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Return why a rule matters, what to do, and whom that concerns, with blocks of one kind together.

    Examples are left to ``explain``. It knows what rules use of Markdown: headings, lists, code. Anything else is text. A page without sections is
    taken whole.
    """
    written = sections(rule)
    parts = [f"## {head}\n{written[head]}" for head in (WHY, REMEDIATION) if head in written]
    if BREAKS in written:
        parts.append(f"## {BREAKS}\n{breaks(rule)}")
    found = _blocks("\n".join(parts or [rule.page.partition("\n")[2]]))
    return tuple((kind, tuple(run)) for kind, run in groupby(found, key=lambda block: block.kind))


def _blocks(body: str) -> Iterator[Block]:
    lines: list[str] = []
    in_code = False
    for line in (*body.split("\n"), ""):
        if line.strip().startswith(_FENCE):
            yield from _ended(lines, in_code=in_code)
            in_code = not in_code
        elif in_code:
            lines.append(line)
        elif line.startswith("#"):
            yield from _ended(lines)
            yield Block("heading", pieces(line.lstrip("# ")))
        elif _ITEM.match(line) or not line.strip():
            yield from _ended(lines)
            lines += [line] if line.strip() else []
        else:
            lines.append(line.strip())
    yield from _ended(lines, in_code=in_code)


def _ended(lines: list[str], *, in_code: bool = False) -> Iterator[Block]:
    """Yield the block that some lines are, and forget them."""
    if lines and in_code:
        yield Block("code", tuple(Piece(line, code=True) for line in lines))
    elif lines:
        item = _ITEM.match(lines[0])
        text = " ".join([lines[0][item.end() :] if item else lines[0], *lines[1:]])
        yield Block("item" if item else "paragraph", pieces(text))
    lines.clear()


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a line as plain text and code; a backtick without another is text."""
    found = _CODE.split(text)
    return tuple(Piece(part, code=place % 2 == 1) for place, part in enumerate(found) if part)
