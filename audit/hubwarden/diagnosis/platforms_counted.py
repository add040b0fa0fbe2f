"""Which platforms the counts of a hub are about."""

from __future__ import annotations

from typing import Final

from hubwarden.model.telemetry import HubTelemetry
from hubwarden.report import Result

SERVICES_OF: Final = {
    "apns": ("apns",),
    "fcmv1": ("fcm_v1",),
    "gcm": ("fcm_legacy",),
    "wns": ("wns",),
    "mpns": ("mpns",),
}
"""The services of ``Credentials`` that a platform's metrics are about."""


OF_ANOTHER_APP: Final = ("wrongchannel", "wrongtoken")
"""What counts tokens of another app."""
FEW: Final = 0.1
"""The part of a kind of failures that a platform always has."""
_NEARLY: Final = 0.9


def platform_of(result: Result) -> str:
    """Return the platform that a finding is about, as its metrics name it: ``fcmv1``; empty where it is about none."""
    place = result.field.removeprefix("history.")
    return place.removeprefix("outgoing.").partition(".")[0] if place != result.field else ""


def platforms_with(hub: HubTelemetry, total: str, *kinds: str) -> tuple[str, ...]:
    """Return the platforms that a total is about, those with most of it first; none where that is not told.

    A few of any kind are counted for every platform: these are left out.
    """
    counts = {
        platform: hub.history.sum_of(f"outgoing.{platform}.{kind}" for kind in kinds) or 0.0
        for platform in SERVICES_OF
    }
    known = sum(counts.values())
    # What no platform has is of one without metrics.
    if known < _NEARLY * (hub.history.total(total) or known):
        return ()
    found = sorted(counts, key=lambda platform: -counts[platform])
    return tuple(item for item in found if counts[item] > FEW * known)
