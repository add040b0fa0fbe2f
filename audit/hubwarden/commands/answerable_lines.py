"""Lines of a YAML file that hold, that are a note, or that are an answer which somebody may give."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_WORDS: Final = frozenset({"true", "false", "null"})


class As(Enum):
    """What stands before a line."""

    HOLDS = ""
    NOTE = "## "
    ANSWER = "# "


class Line(NamedTuple):
    """One line, how far it is indented, and what it is."""

    indent: int
    text: str
    how: As = As.HOLDS


def questions_in(text: str) -> int:
    """Return how many questions a first baseline leaves open."""
    return len(re.findall(r"^ *# (?:- |  extends:)", text, re.MULTILINE))


def written(line: Line, *, answered: bool) -> str:
    """Return a line of the file; ``answered``: an answer as if it was given."""
    how = "" if answered and line.how is As.ANSWER else line.how.value
    return f"{' ' * line.indent}{how}{line.text}".rstrip() + "\n"


def scalar(text: str) -> str:
    """Return a text as YAML spells it within a line; what could mean something else is in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    inside = text.replace("\\", r"\\").replace('"', r"\"")
    spelt = (item if item.isprintable() else f"\\U{ord(item):08x}" for item in inside)
    return f'"{"".join(spelt)}"'
