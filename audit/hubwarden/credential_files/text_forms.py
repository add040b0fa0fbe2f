"""Text of a file: how it is decoded, and which of it may be shown."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHOWN: Final = 255
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


def decode(data: bytes) -> str | None:
    """Return the text, or ``None`` where it is none; Windows tools write UTF-16, too."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def displayable(value: Any) -> str | None:
    """Return a name or an address of a file, where it may be shown: one short printable line.

    Key material that stands in the wrong field has line breaks, markers or great length.
    """
    if not isinstance(value, str) or not 0 < len(value) <= _SHOWN:
        return None
    if not value.isprintable() or "-----" in value:
        return None
    return value


def displayable_as(form: re.Pattern[str], value: Any) -> str | None:
    """Return a value of a file only where it has the form that such values have."""
    text = displayable(value)
    return text if text is not None and form.fullmatch(text) else None


def from_base64(text: str) -> bytes | None:
    """Decode Base64 of either alphabet, with or without its padding; ``None``: it is not Base64."""
    compact = "".join(text.split())
    if not _BASE64.fullmatch(compact):
        return None
    compact = compact.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4))
    except binascii.Error:
        return None


def real_line_breaks(text: str) -> str:
    r"""Return the text with ``\n`` and ``\r``, written as two characters, as line breaks."""
    return text.replace("\\r", "\r").replace("\\n", "\n")
