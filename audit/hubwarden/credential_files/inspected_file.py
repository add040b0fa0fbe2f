"""One file that was looked into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hubwarden.credential_files.kinds import Inspected, Problem


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """One file, and what is in it."""

    name: str
    """How reports name it; a member of an archive stands behind an exclamation mark."""
    digest: str
    """SHA-256, hexadecimal; empty where it was not read."""
    found: Inspected | Problem
    path: Path
    """Where it is: the file itself, or the archive that it is in."""
    below: Path
    """What was named: the file itself, or a folder or an archive that it is in."""
    member: str = ""
    """Its name in the archive that it is in."""
    form: str = ""
    """What to say of the form that it is written in, where a hub's field does not take that."""

    def is_in(self, path: Path) -> bool:
        """Tell whether it is at a path, or below it; it may have been found through another one."""
        return self.below == path or self.path.resolve().is_relative_to(path.resolve())
