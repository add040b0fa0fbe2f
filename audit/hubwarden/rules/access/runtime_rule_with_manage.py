"""Runtime rule with manage."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH202",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZTS.on("Azure_NotificationHub_AuthZ_Dont_Use_Manage_Access_Permission"),
        citations.SECURITY.on("what each right permits"),
        citations.BASELINE,
    ),
    changes=(PUT_ACCESS_RULE,),
    fix="Give the consumer Send, or Listen, or both; keep Manage for tooling.",
    fix_kind="take-away",
)
def runtime_rule_with_manage(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule that an app or a back end uses has the right Manage.

    ## Why it matters

    Manage reads and replaces the push credentials, reads all registrations and deletes the hub. A key
    with that right in an app or a service gives all of that to whoever gets hold of it. The rules that
    Azure makes itself are judged where the settings or the baseline give them to a consumer.

    ## Bad example

    In the baseline, `campaigns` is a back end that sends and registers devices.

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/campaigns",
      "properties": {
        "rights": ["Listen", "Send", "Manage"] // Manage is for tools
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

    Give devices Listen and back ends Send. Management belongs to Azure Resource Manager; where a tool
    needs Manage, give it a role that the baseline allows it to.

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

    The consumer keeps its key. What it did with Manage is refused from then on: reading all registrations, reading
    by tag, changing the hub. Look for such calls in its code first. Pushes and registrations go on.
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
