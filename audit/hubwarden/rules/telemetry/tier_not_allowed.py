"""Tier not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH501",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.FAQ.on("tiers: Free has no service level agreement and 500 devices"),
        citations.PRICING_TIER,
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Choose a tier that the baseline allows.",
    former_slugs=("free-tier",),
)
def tier_not_allowed(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace has a tier that its environment may not have.

    ## Why it matters

    The baseline says which tiers an environment may have. Free is limited to 500 devices, has no service level
    agreement and gives no help when pushes are late.

    ## Bad example

    It breaks NH502, too: Free has no telemetry.

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "sku": {"name": "Free"} // 500 devices, no service level agreement
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "sku": {"name": "Standard"}
    }
    ```

    ## Remediation

    Change `sku`; the tier of an existing namespace can be changed in place and keeps its registrations.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:tier: Standard
    ```

    ## What the fix breaks

    Registrations, keys and credentials stay, and the new tier holds at once. A higher one costs more. A lower one
    takes away what it does not have: telemetry, feedback and scheduled sends, and room for devices, so count yours
    before.
    """
    demands = ctx.environment(namespace)
    if namespace.tier not in demands.tiers:
        allowed = " or ".join(demands.tiers)
        yield Violation(f"its tier is {namespace.tier}, and {allowed} is demanded", at="tier")
