"""The metrics of a hub: their names, and which metrics of the platforms make up a total.

Source: Microsoft, "Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs" (2024-08-08).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

_OUTCOMES: Final = "success invalidcredentials badchannel pnserror"
PLATFORMS: Final = {
    "apns": f"{_OUTCOMES} expiredchannel invalidnotificationsize",
    "fcmv1": f"{_OUTCOMES} invalidnotificationformat invalidnotificationsize throttled wrongchannel",
    "gcm": f"{_OUTCOMES} invalidnotificationformat invalidnotificationsize throttled wrongchannel "
    "expiredchannel authenticationerror",
    "mpns": f"{_OUTCOMES} invalidnotificationformat throttled channeldisconnected dropped authenticationerror",
    "wns": f"{_OUTCOMES} invalidnotificationformat invalidnotificationsize throttled expiredchannel "
    "tokenproviderunreachable invalidtoken wrongtoken channelthrottled channeldisconnected dropped "
    "authenticationerror",
}
"""By platform, as metrics name it: the outcomes that are counted, with blanks."""

_GROUPS: Final = {
    "registration": "all create update get delete",
    "installation": "all get upsert patch delete",
    "incoming": "all.requests all.failedrequests scheduled scheduled.cancel",
    "scheduled": "pending",
    "notificationhub": "pushes",
    "outgoing.allpns": "success invalidpayload pnserror channelerror badorexpiredchannel",
    **{f"outgoing.{platform}": names for platform, names in PLATFORMS.items()},
}

METRIC_NAMES: Final = frozenset(
    ("incoming", *(f"{group}.{name}" for group, names in _GROUPS.items() for name in names.split()))
)
"""The names of all metrics of a hub, in lower case."""


def of_platforms(*outcomes: str) -> tuple[str, ...]:
    """Return the metrics that count some outcomes, such as ``badchannel``, for the platforms that have them."""
    return tuple(
        f"outgoing.{platform}.{outcome}"
        for platform, names in PLATFORMS.items()
        for outcome in outcomes
        if outcome in names.split()
    )


def of_platform(platform: str) -> tuple[str, ...]:
    """Return the metrics of one platform: a push is counted by one of them at least."""
    return tuple(f"outgoing.{platform}.{outcome}" for outcome in PLATFORMS[platform].split())


REGISTERING: Final = (
    "registration.create",
    "registration.update",
    "installation.upsert",
    "installation.patch",
)
"""What counts devices that register, or renew it."""
SCHEDULED: Final = "incoming.scheduled"
PENDING: Final = "scheduled.pending"

MADE_OF: Final = {
    "outgoing.allpns.success": of_platforms("success"),
    "outgoing.allpns.pnserror": of_platforms("pnserror"),
    "outgoing.allpns.badorexpiredchannel": of_platforms("badchannel", "expiredchannel"),
    "outgoing.allpns.invalidpayload": of_platforms(
        "invalidnotificationsize", "invalidnotificationformat"
    ),
}
"""By total: the metrics of single platforms that it adds up; it counts platforms without metrics, too."""


def nearest_metric(name: str) -> str:
    """Return the metric whose name is nearest to one that is none; empty where none is near."""
    return next(iter(get_close_matches(name.lower(), sorted(METRIC_NAMES), n=1)), "")
