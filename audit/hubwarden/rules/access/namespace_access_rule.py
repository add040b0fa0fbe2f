"""Namespace access rule."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_NAMESPACE_RULE, PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH205",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZSK.on(
            "Azure_NotificationHub_AuthZ_Dont_Use_Policies_At_NotificationHub_Namespace"
        ),
        citations.SECURITY.on("access policies of a namespace and of a hub"),
    ),
    changes=(PUT_ACCESS_RULE, DELETE_NAMESPACE_RULE),
    fix="Use access rules of the hub; delete the rule of the namespace.",
    fix_kind="take-away",
)
def namespace_access_rule(access_rule: AccessRule, _ctx: Context) -> Iterator[Violation]:
    """A namespace has an access rule besides the one that Azure makes.

    ## Why it matters

    The key of such a rule opens every hub of the namespace, those of other apps and those to come. An app
    needs one hub.

    ## Bad example

    ```json
    { // opens every hub of the namespace
      "type": "Microsoft.NotificationHubs/namespaces/authorizationRules",
      "name": "shop-ns/orders",
      "properties": {
        "rights": ["Send"]
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"]
      }
    }
    ```

    ## Remediation

    Give each consumer a rule of the hub that it uses, and delete this one.

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

    Whoever uses the namespace's key is refused when its rule is deleted. Make the rule of the hub first, hand over
    its key, and delete the other when the old key is no longer in use.
    """
    if not access_rule.on_namespace:
        raise NotApplicable("it is a rule of a hub")
    if access_rule.azure_default:
        raise NotApplicable("Azure makes this rule itself, and it cannot be deleted")
    yield Violation("it opens every hub of the namespace")
