"""The hub that builds are compared with, and its push credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub


@dataclass(frozen=True, slots=True)
class HubForBuilds:
    """The hub that builds are compared with."""

    hub: Hub
    credentials: dict[str, Any]
    """The known ones of ``apns``, ``fcm_v1`` and ``browser``; ``None`` where neither hub nor namespace has one."""
    unknown: dict[str, str]
    """Why the others are not known, by the same names."""


def hub_for_builds(estate: Estate, hub: Hub) -> HubForBuilds:
    """Return a hub with its push credentials."""
    found: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for service in ("apns", "fcm_v1", "browser"):
        try:
            found[service] = _credential(estate, hub, service)
        except Undetermined as why:
            unknown[service] = why.reason
    return HubForBuilds(hub, found, unknown)


def _credential(estate: Estate, hub: Hub, service: str) -> Subject | None:
    """Return a credential of a hub, or the one of its namespace, which all hubs of the namespace share."""
    own: Subject | None = getattr(hub.credentials, service)
    if own is not None:
        return own
    shared: Subject | None = getattr(estate.namespace_of(hub).credentials, service)
    return shared
