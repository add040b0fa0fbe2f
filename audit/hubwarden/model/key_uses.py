"""Who is handed which access key, and where key material is in clear text."""

from __future__ import annotations

from dataclasses import dataclass

from hubwarden.model.base import ResourceId, Subject


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyUse(Subject):
    """A resource that is handed the key of an access rule. Its id is the id of that resource."""

    place: str
    """The place in the resource that the key goes to: ``siteConfig.appSettings[HUB]``."""
    rule: ResourceId
    """The access rule that the key belongs to."""
    on_namespace: bool
    """Whether it is a rule of a namespace, whose key opens all hubs of the namespace."""
    stored: bool
    """Whether the resource only stores the key for others, as a secret in a vault does."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlainSecret(Subject):
    """A place where key material is, or may be, in clear text."""

    place: str
    """The place, in words for the user."""
    what: str
    """The kind of material: ``an access key``, ``a connection string``; never the value."""
