"""Pushes lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import MOSTLY, count_of, is_above, percent, require_pushes
from hubwarden.metrics.figures import PUSHES, SUCCESS, at_least, unexplained
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import Severity, Violation, rule

_HALF: Final = 0.5
"""The share of successes below which pushes fail, whatever else was measured."""


@rule(
    "NH829",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    fix="Read the metrics of each platform, too: they say how these pushes ended.",
)
def pushes_lost(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Most pushes do not succeed, and no figure says why.

    ## Why it matters

    Where less than half of the pushes succeed, users miss them, whatever the reason is. Totals alone do not say
    why: a push to a device that is not connected, or to a platform without metrics of its own, is in no figure.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,3000
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,notificationhub.pushes,12000
    2026-03-02T00:00:00Z,outgoing.allpns.success,11990
    ```

    ## Remediation

    Add the metrics that the report names to the history. For Amazon, Baidu, browsers and Xiaomi there are none:
    look at the feedback of the hub (`GET /feedbackcontainer`, tier Standard), or at the outcome of one message.

    ## What the fix breaks

    Nothing: it is about reading more.
    """
    lost = _lost(hub)
    if lost is None:
        require_pushes(hub)
    else:
        yield Violation(lost, at="history")


def _lost(hub: HubTelemetry) -> str | None:
    """Return how many pushes are lost, in words; ``None`` where counts do not prove that most are."""
    history = hub.history
    pushes, total = history.total(PUSHES), history.total(SUCCESS)
    if pushes is None or pushes < hub.limits.sample:
        return None
    open_share = unexplained(history) or 0.0
    # What was measured of single platforms alone says nothing of the others.
    if total is not None and total < _HALF * pushes and 1 - open_share < MOSTLY:
        return (
            f"{count_of(total)} of {count_of(pushes)} pushes succeeded, and for {percent(open_share)} "
            "no metric that was read tells why they did not"
        )
    lost = pushes * (1 - open_share) - (at_least(history, (SUCCESS,)) or 0.0)
    if lost > _HALF * pushes and not any(is_above(hub, name) for name in hub.figures):
        return f"{count_of(lost)} of {count_of(pushes)} pushes did not succeed, by metrics that no figure has"
    return None
