"""Sends reach fewer."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of
from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.stops import dropped_devices
from hubwarden.model.base import Undetermined
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH833",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.REGISTRATION_MANAGEMENT),
    fix="See whether the hub was deleted or replaced, whether registrations expire, and which tags the sends have.",
)
def sends_reach_fewer(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Sends reach far fewer devices than before.

    ## Why it matters

    A hub that is deleted and made anew is empty: sends go on, and reach only the devices whose app was started
    since. Registrations that expire, or a tag that fewer devices have, look the same. The sender gets 201 for
    each send, and every push that is made succeeds.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T08:00:00Z,incoming,10
    2026-03-02T08:00:00Z,notificationhub.pushes,5000
    2026-03-02T11:00:00Z,incoming,10
    2026-03-02T11:00:00Z,notificationhub.pushes,5000
    2026-03-02T14:00:00Z,incoming,10
    2026-03-02T14:00:00Z,notificationhub.pushes,5000
    2026-03-02T17:00:00Z,incoming,10
    2026-03-02T17:00:00Z,notificationhub.pushes,5000
    2026-03-03T08:00:00Z,incoming,10
    2026-03-03T08:00:00Z,notificationhub.pushes,4800
    2026-03-03T11:00:00Z,incoming,10
    2026-03-03T11:00:00Z,notificationhub.pushes,4800
    2026-03-03T14:00:00Z,incoming,10
    2026-03-03T14:00:00Z,notificationhub.pushes,4800
    2026-03-03T17:00:00Z,incoming,10
    2026-03-03T17:00:00Z,notificationhub.pushes,4800
    2026-03-04T08:00:00Z,incoming,10
    2026-03-04T08:00:00Z,notificationhub.pushes,5100
    2026-03-04T11:00:00Z,incoming,10
    2026-03-04T11:00:00Z,notificationhub.pushes,5100
    2026-03-04T14:00:00Z,incoming,10
    2026-03-04T14:00:00Z,notificationhub.pushes,5100
    2026-03-04T17:00:00Z,incoming,10
    2026-03-04T17:00:00Z,notificationhub.pushes,5100
    2026-03-05T08:00:00Z,incoming,10
    2026-03-05T08:00:00Z,notificationhub.pushes,300
    2026-03-05T11:00:00Z,incoming,10
    2026-03-05T11:00:00Z,notificationhub.pushes,300
    2026-03-05T14:00:00Z,incoming,10
    2026-03-05T14:00:00Z,notificationhub.pushes,300
    2026-03-05T17:00:00Z,incoming,10
    2026-03-05T17:00:00Z,notificationhub.pushes,300
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T08:00:00Z,incoming,10
    2026-03-02T08:00:00Z,notificationhub.pushes,5000
    2026-03-02T11:00:00Z,incoming,10
    2026-03-02T11:00:00Z,notificationhub.pushes,5000
    2026-03-02T14:00:00Z,incoming,10
    2026-03-02T14:00:00Z,notificationhub.pushes,5000
    2026-03-02T17:00:00Z,incoming,10
    2026-03-02T17:00:00Z,notificationhub.pushes,5000
    2026-03-03T08:00:00Z,incoming,10
    2026-03-03T08:00:00Z,notificationhub.pushes,4800
    2026-03-03T11:00:00Z,incoming,10
    2026-03-03T11:00:00Z,notificationhub.pushes,4800
    2026-03-03T14:00:00Z,incoming,10
    2026-03-03T14:00:00Z,notificationhub.pushes,4800
    2026-03-03T17:00:00Z,incoming,10
    2026-03-03T17:00:00Z,notificationhub.pushes,4800
    2026-03-04T08:00:00Z,incoming,10
    2026-03-04T08:00:00Z,notificationhub.pushes,5100
    2026-03-04T11:00:00Z,incoming,10
    2026-03-04T11:00:00Z,notificationhub.pushes,5100
    2026-03-04T14:00:00Z,incoming,10
    2026-03-04T14:00:00Z,notificationhub.pushes,5100
    2026-03-04T17:00:00Z,incoming,10
    2026-03-04T17:00:00Z,notificationhub.pushes,5100
    2026-03-05T08:00:00Z,incoming,10
    2026-03-05T08:00:00Z,notificationhub.pushes,4700
    2026-03-05T11:00:00Z,incoming,10
    2026-03-05T11:00:00Z,notificationhub.pushes,4700
    2026-03-05T14:00:00Z,incoming,10
    2026-03-05T14:00:00Z,notificationhub.pushes,4700
    2026-03-05T17:00:00Z,incoming,10
    2026-03-05T17:00:00Z,notificationhub.pushes,4700
    ```

    ## Remediation

    Look at what was done to the hub in the day before: the report names it, where it has the activity log.
    Devices come back when their app registers again: with its next start, if it does so at each.

    The rule fails where a send reached at least 10 devices on each of three days before, and on each day since
    at most three tenths of the weakest of these. A day counts by the median of its intervals with a send, of
    which it needs four, so that single campaigns change nothing. Within the last day the last 3 to 20 hours are
    compared with the same hours of the days before.

    ## What the fix breaks

    Nobody is reached less than today.
    """
    history = hub.history
    if missing := history.missing((PUSHES, SENDS)):
        raise NotApplicable(f"{', '.join(missing)} was not measured")
    drop = dropped_devices(history)
    if drop is not None:
        if history.counts[SENDS].keys() - history.counts[PUSHES].keys():
            words = f"for some times with {SENDS}, {PUSHES} was not measured"
            raise Undetermined("HubTelemetry.history", words, cause="unclear")
        yield Violation(
            f"a send reaches about {count_of(drop.during, 'device')} since {drop.at:%Y-%m-%d %H:%M} UTC, and about "
            f"{count_of(drop.before or 0)} before; {count_of(drop.beside, 'send')} went on",
            at="history",
        )
