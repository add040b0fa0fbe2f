"""The dates of expiry as a calendar (RFC 5545), with alarms 60, 30 and 7 days before each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from hubwarden.credential_files import wording
from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.report import Report
from hubwarden.reports import Options

_OCTETS: Final = 75
"""Longest line of a calendar, without its end."""


def write(report: Report, _options: Options) -> str:
    """Return a calendar with a day for each file that ends."""
    stamp = f"{report.evidence.made_at:%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hubwarden//inspect//EN"]
    for file in report.files or ():
        lines += _event(file, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(file: InspectedFile, stamp: str) -> Iterator[str]:
    end = wording.expiry(file.found)
    if end is None:
        return
    name = PurePosixPath(file.name.replace("!", "/")).name
    summary = _escaped(f"{name}: {wording.kind(file)} expires")
    uid = hashlib.sha256(f"{file.name}\n{file.digest}".encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@hubwarden"
    yield f"DTSTAMP:{stamp}"
    # Without an end it is this one day; the day after the last date of all does not exist.
    yield f"DTSTART;VALUE=DATE:{end.date().isoformat().replace('-', '')}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{_escaped(f'{file.name} is valid until {end.date()} {end:%H:%M} UTC.')}"
    yield "TRANSP:TRANSPARENT"
    for days in sorted(wording.WARNINGS, reverse=True):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{summary}"
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "".join(item if item.isprintable() else " " for item in text)


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line that is too long: each but the first begins with a space."""
    part = ""
    for sign in line:
        if len((part + sign).encode("utf-8", "replace")) > _OCTETS:
            yield part
            part = " "
        part += sign
    yield part
