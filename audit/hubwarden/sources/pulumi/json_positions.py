"""Finds the line where a value of a JSON document begins."""

from __future__ import annotations

import json

Path_ = tuple[str | int, ...]


def line_of(text: bytes, path: Path_) -> int | None:
    """Return the line where the value at ``path`` begins; ``None`` where that is not clear."""
    try:
        return _find(text, path)
    except (ValueError, IndexError, RecursionError):
        return None  # msgspec skips parts without checking that they are JSON


def _find(text: bytes, path: Path_) -> int:
    whole, decoder = text.decode("utf-8", "replace"), json.JSONDecoder()
    at = _skip(whole, 0)
    for wanted in path:
        if whole[at : at + 1] not in ("{", "["):
            break
        is_object, at, index = whole[at] == "{", _skip(whole, at + 1), 0
        while whole[at] not in "}]":
            key: str | int = index
            if is_object:
                key, end = decoder.raw_decode(whole, at)
                at = _skip(whole, whole.index(":", end) + 1)
            if key == wanted:
                break
            _, end = decoder.raw_decode(whole, at)
            at, index = _skip(whole, end), index + 1
            at = _skip(whole, at + 1) if whole[at] == "," else at
    return whole.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
