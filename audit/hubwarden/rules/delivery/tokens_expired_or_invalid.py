"""Tokens expired or invalid."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH823",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.REGISTRATION_MANAGEMENT),
    fix="Let the app register at every start, and send with the credential of the environment that the app is built for.",
)
def tokens_expired_or_invalid(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Many pushes go to tokens that are expired or invalid.

    ## Why it matters

    A few tokens expire every day, where apps are removed. A share that jumps says that tokens and credential do
    not belong together: those of development go to Apple's production, or a credential was replaced by that of
    another app. The hub deletes each registration that is refused this way: these devices are out of reach
    until their app registers again.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,9000
    2026-03-02T00:00:00Z,outgoing.allpns.badorexpiredchannel,3000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11880
    2026-03-02T00:00:00Z,outgoing.allpns.badorexpiredchannel,120
    ```

    ## Remediation

    Look at what was changed in the day before the figure rose; the report names it, where it has the activity
    log. A share that grows without a jump comes from devices that are gone: let the app register at every
    start.

    The limit is `figure_limits` of the environment in the baseline; where that says nothing, it is 5 % of the
    pushes. A share is judged from 200 pushes on (`figure_sample`).

    ## What the fix breaks

    Devices whose registrations the hub has deleted are reached when their app registers again.
    """
    yield from above_limit(hub, "bad-channel")
