"""Lines of text that fit a width, with the words below the first line moved in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import click

from hubwarden.printable import inert

STYLES: Final[dict[str, dict[str, str | bool]]] = {
    "critical": {"fg": "red", "bold": True},
    "high": {"fg": "red"},
    "medium": {"fg": "yellow"},
    "low": {"fg": "cyan"},
    "info": {"dim": True},
    "heading": {"bold": True},
    "good": {"fg": "green", "bold": True},
    "bad": {"fg": "red", "bold": True},
    "open": {"fg": "yellow", "bold": True},
}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes lines for one width, with colours or without."""

    width: int
    colour: bool

    def lines(
        self, prefix: str, text: str = "", style: str = "", *, hang: int = 0
    ) -> Iterator[str]:
        """Yield a line, folded where it is too long: what follows is moved in below the end of ``prefix``.

        Nothing in it is a line or a command of its own. ``style`` colours the prefix, ``hang`` is how much
        further the lines that follow are moved in.
        """
        prefix, text = inert(prefix), inert(text)
        yield from self._styled(prefix, folded(prefix, text.split(" "), self.width, hang), style)

    def whole(self, line: str) -> Iterator[str]:
        """Yield a line that begins with spaces, folded: what follows is moved in a little more."""
        text = line.lstrip(" ")
        yield from self.lines(" " * (len(line) - len(text)), text, hang=2)

    def items(self, prefix: str, items: Sequence[str], style: str = "") -> Iterator[str]:
        """Yield a list with commas in lines that break between items alone, as ``lines`` does."""
        prefix, last = inert(prefix), len(items) - 1
        words = [inert(item) + ("," if place < last else "") for place, item in enumerate(items)]
        yield from self._styled(prefix, folded(prefix, words, self.width), style)

    def _styled(self, prefix: str, lines: Iterable[str], style: str) -> Iterator[str]:
        for line in lines:
            if not (style and self.colour):
                yield line
            elif line.startswith(prefix):
                yield click.style(prefix, **STYLES[style]) + line[len(prefix) :]  # type: ignore[arg-type]
            else:
                yield line


def folded(prefix: str, words: Sequence[str], width: int, hang: int = 0) -> Iterator[str]:
    """Yield lines of words with single spaces between; a word that is too long for one stays whole."""
    whole = prefix + " ".join(words)
    if len(whole) <= width and (whole.isascii() or columns(whole) <= width):
        yield whole.rstrip(" ")
        return
    used = columns(prefix)
    line, indent, empty = prefix, " " * min(used + hang, width // 2), True
    for word in words:
        size = columns(word)
        if not empty and used + 1 + size > width:
            yield line.rstrip(" ")
            line, used, empty = indent, len(indent), True
        line += word if empty else f" {word}"
        used += size if empty else size + 1
        empty = False
    yield line.rstrip(" ")


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(sign)
        else 2
        if unicodedata.east_asian_width(sign) in ("W", "F")
        else 1
        for sign in text
    )
