"""Reads the files that the user names (``-`` is standard input), also as UTF-16 and UTF-32 text."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hubwarden.errors import InputError, UsageError

STANDARD_INPUT: Final = Path("-")
"""The name of standard input where a file can be named."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, whose byte-order mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE: Final = re.compile(r"[\t\n\r -~]\0|\0[\t\n\r -~]")
"""How a text of two bytes a letter begins."""
_SAVE: Final = (
    "save it as UTF-8; in Windows PowerShell: COMMAND | Out-File -Encoding utf8 FILE, "
    "since > writes UTF-16"
)


def read_input(path: Path, file: str, most: int) -> bytes:
    """Return the bytes of a file, or of standard input where ``path`` is ``-``.

    ``file`` is the name for messages, ``most`` the largest size in bytes. Raises ``InputError`` where the file
    cannot be read or is larger.
    """
    try:
        if path == STANDARD_INPUT:
            raw = sys.stdin.buffer.read(most + 1)
        else:
            with path.open("rb") as opened:
                raw = opened.read(most + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=file) from None
    except (AttributeError, ValueError):  # There is no standard input, or a name has a zero byte.
        raise InputError("cannot be read", file=file) from None
    if len(raw) > most:
        raise InputError(f"is larger than {most:,} bytes", file=file)
    return raw


def as_text(raw: bytes, file: str) -> str:
    """Decode a file: as UTF-8, or by its byte-order mark as UTF-16 or UTF-32.

    Raises ``InputError`` with the line where the bytes are not valid text.
    """
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        wide = encoding in ("utf-16", "utf-32")
        line = None if wide else raw.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig").upper()
        raise InputError(f"is not {name} text", file=file, line=line, hint=_SAVE) from None
    if encoding == "utf-8" and _WIDE.match(text):
        raise InputError("is UTF-16 without a byte-order mark", file=file, hint=_SAVE)
    return text


def as_utf8(raw: bytes, file: str) -> bytes:
    """Return the text of a file as UTF-8 without a byte-order mark; raises as ``as_text`` does."""
    text = as_text(raw, file)
    return text.encode() if raw.startswith(tuple(mark for mark, _ in _MARKS)) else raw


def refuse_shared_input(names: Iterable[str], others: Iterable[str] = ()) -> None:
    """Raise ``UsageError`` where two inputs would read standard input.

    ``names`` are the URIs of sources, of which ``KIND:-`` reads it. ``others`` names the options that read it.
    """
    from_input = [name for name in names if name.partition(":")[2] == str(STANDARD_INPUT)]
    from_input += others
    if len(from_input) > 1:
        how_many = "all" if from_input[2:] else "both"
        raise UsageError(
            f"{' and '.join(from_input)} cannot {how_many} be read: there is one standard input"
        )
