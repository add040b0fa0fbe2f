"""Text that comes from a source, made safe for a terminal."""

from __future__ import annotations


def printable(line: str) -> str:
    """Spell out what is no visible character, so that a name in a source cannot forge lines."""
    if line.isprintable():
        return line
    return "".join(
        item if item.isprintable() else item.encode("unicode_escape").decode() for item in line
    )
