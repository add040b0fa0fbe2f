"""No diagnostic setting."""

from __future__ import annotations

from collections.abc import Iterator

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
        "Microsoft: Enable diagnostics logs for Notification Hubs",
        "Microsoft: Supported logs for Microsoft.NotificationHubs/namespaces",
        "Microsoft: azure-docs, change of 2024-04-15 (https://github.com/MicrosoftDocs/azure-docs/pull/121647)",
        "Microsoft: Azure Policy, Enable logging by category group (audit or allLogs)",
    ),
    fix="Add a diagnostic setting that sends OperationalLogs to a storage account, an event hub or a workspace.",
)
def no_diagnostic_setting(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace does not keep its operational logs.

    ## Why it matters

    Only these logs say who read a key, replaced a credential or deleted a hub. They are off by default. The
    documentation contradicts itself about Log Analytics workspaces: the article once said that they do not
    receive these logs, the service's own team removed that note in 2024, and copies of the article still
    contain it. So a workspace counts. The category groups audit and allLogs hold these logs, too.

    ## Remediation

    Add a diagnostic setting on the namespace with the category OperationalLogs and a storage account, an
    event hub or a workspace as destination. If you choose a workspace, check once that logs arrive.
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
