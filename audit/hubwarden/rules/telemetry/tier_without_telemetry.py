"""Tier without telemetry."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH502",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.FAQ.on("rich telemetry needs Standard"),
        citations.TELEMETRY,
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Use Standard, or say in the baseline that telemetry is optional.",
)
def tier_without_telemetry(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """Telemetry is required, and the tier does not have it.

    ## Why it matters

    Only Standard shows what happened to a single message and passes on the feedback of the push services.
    Without it nobody can say why a push did not arrive. Azure Monitor's metrics come with every tier and
    are not what is meant here.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "sku": {"name": "Basic"} // nobody sees what became of a message
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

    Change the tier to Standard, or set `telemetry: optional` for the environment in the baseline.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:tier: Standard
    ```

    ## What the fix breaks

    Registrations, keys and credentials stay. Standard costs more. Messages that were sent before have no telemetry.
    """
    if ctx.environment(namespace).telemetry != "required":
        raise NotApplicable("its environment does not require telemetry")
    if namespace.tier != "Standard":
        yield Violation(
            f"its tier is {namespace.tier}, and per-message telemetry needs Standard", at="tier"
        )
