"""Facts about a source itself: what was read, what it can say, and what could not be read."""

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
"""The kinds of which a rule or a comparison may need to know that there is none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a source that could not be read."""

    source: str
    what: str
    reason: str
    location: Location | None = None
    permission: str = ""
    """The missing permission, where that is the reason."""
    opens: tuple[str, ...] = ()
    """The collections of the estate (``access_rules``) that it leaves incomplete; empty: all of them."""
    scopes: tuple[str, ...] = ()
    """The ids within which it leaves them incomplete; empty: everywhere."""
    rules: tuple[str, ...] = ()
    """The rules that are undetermined because of it; filled in after the rules have run."""
    found_nothing: bool = False
    """Whether the source was read completely and there is nothing to judge, which proves nothing."""

    def covers(self, collection: str, id: str) -> bool:
        """Tell whether the gap leaves a collection incomplete for the resource ``id``."""
        if collection not in self.opens:
            return False
        small = id.lower()
        return not self.scopes or any(
            small == scope or small.startswith(f"{scope}/") for scope in map(str.lower, self.scopes)
        )


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source: what was read, and what a source of its kind can never say."""

    name: str
    """The name on the command line."""
    digest: str
    """SHA-256 over the files or answers that were read, hexadecimal."""
    files: tuple[str, ...]
    complete: frozenset[Kind]
    """The kinds of which the source has all: only of these is absence a fact."""
    cannot_tell: tuple[str, ...]
    """What no source of its kind can say, in words for the user."""
    asked_as: str = ""
    """For a live source, the identity that it was read with and the scope; empty for files."""
