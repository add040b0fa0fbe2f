"""What is known of a source itself: what was read, what it can tell, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hubwarden.location import Location

Kind = Literal[
    "alerts",
    "diagnostic_settings",
    "locks",
    "action_groups",
    "processing_rules",
    "private_endpoints",
    "role_grants",
    "role_definitions",
    "deny_assignments",
    "log_stores",
]
"""Kinds of which a rule or a comparison may ask whether there is none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a source should have told and that could not be read."""

    source: str
    what: str
    reason: str
    location: Location | None = None
    permission: str = ""
    """The permission that is missing for it, where that is the reason."""
    opens: tuple[str, ...] = ()
    """Collections of the estate (``access_rules``) of which it leaves something open; none: of all."""
    scopes: tuple[str, ...] = ()
    """Ids of that within which it leaves them open; none: everywhere."""
    rules: tuple[str, ...] = ()
    """Rules that are undetermined because of it; known when the rules have run."""
    found_nothing: bool = False
    """Whether all was read, and there is nothing to judge: that proves nothing."""

    def covers(self, collection: str, id: str) -> bool:
        """Tell whether it says of a collection that it leaves open what that holds for a resource."""
        if collection not in self.opens:
            return False
        small = id.lower()
        return not self.scopes or any(
            small == scope or small.startswith(f"{scope}/") for scope in map(str.lower, self.scopes)
        )


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source: what was read, and what its kind can never tell."""

    name: str
    """As named on the command line."""
    digest: str
    """SHA-256 over the files that were read, hexadecimal."""
    files: tuple[str, ...]
    complete: frozenset[Kind]
    """Kinds that it tells completely: only of these is absence a fact."""
    cannot_tell: tuple[str, ...]
    """What no source of this kind can tell, in words for the user."""
    asked_as: str = ""
    """As whom a live source was asked, and for what; empty for files."""
