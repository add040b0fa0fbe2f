"""The metrics of a hub: their names, and counts for each minute.

Names: "Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

_PUSHES: Final = "success invalidcredentials badchannel"
_SIZES: Final = "invalidnotificationformat invalidnotificationsize pnserror"
_GROUPS: Final = {
    "registration": "all create update get delete",
    "installation": "all get upsert patch delete",
    "incoming": "all.requests all.failedrequests scheduled scheduled.cancel",
    "scheduled": "pending",
    "notificationhub": "pushes",
    "outgoing.allpns": "success invalidpayload pnserror channelerror badorexpiredchannel",
    "outgoing.apns": f"{_PUSHES} expiredchannel invalidnotificationsize pnserror",
    "outgoing.fcmv1": f"{_PUSHES} {_SIZES} throttled wrongchannel",
    "outgoing.gcm": f"{_PUSHES} {_SIZES} throttled expiredchannel wrongchannel authenticationerror",
    "outgoing.mpns": f"{_PUSHES} invalidnotificationformat pnserror throttled channeldisconnected "
    "dropped authenticationerror",
    "outgoing.wns": f"{_PUSHES} {_SIZES} throttled expiredchannel tokenproviderunreachable "
    "invalidtoken wrongtoken channelthrottled channeldisconnected dropped authenticationerror",
}
NAMES: Final = (
    "incoming",
    *(f"{group}.{name}" for group, names in _GROUPS.items() for name in names.split()),
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counts of hubs for each minute."""

    names: tuple[str, ...] = NAMES
    """The names of the metrics that hubs have."""
    _series: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)

    def count(self, hub: str, name: str, at: float, number: float = 1.0) -> None:
        """Add to a metric of a hub; ``at`` is in seconds since the epoch."""
        if name not in self.names:
            raise ValueError(f"'{name}' is no metric of a hub")
        minutes = self._series.setdefault((hub.lower(), name), {})
        minute = int(at // 60)
        minutes[minute] = minutes.get(minute, 0.0) + number

    def totals(self, hub: str, name: str, start: int, end: int, grain: int) -> list[float]:
        """Return the sums for each grain from ``start`` to ``end``; all three in seconds."""
        sums = [0.0] * len(range(start, end, grain))
        for minute, number in self._series.get((hub.lower(), name), {}).items():
            if start <= minute * 60 < end:
                sums[(minute * 60 - start) // grain] += number
        return sums
