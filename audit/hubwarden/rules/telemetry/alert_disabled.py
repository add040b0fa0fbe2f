"""Alert disabled."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Alert, watches_hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH506",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Metric alerts REST API 2018-03-01",),
    fix="Enable the alert, or delete it.",
)
def alert_disabled(alert: Alert, _ctx: Context) -> Iterator[Violation]:
    """An alert on a hub is switched off.

    ## Why it matters

    An alert that is switched off looks like protection but is not.

    ## Remediation

    Set `enabled` to true. For a planned silence use an alert processing rule, which ends by itself.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    if not alert.enabled:
        yield Violation("it is switched off", at="enabled")
