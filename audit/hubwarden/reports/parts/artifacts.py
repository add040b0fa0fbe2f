"""Where a result stands, for formats that lead to a file."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from hubwarden.location import Location
from hubwarden.report import Result


class Artifact(NamedTuple):
    """A file as a relative address, and a line in it; what is live stands below ``azure/``."""

    uri: str
    line: int


def artifact_of(result: Result) -> Artifact:
    """Return where a result stands: the line that declares it, else a path that is the resource's own."""
    if result.location is not None:
        return artifact_at(result.location)
    if result.source.startswith("azure:"):
        return Artifact(_address(f"azure/{result.subject.strip('/')}"), 1)
    return Artifact(_address(result.source.partition(":")[2] or result.source), 1)


def artifact_at(place: Location) -> Artifact:
    """Return a place in a file; without a line, the first."""
    return Artifact(_address(place.file), place.line or 1)


def _address(path: str) -> str:
    """Return a path as an address; a whole one gets a scheme."""
    whole = quote(path.replace("\\", "/"), safe="/", errors="backslashreplace")
    return f"file://{whole}" if whole.startswith("/") else whole or "unknown"
