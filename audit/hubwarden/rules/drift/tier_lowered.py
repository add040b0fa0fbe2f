"""Tier lowered."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import TierLowered
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH704",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Microsoft: Notification Hubs pricing (what the tiers have)",),
    fix="Set the declared tier again.",
)
def tier_lowered(change: TierLowered, _ctx: Context) -> Iterator[Violation]:
    """The live tier of a namespace is lower than the declared one.

    ## Why it matters

    A lower tier has smaller limits, and above them pushes are refused. Below Standard there is no telemetry of single
    messages, no scheduled push and no credentials for the whole namespace. Somebody who saves money by hand does that
    to every hub of the namespace, and no deployment shows it.

    ## Remediation

    Deploy the declared tier again, or declare the lower one, so that the rules about tiers judge it.
    """
    yield Violation(change.sentence, at=change.at_field)
