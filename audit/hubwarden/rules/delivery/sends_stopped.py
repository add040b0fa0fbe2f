"""Sends stopped."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of, unread
from hubwarden.metrics.figures import SENDS
from hubwarden.metrics.stops import stopped_sends, usual_words
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH834",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.FAQ),
    fix="See whether the back end runs, what it is answered, and which hub it sends to.",
)
def sends_stopped(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Nothing is sent to a hub any more.

    ## Why it matters

    A hub that gets no sends makes no pushes, and nothing about it looks wrong: no request fails, no push is
    lost. The back end may have stopped, may send to another hub, or may be refused before anything is counted
    as a send.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,300
    2026-03-03T00:00:00Z,incoming,280
    2026-03-04T00:00:00Z,incoming,310
    2026-03-05T00:00:00Z,incoming,0
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,300
    2026-03-03T00:00:00Z,incoming,280
    2026-03-04T00:00:00Z,incoming,310
    2026-03-05T00:00:00Z,incoming,290
    ```

    ## Remediation

    Look at the log of the back end on the day on which it began, and at the hub's name and the connection
    string in its settings. If the hub is no longer to be used, waive the finding, and delete the hub in the
    end.

    The rule fails where at least 20 sends were made on each day before, and on each day since at most a
    hundredth of the quietest of these: three days before are compared, or two where each has 200. A weekend
    counts only if an earlier one is known.
    With fewer a day, down to 5, it fails after as many days as would have had 40. Within the last day it compares the
    last 3 to 20 hours with the same hours of at least three days before, each of which must have had 50.

    ## What the fix breaks

    Nobody is reached less than today.
    """
    if SENDS in hub.history.in_part:
        raise unread([SENDS])
    if SENDS not in hub.history.counts:
        raise NotApplicable(f"{SENDS} was not measured")
    stop = stopped_sends(hub.history)
    if stop is not None:
        yield Violation(
            f"{count_of(stop.during, 'send')} since {stop.at:%Y-%m-%d %H:%M} UTC, {usual_words(stop)}",
            at="history",
        )
