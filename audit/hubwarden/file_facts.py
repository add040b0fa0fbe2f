"""The facts of an inspected file as JSON has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from hubwarden.credential_files import wording
from hubwarden.credential_files.inspected_file import InspectedFile


class FileFacts(Struct, frozen=True):
    """One file: its kind, its facts, and the days until it expires."""

    file: str
    digest: str
    kind: str
    facts: dict[str, Any]
    days_left: int | None
    warning: str


def facts_of(file: InspectedFile, at: datetime) -> FileFacts:
    """Return the facts of a file, and the time that it has left at a given moment."""
    days = wording.days_left(file.found, at)
    return FileFacts(
        file=file.name,
        digest=file.digest,
        kind=wording.kind(file),
        facts=wording.plain(file),
        days_left=days,
        warning="; ".join(wording.warnings(file, at)),
    )
