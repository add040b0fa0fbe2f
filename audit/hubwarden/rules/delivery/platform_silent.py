"""Platform silent."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of, require_measured
from hubwarden.metrics.hub_metrics import PLATFORMS, of_platform
from hubwarden.metrics.stops import Stop, stopped_platforms, usual_words
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, in_turn, rule


@rule(
    "NH830",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.REGISTRATION_MANAGEMENT),
    fix="See whether devices of the platform still register, and whether the back end still sends in its format.",
)
def platform_silent(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """A platform gets no pushes any more, and others do.

    ## Why it matters

    Pushes of one platform end where its devices no longer register, where their registrations were lost, or
    where the back end stopped sending in the format of the platform. Every other platform goes on, so that no
    total shows it.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,900
    2026-03-02T00:00:00Z,outgoing.apns.success,400
    2026-03-02T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-02T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-02T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-02T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-02T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-02T00:00:00Z,outgoing.fcmv1.success,500
    2026-03-03T00:00:00Z,notificationhub.pushes,900
    2026-03-03T00:00:00Z,outgoing.apns.success,400
    2026-03-03T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-03T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-03T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-03T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-03T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-03T00:00:00Z,outgoing.fcmv1.success,500
    2026-03-04T00:00:00Z,notificationhub.pushes,500
    2026-03-04T00:00:00Z,outgoing.apns.success,0
    2026-03-04T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-04T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-04T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-04T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-04T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-04T00:00:00Z,outgoing.fcmv1.success,500
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,900
    2026-03-02T00:00:00Z,outgoing.apns.success,400
    2026-03-02T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-02T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-02T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-02T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-02T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-02T00:00:00Z,outgoing.fcmv1.success,500
    2026-03-03T00:00:00Z,notificationhub.pushes,900
    2026-03-03T00:00:00Z,outgoing.apns.success,400
    2026-03-03T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-03T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-03T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-03T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-03T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-03T00:00:00Z,outgoing.fcmv1.success,500
    2026-03-04T00:00:00Z,notificationhub.pushes,880
    2026-03-04T00:00:00Z,outgoing.apns.success,390
    2026-03-04T00:00:00Z,outgoing.apns.badchannel,0
    2026-03-04T00:00:00Z,outgoing.apns.expiredchannel,0
    2026-03-04T00:00:00Z,outgoing.apns.invalidcredentials,0
    2026-03-04T00:00:00Z,outgoing.apns.invalidnotificationsize,0
    2026-03-04T00:00:00Z,outgoing.apns.pnserror,0
    2026-03-04T00:00:00Z,outgoing.fcmv1.success,490
    ```

    ## Remediation

    `hubwarden diagnose --data-plane` counts the registrations by platform. Compare the formats that the back
    end sends, and what was released in app and back end on the day on which it began.

    The rule fails where a platform had at least 20 pushes on each day before, and has at most a hundredth of
    that on each day since, though by what went to others it should have had 20. `gcm` and `mpns` are left out:
    these are to end.
    With fewer a day, down to 5, it fails after as many days as would have had 40. Within the last day it compares the
    last 3 to 20 hours with the same hours of at least three days before, each of which must have had 50.

    ## What the fix breaks

    Nothing: who gets no push today gets them again.
    """
    measured = any(hub.history.counts.keys() & set(of_platform(name)) for name in PLATFORMS)
    if not measured:
        raise NotApplicable("the metrics of single platforms were not measured")
    stopped = stopped_platforms(hub.history)
    yield from in_turn(*(_silent(hub, stop) for stop in stopped))


def _silent(hub: HubTelemetry, stop: Stop) -> Iterator[Violation]:
    require_measured(hub, stop.metrics)
    yield Violation(
        f"{count_of(stop.during)} {stop.what} since {stop.at:%Y-%m-%d %H:%M} UTC, "
        f"{usual_words(stop)}; {count_of(stop.beside)} went to others",
        at=f"history.{stop.what.removeprefix('pushes by ')}",
    )
