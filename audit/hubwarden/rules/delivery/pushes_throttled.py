"""Pushes throttled."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH827",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    fix="Send more slowly and in batches: a platform takes only so many pushes for one app at a time.",
)
def pushes_throttled(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Pushes come faster than a push service takes them.

    ## Why it matters

    Google and Windows refuse pushes that come faster than they accept them for one app. The hub tries again for
    some time; what is left then is lost. For Apple no metric counts this.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11900
    2026-03-02T00:00:00Z,outgoing.fcmv1.throttled,100
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,12000
    2026-03-02T00:00:00Z,outgoing.fcmv1.throttled,0
    ```

    ## Remediation

    Spread a campaign over more time, and do not repeat a message to devices that already got it.

    Any number is too many, unless `figure_limits` in the baseline lets some be (`throttling`).

    ## What the fix breaks

    A campaign takes longer.
    """
    yield from above_limit(hub, "throttling")
