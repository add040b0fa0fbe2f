"""Markdown that shows a text as it is: no markup, no link, no mention, no line of its own."""

from __future__ import annotations

import re
from typing import Final

from hubwarden.printable import inert

_HARMLESS: Final = re.compile(r"[A-Za-z0-9 ,;:'\"()?/.=-]*")
_LINKED: Final = re.compile(r"://|www\.|:[a-z][\w+-]*:|\bGH-\d|^\s|\s$", re.IGNORECASE)
"""What becomes a link or a picture without any markup."""
_MARKUP: Final = frozenset("\\`*_{}[]()<>#+!|~&@$")


def literal(text: str, *, at_most: int = 300) -> str:
    """Return a text that a source told: as it is where that is harmless, else as code, which nothing looks into.

    Escaping would not do: services look for mentions and numbers of issues in what is left of it.
    """
    text = inert(text)
    if len(text) > at_most:
        text = f"{text[:at_most]}..."
    if _HARMLESS.fullmatch(text) and not _LINKED.search(text):
        return text
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    # A fence must not touch a backtick, and one space at each end is taken off again.
    around = " " if "`" in text or text[:1] == " " or text[-1:] == " " else ""
    # Within a table a bar ends the cell, even in code.
    bare = text.replace("|", "\\|")
    return f"{fence}{around}{bare}{around}{fence}"


def escaped(text: str) -> str:
    """Return a text of our own, such as a title or a fix, without what is markup in it."""
    return "".join(f"\\{sign}" if sign in _MARKUP else sign for sign in inert(text))
