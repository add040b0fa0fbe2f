"""What a citation is: a document with the address at which it was read."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that a rule takes a demand or a fact from."""

    title: str
    """Publisher and document: ``Microsoft: Notification Hubs security``."""
    address: str
    """Where it was read, https; a page of this project as ``docs/baseline.md``."""
    part: str = ""
    """The part that matters, in a few words; empty for the whole document."""

    def on(self, part: str) -> Citation:
        """Return a citation of one part of the document."""
        return replace(self, part=part)

    @property
    def words(self) -> str:
        """Title and part without the address, as reports print them."""
        return f"{self.title} ({self.part})" if self.part else self.title
