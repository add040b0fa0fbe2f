"""Hub metrics not exported."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_HUB_LOGGING
from hubwarden.context import EstateContext
from hubwarden.facts import ALL_METRICS
from hubwarden.model.base import all_hold, any_holds
from hubwarden.model.related import settings_on
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH504",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS,),
    changes=(PUT_HUB_LOGGING,),
    fix="Add a diagnostic setting on the hub that sends AllMetrics to a workspace.",
)
def hub_metrics_not_exported(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub's metrics are not exported.

    ## Why it matters

    Azure keeps metrics for about three months. Without an export nobody can compare today's delivery with
    last year's, or say when a failure began. Metrics belong to the hub: a setting on the namespace exports
    none.

    ## Bad example

    ```yaml
    config:
      hubwarden:metrics: # no comparison with last year
        enabled: false
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:metrics:
        enabled: true
    ```

    ## Remediation

    Add a diagnostic setting on the hub with the metric category AllMetrics and a Log Analytics workspace,
    a storage account or an event hub as destination.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:metrics:
        enabled: true
    ```

    ## What the fix breaks

    Nothing. What is exported is paid for by volume, and begins on the day of the setting.
    """
    if ctx.environment(hub).metrics_export != "required":
        raise NotApplicable("its environment does not require exported metrics")
    exported = settings_on(
        ctx.estate,
        hub,
        lambda item: all_hold(
            lambda: item.has_metrics(ALL_METRICS),
            lambda: any_holds(
                lambda: item.to_workspace, lambda: item.to_storage, lambda: item.to_event_hub
            ),
        ),
    )
    if not exported:
        yield Violation("no diagnostic setting exports its metrics", at="diagnostics")
