"""Sends without targets."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.counted_pushes import count_of
from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.stops import stopped_pushes
from hubwarden.model.base import Undetermined
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH821",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS, citations.FAQ),
    fix="Send to tags and platforms that devices are registered with, and see that devices register with this hub.",
)
def sends_without_targets(hub: HubTelemetry, _ctx: Context) -> Iterator[Violation]:
    """Sends reach no registration.

    ## Why it matters

    The service accepts a send to which no registration fits, and makes no push of it. The caller gets 201, and
    only the counts show that it reached nobody: no device is registered with this hub, its registrations were
    lost when the hub was made anew, or the tags and the platform of the send fit none of them.

    ## Bad example

    A history as CSV, without its column `resource`:

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,400
    2026-03-02T00:00:00Z,notificationhub.pushes,0
    ```

    ## Good example

    ```csv
    time,metric,value
    2026-03-02T00:00:00Z,incoming,400
    2026-03-02T00:00:00Z,notificationhub.pushes,9200
    2026-03-02T00:00:00Z,outgoing.allpns.success,9180
    ```

    ## Remediation

    Compare the tags of the send with those that the app registers: `hubwarden tags check EXPRESSION --against
    FILE`. `hubwarden diagnose --data-plane` counts the registrations of a hub.

    Some sends reach nobody every day. Where pushes stopped, the rule fails if at least 20 sends in turn made
    none, and twice as many as ever before in the window.

    ## What the fix breaks

    Nothing: whoever is not registered gets no push today either.
    """
    sends, pushes = hub.history.total(SENDS), hub.history.total(PUSHES)
    if pushes is None or (sends is None and not pushes):
        words = f"{PUSHES if pushes is None else SENDS} was not measured"
        raise Undetermined("HubTelemetry.history", words, cause="unclear")
    if sends is None:
        raise NotApplicable(f"{SENDS} was not measured")
    if sends and pushes == 0:
        says = f"{count_of(sends, 'send')} and not one push: no registration was a target"
        yield Violation(says, at="history")
    elif (stop := stopped_pushes(hub.history)) is not None:
        yield Violation(
            f"{count_of(stop.beside, 'send')} since {stop.at:%Y-%m-%d %H:%M} UTC and not one push: no registration was a target",
            at="history",
        )
