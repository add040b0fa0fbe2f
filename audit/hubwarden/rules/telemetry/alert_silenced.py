"""Alert silenced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden.context import EstateContext
from hubwarden.model.base import ResourceId, Undetermined, first
from hubwarden.model.relations import holds
from hubwarden.model.resources import Alert, ProcessingRule, watches_hub
from hubwarden.model.silencing import processing_rules_over
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_LONGEST: Final = timedelta(days=30)


@rule(
    "NH510",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=("Microsoft: Alert processing rules REST API 2021-08-08",),
    fix="Narrow the scope of the processing rule, give it a schedule, or remove it.",
)
def alert_silenced(alert: Alert, ctx: EstateContext) -> Iterator[Violation]:
    """A processing rule suppresses the action groups of an alert on a hub.

    ## Why it matters

    The alert fires, and nobody is notified. Such rules are made for an evening of maintenance, on a whole
    subscription, and stay. A rule that applies only at some hours or days, or that ends within 30 days,
    passes; a rule that applies only to some alerts is undetermined, because its conditions are not read.
    Rules that are made elsewhere are not known here.

    ## Remediation

    Remove the rule, or let it hold for the resources that are maintained, with a schedule that ends.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    unclear: Undetermined | None = None
    silencing: set[str] = set()
    for hub in alert.scopes:
        for processing in processing_rules_over(ctx.estate, hub):
            try:
                if _silences(processing, hub, ctx):
                    silencing.add(processing.id.name)
            except Undetermined as why:
                unclear = first(unclear, why)
    for name in sorted(silencing):
        yield Violation(
            f"processing rule {name} takes its action groups away", at=f"action_groups.{name}"
        )
    if unclear is not None:
        raise unclear
    for hub in alert.scopes:
        ctx.estate.require_read(alert, "processing_rules", of=hub)


def _silences(processing: ProcessingRule, hub: ResourceId, ctx: EstateContext) -> bool:
    if not (processing.enabled and processing.silences) or processing.at_times:
        return False
    until = processing.until
    if until is not None and until.date() <= ctx.as_of + _LONGEST:
        return False
    if not any(holds(scope, hub, "ProcessingRule.scopes") for scope in processing.scopes):
        return False
    if processing.conditional:
        raise Undetermined(
            "ProcessingRule.conditional",
            f"processing rule {processing.id.name} takes the action groups of some alerts away; "
            "whether of this one depends on its conditions",
        )
    return True
