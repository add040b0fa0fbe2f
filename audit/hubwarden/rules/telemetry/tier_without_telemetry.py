"""Tier without telemetry."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH502",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Push notifications with Azure Notification Hubs, frequently asked questions (rich telemetry needs Standard)",
        "Microsoft: REST API, get notification message telemetry and PNS feedback",
    ),
    fix="Use Standard, or say in the baseline that telemetry is optional.",
)
def tier_without_telemetry(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """Telemetry is required, and the tier does not have it.

    ## Why it matters

    Only Standard shows what happened to a single message and passes on the feedback of the push services.
    Without it nobody can say why a push did not arrive. Azure Monitor's metrics come with every tier and
    are not what is meant here.

    ## Remediation

    Change the tier to Standard, or set `telemetry: optional` for the environment in the baseline.
    """
    if ctx.environment(namespace).telemetry != "required":
        raise NotApplicable("its environment does not require telemetry")
    if namespace.tier != "Standard":
        yield Violation(
            f"its tier is {namespace.tier}, and per-message telemetry needs Standard", at="tier"
        )
