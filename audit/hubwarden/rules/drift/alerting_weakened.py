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
    """The live alerting on failing pushes is weaker than declared.

    ## Why it matters

    If an alert is deleted, disabled, aimed elsewhere or harder to trigger, everything looks healthy. The
    same holds for an action group without receivers and for a processing rule that suppresses action
    groups. Such changes are made to silence an incident, and then stay.

    ## Remediation

    Deploy the declared alerts again. Where operators may switch an alert off while they work, say so under
    `drift.allowed` in the baseline (`field: Alert.enabled`, with the reason).
    """
    yield Violation(change.sentence, at=change.at_field)
