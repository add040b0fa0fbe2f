"""Role without its right."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH211",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.SECURITY.on("what each right permits"),
        citations.BASELINE,
    ),
    changes=(PUT_ACCESS_RULE,),
    fix="Give the access rule the right that the consumer's role needs.",
)
def role_without_its_right(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule lacks a right that the role of its consumer needs.

    ## Why it matters

    A back end whose rule has no Send is refused with every push, and a phone whose rule has no Listen
    cannot register. The service answers with an authorization error at run time, when users already wait.

    ## Bad example

    In the baseline, `campaigns` is a back end that sends and registers devices.

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/campaigns",
      "properties": {
        "rights": ["Send"] // cannot register devices
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/campaigns",
      "properties": {
        "rights": ["Listen", "Send"]
      }
    }
    ```

    ## Remediation

    Change the rights of the rule. If the consumer does not do what its role says, declare the role that it
    really has. What a role needs is listed under `role_needs` of the environment in the baseline; a right
    that the role may not have is never needed.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            phones: {role: device, rights: [Listen]}
            orders: {role: backend, rights: [Send]}
    ```

    ## What the fix breaks

    The consumer keeps its key and can do more with it.
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
