"""Cells of a table that a spreadsheet takes for text."""

from __future__ import annotations

from typing import Final

from hubwarden.printable import inert

_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet computes: the signs, and their wide forms."""


def cell(text: str) -> str:
    """Return a cell that is no formula to a spreadsheet and no command to a terminal or a pipeline."""
    text = inert(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
