"""What a citation is: a document with the address at which it was read."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that demands something or tells a fact."""

    title: str
    """Who says it, and in which document: ``Microsoft: Notification Hubs security``."""
    address: str
    """Where it was read, https; a page of this project as ``docs/baseline.md``."""
    part: str = ""
    """What of it matters, in a few words; empty for the whole."""

    def on(self, part: str) -> Citation:
        """Return a citation of one part of the document."""
        return replace(self, part=part)

    @property
    def words(self) -> str:
        """Title and part, without the address."""
        return f"{self.title} ({self.part})" if self.part else self.title
