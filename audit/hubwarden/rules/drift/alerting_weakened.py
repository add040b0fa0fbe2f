"""Alerting weakened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import AlertingWeakened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH706",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Azure Monitor alerts (state of an alert rule, action groups, processing rules)",
    ),
    fix="Switch on again what was switched off, or declare it as it is.",
)
def alerting_weakened(change: AlertingWeakened, _ctx: Context) -> Iterator[Violation]:
    """Somebody who is to be told when pushes fail may not be told any more.

    ## Why it matters

    An alert that is deleted, disabled, aimed elsewhere or harder to trigger looks like peace. So does an action group
    without receivers, and a processing rule that takes action groups away. It happens during an incident, to have
    quiet, and stays.

    ## Remediation

    Deploy the declared alerts again. Where operators may switch an alert off while they work, say so under
    `drift.allowed` in the baseline (`field: Alert.enabled`, with the reason).
    """
    yield Violation(change.sentence, at=change.at_field)
