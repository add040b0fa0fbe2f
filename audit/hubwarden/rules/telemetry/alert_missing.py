"""Alert missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hubwarden.context import EstateContext
from hubwarden.facts import metrics_for
from hubwarden.model.credentials import SERVICES
from hubwarden.model.resources import Alert, Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH505",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs",
        "Hubwarden: the baseline says what alerts must watch",
    ),
    fix="Add a metric alert on the hub for each metric that is named.",
)
def alert_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub has no alert for something that its environment demands to watch.

    ## Why it matters

    An expired credential, a retired key, a throttled send: the hub says nothing of its own accord, and
    users notice first. The metric for errors of the push services leaves authentication problems out, so
    each platform's authentication errors need an alert of their own. Several criteria in one alert must
    all be met, which is why an alert counts for the metric that it watches alone.

    ## Remediation

    Add one metric alert for each metric, with the hub as its scope. The baseline lists the concerns under
    `alerts`.
    """
    demands = ctx.environment(hub)
    if not demands.alerts:
        raise NotApplicable("its environment demands no alerts")
    platforms = _platforms(hub, ctx)
    for concern in demands.alerts:
        for metric in metrics_for(concern, platforms):
            if not ctx.estate.alerts_on(hub, partial(_watches, metric)):
                yield Violation(f"no alert watches {metric} ({concern})", at=f"alerts.{metric}")


def _platforms(hub: Hub, ctx: EstateContext) -> tuple[str, ...]:
    # The credentials of the namespace serve all of its hubs.
    holders = (hub, ctx.estate.namespace_of(hub))
    return tuple(
        name
        for name in SERVICES
        if any(getattr(holder.credentials, name) is not None for holder in holders)
    )


def _watches(metric: str, alert: Alert) -> bool:
    # Metric names come in any letter case.
    return [one.lower() for one in alert.metrics] == [metric]
