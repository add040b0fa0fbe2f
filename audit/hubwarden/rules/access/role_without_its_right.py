"""Role without its right."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH211",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs security (what Listen, Send and Manage permit)",
        "Hubwarden: the baseline says what a role needs",
    ),
    fix="Give the access rule the right that the consumer's role needs.",
)
def role_without_its_right(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule lacks a right that the role of its consumer needs.

    ## Why it matters

    A back end whose rule has no Send is refused with every push, and a phone whose rule has no Listen
    cannot register. The service answers with an authorization error at run time, when users already wait.

    ## Remediation

    Change the rights of the rule. If the consumer does not do what its role says, declare the role that it
    really has. What a role needs is listed under `role_needs` of the environment in the baseline; a right
    that the role may not have is never needed.
    """
    role = ctx.role(access_rule)
    if role is None:
        raise NotApplicable("no consumer is declared for it")
    demands = ctx.environment(access_rule)
    needed = set(demands.role_needs.get(role, ())) & set(demands.roles.get(role, ()))
    if not needed:
        raise NotApplicable(f"the baseline does not say what role {role} needs")
    if "Manage" in access_rule.rights:
        return
    for right in sorted(needed - access_rule.rights):
        yield Violation(f"role {role} needs {right}, and its rule lacks it", at=f"rights.{right}")
