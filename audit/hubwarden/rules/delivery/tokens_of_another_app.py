"""Tokens of another app."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH824",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.FCM_ERRORS),
    fix="Give each app a hub of its own, with the credential of the project that the app is built with.",
)
def tokens_of_another_app(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Pushes go to tokens of another app.

    ## Why it matters

    A push service refuses a token that was made for another app or project than the hub's credential is of.
    Azure counts these only for Android and Windows; Apple calls such tokens invalid.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,6000
    2026-03-02T00:00:00Z,outgoing.fcmv1.wrongchannel,6000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11990
    2026-03-02T00:00:00Z,outgoing.fcmv1.wrongchannel,0
    ```

    ## Remediation

    Compare the build with the hub: `hubwarden inspect --hub SOURCE --app google-services.json`.

    The limit is `figure_limits` of the environment in the baseline; where that says nothing, it is 0.5 % of the
    pushes. A share is judged from 200 pushes on (`figure_sample`).

    ## What the fix breaks

    A hub of its own is empty: the app registers there when it has the new connection string.
    """
    yield from above_limit(hub, "wrong-app")
