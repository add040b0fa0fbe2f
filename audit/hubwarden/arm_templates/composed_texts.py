"""Texts composed during evaluation, with symbols for their unknown parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hubwarden.arm_templates.tainted_values import (
    SECRET,
    Tainted,
    bare,
    inside,
    taint_of,
    tainted,
    top,
    unknown_in,
)
from hubwarden.unknown import Unknown


def text_of(value: Any) -> str:
    """Return a known value as ARM writes it into a text."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "True" if value else "False"
        case dict() | list():
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        case _:
            return str(value)


def compose(parts: Sequence[Any]) -> Any:
    """Concatenate texts.

    Where a part is unknown, the result is unknown, with a symbol that keeps the known parts. Where a part is
    tainted, the result is tainted.
    """
    kinds = set(map(type, parts))
    if kinds <= {str}:
        return "".join(parts)
    if kinds == {str, Unknown}:
        return _with_symbols(parts)
    taint = taint_of(parts)
    known = [bare(part) for part in parts]
    blank = unknown_in(known)
    if blank is None and not taint:
        return "".join(map(text_of, known))
    symbol = "".join(map(_piece, parts))
    if blank is None:
        return tainted("".join(map(text_of, known)), taint, symbol)
    filled = any(item.present if isinstance(item, Unknown) else item != "" for item in known)
    return tainted(replace(blank, symbol=symbol, present=filled), taint, symbol)


def _with_symbols(parts: Sequence[str | Unknown]) -> Unknown:
    """Concatenate known and unknown texts: the fast path, since nearly every id in a template is made so."""
    blanks = [part for part in parts if isinstance(part, Unknown)]
    symbol = "".join(
        [part.symbol if isinstance(part, Unknown) else _escaped(part) for part in parts]
    )
    texts = any(part for part in parts if not isinstance(part, Unknown))
    present = texts or any(blank.present for blank in blanks)
    first = blanks[0]
    return Unknown(symbol, first.reason, present, first.later, first.cause, first.if_set)


def _piece(part: Any) -> str:
    match part:
        case Unknown() | Tainted():
            return part.symbol
        case dict() | list():
            return f"{{{quoted(part)}}}"
        case _:
            return _escaped(text_of(part))


def quoted(value: Any) -> str:
    """Return a value as it is written inside a symbol, as an argument of a function."""
    match value:
        case Unknown() | Tainted():
            return inside(value.symbol)
        case str():
            doubled = _escaped(value).replace("'", "''")
            return f"'{doubled}'"
        case dict():
            pairs = (f"{quoted(key)}: {quoted(item)}" for key, item in value.items())
            return f"({', '.join(pairs)})"
        case list():
            return f"[{', '.join(map(quoted, value))}]"
        case _:
            return json.dumps(value)


def call_symbol(name: str, arguments: Iterable[Any]) -> str:
    """Return the symbol of a function's unknown result."""
    return f"{{{name}({', '.join(map(quoted, arguments))})}}"


def segments(text: str) -> list[str]:
    """Split a name or an id at its slashes, except those inside a symbol."""
    if "{" not in text:
        return text.split("/")
    parts, depth = [""], 0
    for mark in text:
        depth += (mark == "{") - (mark == "}")
        if mark == "/" and depth == 0:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def display_text(value: Any) -> tuple[str, bool]:
    """Return a value as a text for an id or a name, and whether it is exact (without symbols)."""
    if isinstance(value, (Unknown, Tainted)):
        is_secret = isinstance(value, Tainted) and bool(value.taint & SECRET)
        if is_secret or unknown_in([value]) is not None:
            return value.symbol, False
    return text_of(top(value)), True


def _escaped(text: str) -> str:
    # A brace in a known part must not look like the beginning of a symbol.
    if "{" not in text and "}" not in text:
        return text
    return text.replace("{", "\\u007b").replace("}", "\\u007d")
