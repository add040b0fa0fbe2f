"""Alert missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, partial

from hubwarden import citations
from hubwarden.azure_changes import PUT_ALERT
from hubwarden.context import EstateContext
from hubwarden.facts import (
    HUB_METRIC_AGGREGATIONS,
    HUB_METRIC_NAMESPACE,
    Concern,
    metrics_for,
)
from hubwarden.model.base import Elsewhere, Undetermined, all_hold, any_holds, first
from hubwarden.model.credentials import SERVICES
from hubwarden.model.related import alerts_on
from hubwarden.model.resources import Alert, Criterion, Hub, Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, in_turn, rule


@rule(
    "NH505",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.SUPPORTED_METRICS,
        citations.ALERT_TYPES.on("metric alerts"),
        citations.BASELINE,
    ),
    changes=(PUT_ALERT,),
    fix="Add a metric alert on the hub for each metric that is named.",
)
def alert_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub has no alert for something that its environment demands to watch.

    ## Why it matters

    An expired credential, a retired key, a throttled send: the hub reports nothing by itself, and users
    notice first. The metric for errors of the push services leaves authentication problems out, so each
    platform's authentication errors need an alert of their own. Several criteria in one alert must all be
    met, so an alert counts only if it watches one metric. An alert that can never fire, or always fires,
    does not count: it must be enabled, look at the hub's own metric, add up all events (the aggregation
    Count counts samples), and fire when there are more of them than a threshold that the baseline finds low
    enough, or that Azure finds itself in data that it has.

    ## Bad example

    ```yaml
    config:
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
        watch: [pns-errors, bad-channel, throttling, failed-requests] # refused credentials stay unseen
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
        watch: [authentication, pns-errors, bad-channel, throttling, failed-requests]
    ```

    ## Remediation

    Add one metric alert for each metric, with the hub as its scope, the aggregation Total and the operator
    GreaterThan. The baseline lists the concerns under `alerts` and the greatest thresholds under
    `alert_ceilings`.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
        watch: [authentication, pns-errors, bad-channel, throttling, failed-requests]
    ```

    ## What the fix breaks

    Nothing. Each alert is paid for by the month, and a threshold that is too low wakes somebody: begin with an
    action group that writes e-mail.
    """
    demands = ctx.environment(hub)
    if not demands.alerts:
        raise NotApplicable("its environment demands no alerts")
    platforms, unclear = _platforms(hub, ctx)
    yield from in_turn(
        *(
            _unwatched(hub, ctx, concern, metric)
            for concern in demands.alerts
            for metric in metrics_for(concern, platforms)
        )
    )
    if unclear is not None:
        raise unclear


def _unwatched(hub: Hub, ctx: EstateContext, concern: Concern, metric: str) -> Iterator[Violation]:
    ceiling = ctx.environment(hub).alert_ceilings.get(concern)
    try:
        counted = alerts_on(
            ctx.estate, hub, lambda item: _fires(item, concern, metric, ceiling, ctx.as_of)
        )
    except Undetermined as why:
        raise why.again(why.reason + _flaws(hub, ctx, concern, metric)) from None
    if not counted:
        but = _flaws(hub, ctx, concern, metric)
        yield Violation(f"no alert watches {metric} ({concern}){but}", at=f"alerts.{metric}")


def _flaws(hub: Hub, ctx: EstateContext, concern: Concern, metric: str) -> str:
    """Return why the alerts that are there for a metric do not count; empty where there is none."""
    try:
        watching = alerts_on(ctx.estate, hub, lambda item: _watches(item, metric))
    except (Undetermined, Elsewhere):
        return ""
    ceiling = ctx.environment(hub).alert_ceilings.get(concern)
    flaws = sorted(
        f"{item.id.name} {words}"
        for item in watching
        for holds, words in _conditions(item, concern, ceiling, ctx.as_of)
        if _is_certainly_not(holds)
    )
    return f": {'; '.join(flaws)}" if flaws else ""


