"""Payloads refused."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH826",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    fix="Keep payloads below the limit of each platform, and in its format.",
)
def payloads_refused(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Pushes are refused for their payload.

    ## Why it matters

    A payload that is too large or malformed is refused push by push: 4 KB with Apple and Google, 5 KB with
    Windows. The sender gets 201, because the hub does not check it.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11000
    2026-03-02T00:00:00Z,outgoing.allpns.invalidpayload,1000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11990
    2026-03-02T00:00:00Z,outgoing.allpns.invalidpayload,10
    ```

    ## Remediation

    Measure what the back end sends, in bytes, with the longest texts. Templates are filled in by the hub: what
    they make of a message counts.

    The limit is `figure_limits` of the environment in the baseline; where that says nothing, it is 0.1 % of the
    pushes. A share is judged from 200 pushes on (`figure_sample`).

    ## What the fix breaks

    Nobody is reached less than today.
    """
    yield from above_limit(hub, "payload")
