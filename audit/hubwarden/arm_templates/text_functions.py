"""The text functions of ARM templates. Their arguments are fully known."""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    text_of,
)
from hubwarden.arm_templates.json_with_lines import parse
from hubwarden.errors import InputError

_MAX_TEXT: Final = 1_000_000
_LARGEST: Final = 2**63


class Refused(Exception):
    """Raised by a function that has no certain result; the text says why and quotes no argument."""


def text(value: Any) -> str:
    """Return ``value`` if it is a text; raise ``Refused`` for anything else."""
    if not isinstance(value, str):
        raise Refused("a text is expected")
    return value


def integer(value: Any) -> int:
    """Return ``value`` if it is a whole number that ARM can represent; raise ``Refused`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("a whole number is expected")
    if not -_LARGEST <= value < _LARGEST:
        raise Refused("the number is too large")
    return value


def bounded(length: int) -> None:
    """Raise ``Refused`` where a result of this length is too long to be evaluated."""
    if length > _MAX_TEXT:
        raise Refused("the text becomes too long")


def _substring(value: Any, start: Any, length: Any = None) -> str:
    whole, first = text(value), integer(start)
    last = len(whole) if length is None else first + integer(length)
    if not 0 <= first <= last <= len(whole):
        raise Refused("the part lies outside the text")
    return whole[first:last]


def _replace(value: Any, old: Any, new: Any) -> str:
    if not text(old):
        raise Refused("an empty text cannot be replaced")
    bounded(len(text(value)) + text(value).count(old) * len(text(new)))
    return text(value).replace(text(old), text(new))


def _split(value: Any, marks: Any) -> list[str]:
    given = [text(mark) for mark in (marks if isinstance(marks, list) else [marks])]
    if not all(given) or not given:
        raise Refused("a text to split at is empty")
    return re.split("|".join(map(re.escape, given)), text(value))


def _pad_left(value: Any, width: Any, mark: Any = " ") -> str:
    shown = text_of(integer(value)) if isinstance(value, int) else text(value)
    if len(text(mark)) != 1:
        raise Refused("the padding is one character")
    bounded(integer(width))
    return shown.rjust(integer(width), text(mark))


def _json(value: Any) -> Any:
    try:
        return parse(text(value), "")
    except InputError:
        raise Refused("the text is not JSON") from None


def _decoded(value: Any) -> str:
    try:
        return base64.b64decode(text(value), validate=True).decode()
    except (binascii.Error, ValueError):
        raise Refused("the text is not base64 of UTF-8 text") from None


def _uri(base: Any, relative: Any) -> str:
    if not text(base).lower().startswith(("https://", "http://")):
        raise Refused("the base is not a web address")
    try:
        return urllib.parse.urljoin(text(base), text(relative))
    except ValueError:
        raise Refused("the address is malformed") from None


def _component(value: Any) -> str:
    return urllib.parse.quote(text(value), safe="-_.~")


def _from_component(value: Any) -> str:
    try:
        return urllib.parse.unquote(text(value), errors="strict")
    except UnicodeDecodeError:
        raise Refused("the text is not an escaped one") from None


TEXT_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "tolower": lambda value: text(value).lower(),
    "toupper": lambda value: text(value).upper(),
    "trim": lambda value: text(value).strip(),
    "substring": _substring,
    "replace": _replace,
    "split": _split,
    "padleft": _pad_left,
    # These four ignore letter case; ``contains`` does not.
    "startswith": lambda value, part: text(value).lower().startswith(text(part).lower()),
    "endswith": lambda value, part: text(value).lower().endswith(text(part).lower()),
    "indexof": lambda value, part: text(value).lower().find(text(part).lower()),
    "lastindexof": lambda value, part: text(value).lower().rfind(text(part).lower()),
    "string": text_of,
    "json": _json,
    "base64": lambda value: base64.b64encode(text(value).encode()).decode(),
    "base64tostring": _decoded,
    "base64tojson": lambda value: _json(_decoded(value)),
    "uri": _uri,
    "uricomponent": _component,
    "uricomponenttostring": _from_component,
    "datauri": lambda value: (
        f"data:text/plain;charset=utf8;base64,{base64.b64encode(text(value).encode()).decode()}"
    ),
}
"""The text functions by their lower-case names; ``concat``, ``format`` and ``join`` take unknown
arguments and are in ``partial_functions.py``."""