def _platforms(hub: Hub, ctx: EstateContext) -> tuple[tuple[str, ...], Undetermined | None]:
    """Return the push services that certainly have credentials, and why others may have some."""
    found, unclear = [], None
    # The credentials of the namespace serve all of its hubs.
    holders = (lambda: hub, cache(lambda: ctx.estate.namespace_of(hub)))
    for name in SERVICES:
        try:
            if any_holds(*(partial(_has, name, holder) for holder in holders)):
                found.append(name)
        except Undetermined as why:
            unclear = first(unclear, why)
    return tuple(found), unclear


def _has(name: str, holder: Callable[[], Namespace | Hub]) -> bool:
    return getattr(holder().credentials, name) is not None


def _watches(alert: Alert, metric: str) -> bool:
    # Metric names come in any letter case.
    return len(alert.criteria) == 1 and alert.criteria[0].metric.lower() == metric


def _fires(alert: Alert, concern: Concern, metric: str, ceiling: float | None, today: date) -> bool:
    return all_hold(
        lambda: alert.enabled,
        lambda: _watches(alert, metric),
        # Which criterion there is decides whether there is one to look at.
        lambda: all_hold(*(holds for holds, _ in _conditions(alert, concern, ceiling, today))),
    )


def _conditions(
    alert: Alert, concern: Concern, ceiling: float | None, today: date
) -> Iterator[tuple[Callable[[], bool], str]]:
    """Yield what must hold for an alert to fire that watches one metric, each with the words for where it does not."""
    yield lambda: alert.enabled, "is switched off"
    criterion = alert.criteria[0]
    yield (
        lambda: (
            (criterion.metric_namespace or HUB_METRIC_NAMESPACE).lower()
            == HUB_METRIC_NAMESPACE.lower()
        ),
        "looks into another metric namespace",
    )
    yield lambda: not criterion.by_dimension, "looks at dimensions, and the metric has none"
    yield (
        lambda: _is_one_of(criterion.aggregation, HUB_METRIC_AGGREGATIONS),
        f"does not aggregate by {' or '.join(HUB_METRIC_AGGREGATIONS)}",
    )
    yield lambda: _looks_up(criterion), "does not fire when there is more"
    yield lambda: not _always_fires(criterion), "fires always, so that nobody will look at it"
    yield (
        lambda: criterion.learns_from is None or criterion.learns_from.date() <= today,
        "leaves out all data until a day to come",
    )
    yield (
        lambda: _is_low_enough(criterion, concern, ceiling),
        f"has a threshold above {ceiling:g}" if ceiling is not None else "",
    )


def _looks_up(criterion: Criterion) -> bool:
    static = ("GreaterThan", "GreaterThanOrEqual")
    dynamic = ("GreaterThan", "GreaterOrLessThan")
    return all_hold(
        lambda: _is_one_of(criterion.operator, {*static, *dynamic}),
        lambda: _is_one_of(criterion.operator, dynamic if criterion.threshold is None else static),
    )


def _always_fires(criterion: Criterion) -> bool:
    """Tell whether nothing at all is enough: a count is never below zero."""
    if criterion.threshold is None:
        return False
    at_zero = criterion.operator.lower() == "greaterthanorequal"
    return criterion.threshold < 0 or (at_zero and criterion.threshold == 0)


def _is_low_enough(criterion: Criterion, concern: Concern, ceiling: float | None) -> bool:
    if criterion.threshold is None:
        return True
    if ceiling is None:
        raise Undetermined(
            "alert_ceilings",
            f"the baseline does not say which threshold is low enough: add {concern} under "
            "alert_ceilings of the environment",
            cause="baseline",
        )
    return criterion.threshold <= ceiling


def _is_one_of(word: str, words: Iterable[str]) -> bool:
    return word.lower() in {word.lower() for word in words}


def _is_certainly_not(holds: Callable[[], bool]) -> bool:
    try:
        return not holds()
    except Undetermined:
        return False
