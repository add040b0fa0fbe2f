"""Zone redundancy disabled."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_NAMESPACE
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
        citations.HIGH_AVAILABILITY.on("zone redundancy"),
        citations.REST_API.on("zoneRedundancy can be set when a namespace is made"),
        citations.BASELINE,
    ),
    changes=(PUT_NAMESPACE,),
    fix="Set zoneRedundancy to Enabled before the namespace is made, or except its region in the baseline.",
    fix_kind="replace",
)
def zone_redundancy_disabled(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace is not spread over the zones of its region.

    ## Why it matters

    Without zone redundancy the loss of one zone stops all pushes. It can be chosen only when the namespace
    is made: a later change replaces the namespace, and every registration is lost. Where a template does
    not set it, the region decides, and the rule cannot tell. azure-native sends Disabled where a program
    sets nothing.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "zoneRedundancy": "Disabled" // one zone fails, and no push goes out
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "zoneRedundancy": "Enabled"
      }
    }
    ```

    ## Remediation

    Set `zoneRedundancy` to Enabled for a new namespace. For one that is in use, plan a move to a new one,
    or switch the rule off with a reason. A region without zones goes under `regions_without_zones` of the
    environment in the baseline, and `zone_redundancy: optional` removes the demand.

    ### In the Pulumi program

    For a new stack:

    ```yaml
    config:
      hubwarden:zoneRedundancy: true
    ```

    On one that is deployed this asks for a replacement, which the protection of production refuses.

    ## What the fix breaks

    For a namespace that is in use: make a new one beside it, with new keys, release apps that register there, send
    through both for as long as old apps are about, and delete the old one then. Changed in place, all registrations
    are lost at once. A namespace that is yet to be made loses nothing.
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
