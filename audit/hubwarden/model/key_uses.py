"""Who is handed which key, and where key material stands in clear."""

from __future__ import annotations

from dataclasses import dataclass

from hubwarden.model.base import ResourceId, Subject


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyUse(Subject):
    """A resource that is handed the key of an access rule. Its id is that of the resource."""

    place: str
    """Where in the resource the key goes: ``siteConfig.appSettings[HUB]``."""
    rule: ResourceId
    """The access rule whose key it is."""
    on_namespace: bool
    """Whether that is a rule of a namespace, whose key opens all of its hubs."""
    stored: bool
    """Whether the resource only keeps the key for others, as a secret of a vault does."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlainSecret(Subject):
    """A place where key material stands, or may stand, in clear."""

    place: str
    """Which place it is, in words for the user."""
    what: str
    """What stands there: ``an access key``, ``a connection string``; never the value."""
