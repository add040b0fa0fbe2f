"""Diagnostics reduced."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.change import DiagnosticsReduced
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH707",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Monitor Azure Notification Hubs (operational logs, metrics)",
        "Microsoft: Azure Monitor diagnostic settings",
    ),
    fix="Restore the diagnostic setting, its destination and the time that logs are kept.",
)
def diagnostics_reduced(change: DiagnosticsReduced, _ctx: Context) -> Iterator[Violation]:
    """Logs or metrics are no longer sent or kept as declared.

    ## Why it matters

    The operational logs are the only record of who listed keys or replaced a credential. Somebody who wants
    no record starts here; so does somebody who looks at the bill. A missing setting, a category that is
    off, another destination or a shorter retention leaves a gap that is noticed only when the record is
    needed.

    Settings that Azure Policy makes (`setByPolicy-...`) are expected beside the declared ones.

    ## Remediation

    Deploy the declared setting again, and look in the activity log for who removed it and what was done since.
    """
    yield Violation(change.sentence, at=change.at_field)
