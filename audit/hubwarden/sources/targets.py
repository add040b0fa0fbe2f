"""Which credentials of a hub a build is held against."""

from __future__ import annotations

from typing import Any

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub
from hubwarden.sources.files import Target


def target_of(estate: Estate, hub: Hub) -> Target:
    """Return a hub as the target of builds, with what it reaches devices with."""
    held: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for service in ("apns", "fcm_v1"):
        try:
            held[service] = _held(estate, hub, service)
        except Undetermined as why:
            unknown[service] = why.reason
    return Target(hub, held, unknown)


def _held(estate: Estate, hub: Hub, service: str) -> Subject | None:
    """Return a credential of a hub, or the one that its namespace holds for all hubs."""
    own: Subject | None = getattr(hub.credentials, service)
    if own is not None:
        return own
    shared: Subject | None = getattr(estate.namespace_of(hub).credentials, service)
    return shared
