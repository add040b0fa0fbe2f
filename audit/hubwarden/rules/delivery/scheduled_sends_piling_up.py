"""Scheduled sends piling up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of, require_measured
from hubwarden.metrics.hub_metrics import PENDING, SCHEDULED
from hubwarden.metrics.stopped_days import by_day
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_DAYS: Final = 3
_TIMES: Final = 3
_IN_STEP: Final = 1.5


@rule(
    "NH832",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    fix="See for which times the back end schedules, and cancel what is no longer wanted.",
)
def scheduled_sends_piling_up(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Scheduled sends pile up.

    ## Why it matters

    A scheduled send waits in the hub until its time. Where more wait from day to day and no more are scheduled
    than before, they are scheduled for the wrong time, or are not sent when it has come: users get them late or
    never.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming.scheduled,100
    2026-03-02T00:00:00Z,scheduled.pending,200
    2026-03-03T00:00:00Z,incoming.scheduled,100
    2026-03-03T00:00:00Z,scheduled.pending,400
    2026-03-04T00:00:00Z,incoming.scheduled,100
    2026-03-04T00:00:00Z,scheduled.pending,600
    2026-03-05T00:00:00Z,incoming.scheduled,100
    2026-03-05T00:00:00Z,scheduled.pending,900
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming.scheduled,100
    2026-03-02T00:00:00Z,scheduled.pending,200
    2026-03-03T00:00:00Z,incoming.scheduled,100
    2026-03-03T00:00:00Z,scheduled.pending,190
    2026-03-04T00:00:00Z,incoming.scheduled,100
    2026-03-04T00:00:00Z,scheduled.pending,205
    2026-03-05T00:00:00Z,incoming.scheduled,100
    2026-03-05T00:00:00Z,scheduled.pending,210
    ```

    ## Remediation

    Read the time that the back end sends in `ServiceBusNotification-ScheduleTime`: it is UTC, and at most seven
    days ahead. Cancel by the id that the hub returned.

    The rule fails where the number that waits rose on each of at least the last three days, to three times what it
    was, and at least 200 wait, while the number that is scheduled does not rise by half.

    ## What the fix breaks

    What is cancelled is not sent.
    """
    pending = by_day(hub.history.counts.get(PENDING, {}))
    if not pending:
        raise NotApplicable(f"{PENDING} was not measured")
    rises = _rises(pending)
    first, last = pending[-1 - rises], pending[-1]
    if rises < _DAYS or last < max(_TIMES * first, hub.limits.sample):
        return
    require_measured(hub, (SCHEDULED,))
    scheduled = by_day(hub.history.counts[SCHEDULED])
    if scheduled[-1] < _IN_STEP * max(scheduled[: len(scheduled) - rises]):
        yield Violation(
            f"the count of sends that wait for their time rose for {rises} days, from {count_of(first)} to "
            f"{count_of(last)}, while no more were scheduled than before",
            at=f"history.{PENDING}",
        )


def _rises(counts: Sequence[float]) -> int:
    """Return on how many days in a row, until the last, there was more than on the day before."""
    rises = 0
    while rises + 1 < len(counts) and counts[-1 - rises] > counts[-2 - rises]:
        rises += 1
    return rises
