"""No diagnostic setting."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_NAMESPACE_LOGGING
from hubwarden.context import EstateContext
from hubwarden.facts import LOG_CATEGORIES
from hubwarden.model.base import all_hold, any_holds
from hubwarden.model.related import settings_on
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH503",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.DIAGNOSTIC_LOGS,
        citations.SUPPORTED_LOGS,
        citations.LOGS_IN_WORKSPACES.on("the note that workspaces get none is removed"),
        citations.AZSK.on("Azure_NotificationHub_Audit_Enable_Logging_And_Monitoring"),
        citations.LOGGING_POLICIES.on(
            "54c7cff6-a032-43e1-9656-d4c24665f805 and five more: audit or allLogs"
        ),
    ),
    changes=(PUT_NAMESPACE_LOGGING,),
    fix="Add a diagnostic setting that sends OperationalLogs to a storage account, an event hub or a workspace.",
)
def no_diagnostic_setting(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace does not keep its operational logs.

    ## Why it matters

    Only these logs say who read a key, replaced a credential or deleted a hub. They are off by default. The
    documentation contradicts itself about Log Analytics workspaces: the article once said that they do not
    receive these logs, the service's own team removed that note in 2024, and copies of the article still
    contain it. So a workspace counts. The category groups audit and allLogs hold these logs, too.

    ## Bad example

    ```yaml
    config:
      hubwarden:logs: # nobody will know who read a key
        enabled: false
    ```

    ## Good example

    ```yaml
    config:
      hubwarden:logs:
        enabled: true
        retentionDays: 365
    ```

    ## Remediation

    Add a diagnostic setting on the namespace with the category OperationalLogs and a storage account, an
    event hub or a workspace as destination. If you choose a workspace, check once that logs arrive.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:logs:
        retentionDays: 365
    ```

    ## What the fix breaks

    Logs begin about ten minutes later; what happened before is in none. Storage costs little, a workspace by
    volume.
    """
    if ctx.environment(namespace).operational_logs != "required":
        raise NotApplicable("its environment does not require operational logs")
    kept = settings_on(
        ctx.estate,
        namespace,
        lambda item: all_hold(
            lambda: item.has_logs(*LOG_CATEGORIES),
            lambda: any_holds(
                lambda: item.to_storage, lambda: item.to_event_hub, lambda: item.to_workspace
            ),
        ),
    )
    if not kept:
        yield Violation("no diagnostic setting keeps its operational logs", at="diagnostics")
