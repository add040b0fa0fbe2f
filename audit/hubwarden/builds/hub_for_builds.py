"""The hub that builds are held against, and what it reaches devices with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub


@dataclass(frozen=True, slots=True)
class HubForBuilds:
    """The hub that builds are held against."""

    hub: Hub
    credentials: dict[str, Any]
    """``apns``, ``fcm_v1`` and ``browser``, as far as they are known."""
    unknown: dict[str, str]
    """Why the others are not."""


def hub_for_builds(estate: Estate, hub: Hub) -> HubForBuilds:
    """Return a hub with what it reaches devices with."""
    found: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for service in ("apns", "fcm_v1", "browser"):
        try:
            found[service] = _credential(estate, hub, service)
        except Undetermined as why:
            unknown[service] = why.reason
    return HubForBuilds(hub, found, unknown)


def _credential(estate: Estate, hub: Hub, service: str) -> Subject | None:
    """Return a credential of a hub, or the one that its namespace holds for all hubs."""
    own: Subject | None = getattr(hub.credentials, service)
    if own is not None:
        return own
    shared: Subject | None = getattr(estate.namespace_of(hub).credentials, service)
    return shared
