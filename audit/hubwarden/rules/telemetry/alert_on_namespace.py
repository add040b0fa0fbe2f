"""Alert on namespace."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Alert, watches_hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH508",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Microsoft: Supported metrics (the namespace type has none)",),
    fix="Set the scope of the alert to the hub.",
)
def alert_on_namespace(alert: Alert, _ctx: Context) -> Iterator[Violation]:
    """An alert on a hub's metric is aimed at the namespace.

    ## Why it matters

    Metrics live on the hub; a namespace has none. Such an alert can never fire.

    ## Remediation

    Make one alert for each hub, with the hub's id as scope.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    for scope in alert.scopes:
        parts = scope.text.lower().split("/")
        if parts[-3:-1] == ["microsoft.notificationhubs", "namespaces"]:
            yield Violation(
                f"its scope is namespace {scope.name}, which has no metrics",
                at=f"scopes.{scope.name}",
            )
