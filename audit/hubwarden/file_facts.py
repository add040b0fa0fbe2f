"""The facts of an inspected file, in the shape that programs read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from hubwarden.credential_files import wording
from hubwarden.credential_files.inspected_file import InspectedFile


class FileFacts(Struct, frozen=True):
    """One file: what it is, its facts, and the days until it ends."""

    file: str
    digest: str
    kind: str
    facts: dict[str, Any]
    days_left: int | None
    warning: str


def facts_of(file: InspectedFile, at: datetime) -> FileFacts:
    """Return the facts of a file, and what is left of its time at a moment."""
    days = wording.days_left(file.found, at)
    return FileFacts(
        file=file.name,
        digest=file.digest,
        kind=wording.kind(file),
        facts=wording.plain(file),
        days_left=days,
        warning="; ".join(wording.warnings(file, at)),
    )
