"""Tier lowered."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.change import TierLowered
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH704",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.FAQ.on("what the tiers have"),
        citations.PRICING_TIER,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Set the declared tier again.",
)
def tier_lowered(change: TierLowered, _ctx: Context) -> Iterator[Violation]:
    """The live tier of a namespace is lower than the declared one.

    ## Why it matters

    A lower tier has smaller limits, and above them pushes are refused. Below Standard there is no telemetry of single
    messages, no scheduled push and no credentials for the whole namespace. Somebody who saves money by hand does that
    to every hub of the namespace, and no deployment shows it.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
    -  "sku": {"name": "Standard"}, // no telemetry, fewer devices
    +  "sku": {"name": "Basic"},
       "properties": {
         "publicNetworkAccess": "Enabled"
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
       "sku": {"name": "Standard"},
       "properties": {
         "publicNetworkAccess": "Enabled"
       }
     }
    ```

    ## Remediation

    Deploy the declared tier again, or declare the lower one, so that the rules about tiers judge it.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:tier: Standard
    ```

    ## What the fix breaks

    Nobody loses anything: the tier is raised in place, and registrations stay. It costs more, which may be why it
    was lowered.
    """
    yield Violation(change.sentence, at=change.at_field)
