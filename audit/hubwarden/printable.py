"""Text that comes from a source, made safe for a terminal and for the log of a pipeline."""

from __future__ import annotations

import re
from typing import Final

_COMMAND: Final = re.compile(r"##(?=\[|vso\[)|(?:(?<=\s)|\A)::(?=[a-z])", re.IGNORECASE)
"""How a line of a log begins to be a command: ``##vso[`` and ``##[`` wherever they stand, ``::name`` at its
head. A wrapped line may begin with any word, so the head of each word counts."""


def printable(line: str) -> str:
    """Spell out what is no visible character, so that a name in a source cannot forge lines."""
    if line.isprintable():
        return line
    return "".join(
        item if item.isprintable() else item.encode("unicode_escape").decode() for item in line
    )


def inert(line: str) -> str:
    """Return a printable line that no pipeline takes for a command: a backslash stands in between."""
    line = printable(line)
    if "##" not in line and "::" not in line:
        return line
    return _COMMAND.sub(lambda found: f"{found[0][0]}\\{found[0][1]}", line)
