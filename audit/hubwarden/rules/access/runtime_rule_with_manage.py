"""Runtime rule with manage."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH202",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub (Dont_Use_Manage_Access_Permission)",
        "Microsoft: Notification Hubs security",
    ),
    fix="Give the consumer Send, or Listen, or both; keep Manage for tooling.",
    fix_kind="take-away",
)
def runtime_rule_with_manage(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule that an app or a back end uses has the right Manage.

    ## Why it matters

    Manage reads and replaces the push credentials, reads all registrations and deletes the hub. A key
    with that right in an app or a service gives all of that to whoever gets hold of it. The rules that
    Azure makes itself are judged where the settings or the baseline give them to a consumer.

    ## Remediation

    Give devices Listen and back ends Send. Management belongs to Azure Resource Manager; where a tool
    needs Manage, give it a role that the baseline allows it to.
    """
    if access_rule.azure_default and ctx.role(access_rule) is None:
        raise NotApplicable("Azure makes this rule itself; no consumer is declared for it")
    if "Manage" not in access_rule.rights:
        return
    role = ctx.role(access_rule)
    if role is None:
        raise NotApplicable("no consumer is declared for it")
    if "Manage" not in ctx.environment(access_rule).roles.get(role, ()):
        yield Violation(f"role {role} has Manage and may not have it", at="rights")
