"""Requests failing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import above_limit, count_of
from hubwarden.metrics.figures import FAILED, REQUESTS, SENDS
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH820",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.FIXER),
    fix="See who is refused and why: hubwarden diagnose names what fits the status that callers get.",
)
def requests_failing(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Requests to a hub fail.

    ## Why it matters

    Sends and registrations are requests. The service answers 401, 403 or 404 where a key, a right or the name
    of the hub is wrong, and 400 where the body is; the caller alone sees that. What is refused is never sent,
    and a device that cannot register is never reached.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming.all.requests,1000
    2026-03-02T00:00:00Z,incoming.all.failedrequests,400
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming.all.requests,1000
    2026-03-02T00:00:00Z,incoming.all.failedrequests,4
    ```

    ## Remediation

    Read the status in the log of the back end and of the app, and run `hubwarden diagnose --says "403" SOURCE`.
    The report says when it began, and who changed an access rule or a key in the day before.

    The limit is `figure_limits` of the environment in the baseline; where that says nothing, it is 1 % of the
    requests. A share is judged from 200 requests on (`figure_sample`). Where requests fail and not one send
    comes through, any number is too many.

    ## What the fix breaks

    Nothing: a request that is refused has no effect.
    """
    history = hub.history
    requests, sends, failures = (history.total(name) for name in (REQUESTS, SENDS, FAILED))
    if requests and sends == 0 and failures:
        yield Violation(
            f"{count_of(failures)} of {count_of(requests)} requests failed, and no send came through",
            at="figures.failed-requests",
        )
        return
    yield from above_limit(hub, "failed-requests")
