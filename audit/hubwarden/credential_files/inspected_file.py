"""A file that was inspected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hubwarden.credential_files.kinds import Inspected, Problem


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """One file, and its facts or the problem with it."""

    name: str
    """Its name in reports; the name of an archive member follows an exclamation mark."""
    digest: str
    """SHA-256, hexadecimal; empty where the file was not read."""
    found: Inspected | Problem
    path: Path
    """The path of the file, or of the archive that contains it."""
    below: Path
    """The path that the user named: the file, or a folder or an archive that contains it."""
    member: str = ""
    """Its name inside the archive; empty outside archives."""
    form: str = ""
    """What to say about its form, where a hub's field does not accept that; else empty."""

    def is_in(self, path: Path) -> bool:
        """Tell whether it is at a path or below it, also if it was found through another path."""
        return self.below == path or self.path.resolve().is_relative_to(path.resolve())
