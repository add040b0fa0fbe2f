"""Undeclared access rule."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH204",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Use_Min_Permissions_Access_Policies"),
        citations.SECURITY.on("access policies"),
        citations.BASELINE,
    ),
    changes=(DELETE_ACCESS_RULE,),
    fix="Declare the consumer and its role, or delete the rule.",
    fix_kind="take-away",
)
def undeclared_access_rule(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule belongs to no declared consumer.

    ## Why it matters

    Nobody can say who holds the key of such a rule, so nobody dares to replace or delete it. It stays valid
    without need.

    ## Bad example

    ```json
    [{
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/phones",
      "properties": {
        "rights": ["Listen"]
      }
    },
    { // whose is it?
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"]
      }
    }]
    ```

    With this baseline, which knows whose `phones` is:

    ```yaml
    version: 1
    consumers:
      - {rule: phones, role: device}
    ```

    ## Good example

    ```json
    [{
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/phones",
      "properties": {
        "rights": ["Listen"]
      }
    }]
    ```

    ## Remediation

    Declare the consumer in the stack's settings, or name the rule under `consumers` in the baseline, or
    delete the rule.

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

    Whoever still uses a key of the rule is refused as soon as it is deleted, and a rule that is made again has
    other keys. Nothing in Azure says who uses it: if nobody answers, regenerate its secondary key first, then the
    primary, and wait in between. To declare the rule takes nothing from anybody.
    """
    if access_rule.azure_default:
        raise NotApplicable("Azure makes this rule itself")
    if ctx.role(access_rule) is None:
        yield Violation("no declared consumer uses it", at="consumer")
