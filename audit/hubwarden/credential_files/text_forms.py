"""How the text of a file is decoded, and which of it may be shown."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SHOWN: Final = 255
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


def decode(data: bytes) -> str | None:
    """Return the decoded text (UTF-8, or UTF-16 as Windows tools write it); ``None`` where it is not text."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def displayable(value: Any) -> str | None:
    """Return a name or an address from a file if it may be shown: one short printable line; else ``None``.

    Key material in the wrong field is excluded, since it has line breaks or markers, or is long.
    """
    if not isinstance(value, str) or not 0 < len(value) <= _SHOWN:
        return None
    if not value.isprintable() or "-----" in value:
        return None
    return value


def displayable_as(form: re.Pattern[str], value: Any) -> str | None:
    """Return a value from a file only if it fully matches the form of such values; else ``None``."""
    text = displayable(value)
    return text if text is not None and form.fullmatch(text) else None


def from_base64(text: str) -> bytes | None:
    """Decode Base64 of either alphabet, with or without padding; ``None`` where it is not Base64."""
    compact = "".join(text.split())
    if not _BASE64.fullmatch(compact):
        return None
    compact = compact.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4))
    except binascii.Error:
        return None


def real_line_breaks(text: str) -> str:
    r"""Return the text with ``\n`` and ``\r``, where written as two characters, replaced by line breaks."""
    return text.replace("\\r", "\r").replace("\\n", "\n")
