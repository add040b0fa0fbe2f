"""Registrations stopped."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of, require_measured
from hubwarden.metrics.hub_metrics import REGISTERING
from hubwarden.metrics.stops import stopped_registrations, usual_words
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH831",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.REGISTRATION_MANAGEMENT),
    fix="See why devices no longer register: their access rule and its key, the network of the namespace, the last release of the app.",
)
def registrations_stopped(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Devices do not register any more, and sends go on.

    ## Why it matters

    An app registers at every start, so that a hub hears from devices every day. When that stops, the devices
    that there are are reached for some time; who installs the app, or gets a new token, never is. Key, right,
    network or a release of the app can be the reason, and no sender notices.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,80
    2026-03-02T00:00:00Z,registration.create,0
    2026-03-02T00:00:00Z,registration.update,0
    2026-03-02T00:00:00Z,installation.upsert,300
    2026-03-02T00:00:00Z,installation.patch,0
    2026-03-03T00:00:00Z,incoming,80
    2026-03-03T00:00:00Z,registration.create,0
    2026-03-03T00:00:00Z,registration.update,0
    2026-03-03T00:00:00Z,installation.upsert,300
    2026-03-03T00:00:00Z,installation.patch,0
    2026-03-04T00:00:00Z,incoming,80
    2026-03-04T00:00:00Z,registration.create,0
    2026-03-04T00:00:00Z,registration.update,0
    2026-03-04T00:00:00Z,installation.upsert,0
    2026-03-04T00:00:00Z,installation.patch,0
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,80
    2026-03-02T00:00:00Z,registration.create,0
    2026-03-02T00:00:00Z,registration.update,0
    2026-03-02T00:00:00Z,installation.upsert,300
    2026-03-02T00:00:00Z,installation.patch,0
    2026-03-03T00:00:00Z,incoming,80
    2026-03-03T00:00:00Z,registration.create,0
    2026-03-03T00:00:00Z,registration.update,0
    2026-03-03T00:00:00Z,installation.upsert,300
    2026-03-03T00:00:00Z,installation.patch,0
    2026-03-04T00:00:00Z,incoming,80
    2026-03-04T00:00:00Z,registration.create,0
    2026-03-04T00:00:00Z,registration.update,0
    2026-03-04T00:00:00Z,installation.upsert,290
    2026-03-04T00:00:00Z,installation.patch,0
    ```

    ## Remediation

    Start the app of the store on a device and see what the hub answers: `hubwarden diagnose --says "401"
    SOURCE` goes on from the status. `hubwarden inventory SOURCE` names the access rule of the devices and when
    it was changed last.

    The rule fails where at least 20 devices registered on each day before and at most a hundredth of that on
    each day since, while something was sent. It counts `registration.create`, `registration.update`,
    `installation.upsert` and `installation.patch`.
    With fewer a day, down to 5, it fails after as many days as would have had 40. Within the last day it compares the
    last 3 to 20 hours with the same hours of at least three days before, each of which must have had 50.

    ## What the fix breaks

    Nothing: devices register again with the next start of the app.
    """
    if not hub.history.counts.keys() & set(REGISTERING):
        raise NotApplicable(f"{', '.join(REGISTERING)} were not measured")
    stop = stopped_registrations(hub.history)
    if stop is not None:
        require_measured(hub, stop.metrics)
        yield Violation(
            f"{count_of(stop.during, 'device')} registered since {stop.at:%Y-%m-%d %H:%M} UTC, "
            f"{usual_words(stop)}; {count_of(stop.beside, 'send')} went on",
            at="history.registration",
        )
