"""Reads durations as .NET and ISO 8601 write them."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import Final

_DOTNET: Final = re.compile(
    r"(?P<minus>-)?(?:(?P<days>\d{1,8})[.:](?=\d{1,2}:\d{2}:))?(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)"
    r"(?::(?P<seconds>[0-5]\d(?:\.\d{1,7})?))?"
)
_DAYS: Final = re.compile(r"(?P<minus>-)?(?P<days>\d{1,8})")
_ISO: Final = re.compile(
    r"(?P<minus>-)?P(?!\Z)(?:(?P<years>\d{1,5})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?"
    r"(?:(?P<days>\d{1,8})D)?(?:T(?!\Z)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9}(?:\.\d{1,7})?)S)?)?"
)
_SHORTEST: Final = {"years": 365, "months": 28}
"""The least number of days in units without a fixed length."""


@lru_cache(maxsize=1024)  # The resources of a fleet have few.
def duration(text: str) -> timedelta:
    """Return a duration; raises ``ValueError`` for a text that is not one.

    ``90.00:00:00`` and ``90`` mean ninety days in .NET, ``P90D`` in ISO 8601.
    """
    found = _ISO.fullmatch(text) or _DOTNET.fullmatch(text) or _DAYS.fullmatch(text)
    if found is None:
        raise ValueError("not a duration")
    parts = {name: float(value) for name, value in found.groupdict("").items() if value.strip("-")}
    if found.re is _DOTNET and parts.get("hours", 0) > 23:  # noqa: PLR2004 - .NET refuses it
        raise ValueError("not a duration")
    days = sum(parts.pop(name, 0) * length for name, length in _SHORTEST.items())
    length = timedelta(days=days) + timedelta(**parts)
    return -length if found["minus"] else length
