"""Differences between the declared and the live estate; each kind of difference is a class of its own.

The kind decides how a difference is judged: every kind has exactly one rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hubwarden.model.base import Subject, Undetermined, value_or_none

NO_LOG: Final = "no source in scope tells of the activity log"
"""Why the author of a change is not known if no source with an activity log was read."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(Subject):
    """A difference in one field of a resource, or a resource that only one side has.

    Its id is that of the live resource, if there is one. Its origin is where the resource is declared.
    """

    resource: str
    """The resource in words: ``access rule billing``."""
    field: str
    """The name of the field in a baseline (``AccessRule.rights``); ``AccessRule.added`` for a resource that is
    only live, ``AccessRule.removed`` for one that is only declared."""
    at_field: str
    """The field in the origin; empty for the whole resource."""
    declared: str
    """The declared value in words; ``differs`` for a secret."""
    live: str
    """The live value in words; ``differs`` for a secret."""
    digest: str
    """SHA-256 over the two values where the words do not show the difference (tags); else empty."""
    uncompared: Undetermined | None
    """Why the two sides could not be compared; ``None`` where they differ."""
    actor: str | None
    """Who made the change; ``None`` where the activity log does not name them."""
    at: datetime | None
    """When it was made; ``None`` where the activity log does not say."""

    @property
    def sentence(self) -> str:
        """What differs, and if known, who changed it and when; it never contains a secret."""
        actor, at = value_or_none(self, "actor"), value_or_none(self, "at")
        by = f", by {actor}" if actor else ""
        why = self.unknown.get("actor", NO_LOG)
        nobody = "" if actor or why == NO_LOG else f"; by whom is not known: {why}"
        when = f", changed {at:%Y-%m-%d %H:%M %Z}" if at else ""
        return f"{self._difference()}{when}{by}{nobody}"

    def _difference(self) -> str:
        kind, _, name = self.field.partition(".")
        if name == "added":
            more = f" ({self.live})" if self.live else ""
            return f"{self.resource} is live and not declared{more}"
        if name == "removed":
            more = f" ({self.declared})" if self.declared else ""
            return f"{self.resource} is declared and not live{more}"
        part = "a criterion of " if kind == "Criterion" else ""
        words = f"{name.replace('_', ' ')} of {part}{self.resource}"
        if self.live == self.declared:
            return f"{words} differs from what is declared"
        return f"{words}: live {self.live}; declared {self.declared}"


class AccessWidened(Change):
    """An access rule has rights that are not declared."""


class AccessRuleAdded(Change):
    """An access rule is live and not declared."""


class HubGone(Change):
    """A namespace or a hub is declared and not live."""


class TierLowered(Change):
    """The tier of a namespace is lower than declared."""


class CredentialSwapped(Change):
    """A push credential is not the declared one."""


class AlertingWeakened(Change):
    """Fewer people may be notified of a failure than declared."""


class DiagnosticsReduced(Change):
    """Logs or metrics are not kept as declared."""


class NetworkOpened(Change):
    """A namespace can be reached from more places than declared."""


class LockRemoved(Change):
    """A declared lock is missing or protects less."""


class RoleGranted(Change):
    """Somebody has a role that is not declared, or a role has actions that are not declared."""


class AccessNarrowed(Change):
    """An access rule is missing, or lacks declared rights."""


class HubAdded(Change):
    """A namespace or a hub is live and not declared."""


class NetworkClosed(Change):
    """A namespace can be reached from fewer places than declared."""


class SettingChanged(Change):
    """A setting of a namespace or a hub is not the declared one."""


class RoleRemoved(Change):
    """A declared role is not granted, or allows less."""


class TagsChanged(Change):
    """The tags of a namespace or a hub are not the declared ones."""


class SafeguardAdded(Change):
    """A hub has more alerts, logs or locks than declared."""


CHANGES: tuple[type[Change], ...] = (
    AccessWidened,
    AccessRuleAdded,
    HubGone,
    TierLowered,
    CredentialSwapped,
    AlertingWeakened,
    DiagnosticsReduced,
    NetworkOpened,
    LockRemoved,
    RoleGranted,
    AccessNarrowed,
    HubAdded,
    NetworkClosed,
    SettingChanged,
    RoleRemoved,
    TagsChanged,
    SafeguardAdded,
)
"""All kinds of differences, one rule each."""
