"""No diagnostic setting."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.facts import OPERATIONAL_LOGS
from hubwarden.model.base import all_hold, any_holds
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH503",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Enable diagnostics logs for Notification Hubs",
        "Microsoft: Supported logs for Microsoft.NotificationHubs/namespaces",
    ),
    fix="Add a diagnostic setting that sends OperationalLogs to a storage account or an event hub.",
)
def no_diagnostic_setting(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """A namespace does not keep its operational logs.

    ## Why it matters

    These logs alone tell who read a key, replaced a credential or deleted a hub. They are off by default.
    Microsoft documents that they cannot be sent to Log Analytics, so a setting with that destination
    alone keeps nothing.

    ## Remediation

    Add a diagnostic setting on the namespace with the category OperationalLogs and a storage account or
    an event hub as destination.
    """
    if ctx.environment(namespace).operational_logs != "required":
        raise NotApplicable("its environment does not require operational logs")
    kept = ctx.estate.settings_on(
        namespace,
        lambda item: all_hold(
            lambda: item.has_logs(OPERATIONAL_LOGS, "group:allLogs"),
            lambda: any_holds(lambda: item.to_storage, lambda: item.to_event_hub),
        ),
    )
    if not kept:
        yield Violation("no diagnostic setting keeps its operational logs", at="diagnostics")
