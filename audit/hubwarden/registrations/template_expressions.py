"""The expressions of templates: ``$(name)``, ``.(name, 20)``, ``%(name)``, ``#(name)`` and ``{'a' + $(b)}``.

Sources: Microsoft, "Templates" (Notification Hubs), and how Microsoft.Azure.NotificationHubs 4.2.0 judges a
template before it registers it. A text that begins with none of ``$ . % # {`` is no expression.
"""

from __future__ import annotations

import re
from typing import Final

_LONGEST_PROPERTY: Final = 120
_SHORTEST: Final = 3
_PROPERTY: Final = re.compile(r"[A-Za-z0-9_]+")
_LENGTH: Final = re.compile(r"\s*\+?[0-9]{1,9}\s*")
_LITERAL: Final = {"'": re.compile(r"'(?:[^']|'')*'"), '"': re.compile(r'"(?:[^"]|"")*"')}
_DEFAULT: Final = re.compile(r":\{((?:\\.|[^\\}])*)\}", re.DOTALL)


def parses(text: str) -> bool:
    """Tell whether a value of a template is a text or an expression that the service can fill in."""
    if not text.strip() or text[0] not in "$.%#{":
        return True
    if text[0] == "{":
        if not text.endswith("}"):
            return False
        text = text[1:-1].rstrip()
    kinds = ""
    while True:
        text = text.lstrip()
        end = _end_of_term(text)
        if end is None:
            return False
        kinds += text[0]
        text = text[end:].lstrip()
        if not text:
            return len(kinds) == 1 or "#" not in kinds
        if text[0] != "+":
            return False
        text = text[1:]


def _end_of_term(text: str) -> int | None:
    """Return where the term at the beginning of a text ends; nothing where there is none."""
    if len(text) < _SHORTEST:
        return None
    if text[0] in _LITERAL:
        literal = _LITERAL[text[0]].match(text)
        return None if literal is None else literal.end()
    if text[0] not in "$.%#" or text[1] != "(":
        return None
    found = re.match(r"[^:,)]*", text[2:])
    at = 2 + (found.end() if found else 0)
    name = text[2:at].strip()
    if default := _DEFAULT.match(text, at):
        at = default.end()
    closing = text.find(")", at)
    if closing < 0 or not _PROPERTY.fullmatch(name) or len(name) > _LONGEST_PROPERTY:
        return None
    return closing + 1 if _takes_length(text[0], text[at:closing]) else None


def _takes_length(kind: str, rest: str) -> bool:
    """Tell whether what stands behind a property fits its kind: a length after a comma, or nothing."""
    if not rest:
        return kind != "."
    return rest[0] == "," and kind in "$." and _LENGTH.fullmatch(rest[1:]) is not None
