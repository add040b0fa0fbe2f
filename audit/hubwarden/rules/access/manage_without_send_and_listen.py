"""Manage without send and listen."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH212",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs SDK for .NET (Manage permission should also include Send and Listen)",
        "HashiCorp: azurerm_notification_hub_authorization_rule (manage needs send and listen)",
    ),
    fix="Take Manage away, or give the rule Send and Listen as well.",
)
def manage_without_send_and_listen(access_rule: AccessRule, _ctx: Context) -> Iterator[Violation]:
    """An access rule has Manage without Send and Listen.

    ## Why it matters

    Manage includes the two others, and must be written with them: Microsoft's SDK and the provider for
    Terraform refuse it alone, and Service Bus, which has the same access rules, answers 400. A deployment
    that holds such a rule fails halfway. This was not tried on Azure with Notification Hubs.

    ## Remediation

    Most consumers need no Manage at all: give a back end Send, and an app Listen. For a tool that manages
    hubs write all three rights.
    """
    lacking = sorted({"Listen", "Send"} - access_rule.rights)
    if "Manage" in access_rule.rights and lacking:
        yield Violation(f"it has Manage and lacks {' and '.join(lacking)}", at="rights")
