"""Text that comes from a source, made safe for a terminal and for the log of a pipeline."""

from __future__ import annotations

import re
from typing import Final

_COMMAND: Final = re.compile(r"##(?=\[|vso\[)|(?:(?<=\s)|\A)::(?=[a-z])", re.IGNORECASE)
"""What a pipeline takes for a command in a log: ``##vso[`` and ``##[`` anywhere in a line, ``::name`` at its
beginning. Lines may be wrapped at any word, so the beginning of each word counts."""


def printable(line: str) -> str:
    """Escape every character that is not visible, so that a name in a source cannot forge lines."""
    if line.isprintable():
        return line
    return "".join(
        item if item.isprintable() else item.encode("unicode_escape").decode() for item in line
    )


def inert(line: str) -> str:
    """Return a printable line in which no pipeline finds a command: a backslash breaks each one up."""
    line = printable(line)
    if "##" not in line and "::" not in line:
        return line
    return _COMMAND.sub(lambda found: f"{found[0][0]}\\{found[0][1]}", line)
