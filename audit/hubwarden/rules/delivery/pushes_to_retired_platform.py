"""Pushes to retired platform."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of, require_pushes
from hubwarden.metrics.hub_metrics import of_platform
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH828",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.FCM_MIGRATION, citations.FCM_V1_MIGRATION),
    fix="Let the apps register for FCM v1, with an SDK that knows it, and send in that format.",
)
def pushes_to_retired_platform(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Pushes go to devices that are registered with the retired API of Google.

    ## Why it matters

    Google began to shut down the legacy API of Firebase in July 2024. Devices that are registered as `gcm` get
    nothing; the hub counts what it tries all the same.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.fcmv1.success,11500
    2026-03-02T00:00:00Z,outgoing.gcm.success,0
    2026-03-02T00:00:00Z,outgoing.gcm.badchannel,500
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.fcmv1.success,11990
    2026-03-02T00:00:00Z,outgoing.gcm.success,0
    2026-03-02T00:00:00Z,outgoing.gcm.badchannel,0
    ```

    ## Remediation

    Update the SDKs (.NET 4.2.0, Java 1.1.0, JavaScript 1.1.0, Android 2.0.0), register devices as `fcmv1`, and
    send with `ServiceBusNotification-Format: fcmv1`.

    ## What the fix breaks

    Devices with an old version of the app are reached when they have the new one; today they get nothing
    either.
    """
    metrics = of_platform("gcm")
    retired = hub.history.sum_of(metrics)
    if retired is None:
        raise NotApplicable("outgoing.gcm.* was not measured")
    if retired == 0 and hub.history.missing(metrics):
        require_pushes(hub)
    if retired:
        yield Violation(
            f"{count_of(retired, 'push', 'pushes')} to devices that are registered as gcm, the retired platform",
            at="history.outgoing.gcm",
        )
