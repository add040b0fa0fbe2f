"""Lines of a YAML file that are in force, are a note, or are an answer that a person may uncomment."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_WORDS: Final = frozenset({"true", "false", "null"})


class As(Enum):
    """The prefix of a line."""

    HOLDS = ""
    NOTE = "## "
    ANSWER = "# "


class Line(NamedTuple):
    """One line: its indentation, its text and its kind."""

    indent: int
    text: str
    how: As = As.HOLDS


def questions_in(text: str) -> int:
    """Return the number of open questions in a first baseline."""
    return len(re.findall(r"^ *# (?:- |  extends:)", text, re.MULTILINE))


def written(line: Line, *, answered: bool) -> str:
    """Return a line as the file has it; with ``answered``, answers are written as if they were given."""
    how = "" if answered and line.how is As.ANSWER else line.how.value
    return f"{' ' * line.indent}{how}{line.text}".rstrip() + "\n"


def scalar(text: str) -> str:
    """Return a text as YAML writes it within a line; texts that YAML could misread are quoted."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    inside = text.replace("\\", r"\\").replace('"', r"\"")
    spelt = (item if item.isprintable() else f"\\U{ord(item):08x}" for item in inside)
    return f'"{"".join(spelt)}"'
