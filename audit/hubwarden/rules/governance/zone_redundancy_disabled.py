"""Zone redundancy disabled."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.base import all_hold
from hubwarden.model.resources import Namespace
from hubwarden.policy.demands import matches
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH607",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs high availability (zone redundancy)",
        "Microsoft: REST API 2023-10-01-preview, zoneRedundancy (mutability: create and read)",
    ),
    fix="Set zoneRedundancy to Enabled before the namespace is made, or except its region in the baseline.",
)
def zone_redundancy_disabled(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace is not spread over the zones of its region.

    ## Why it matters

    Without zone redundancy the loss of one zone stops all pushes. It can be chosen only when the namespace
    is made: a later change replaces the namespace, and every registration is lost. Where a template does
    not set it, the region decides, and the rule cannot tell. azure-native sends Disabled where a program
    sets nothing.

    ## Remediation

    Set `zoneRedundancy` to Enabled for a new namespace. For one that is in use, plan a move to a new one,
    or switch the rule off with a reason. A region without zones goes under `regions_without_zones` of the
    environment in the baseline, and `zone_redundancy: optional` removes the demand.
    """
    demands = ctx.environment(namespace)
    if demands.zone_redundancy != "required":
        raise NotApplicable("its environment does not require zone redundancy")
    if all_hold(
        lambda: not namespace.zone_redundant,
        lambda: (
            not demands.regions_without_zones
            or not any(
                matches(_plain(item), namespace.region) for item in demands.regions_without_zones
            )
        ),
    ):
        yield Violation(
            "zone redundancy is Disabled, which can be changed only by a replacement",
            at="zone_redundant",
        )


def _plain(region: str) -> str:
    return region.replace(" ", "")
