"""Access rule added."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.change import AccessRuleAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH702",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.SECURITY.on("access policies"),
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Use_Min_Permissions_Access_Policies"),
    ),
    changes=(DELETE_ACCESS_RULE,),
    fix="Delete the rule, or declare it with the consumer that uses it.",
    fix_kind="take-away",
)
def access_rule_added(change: AccessRuleAdded, _ctx: Context) -> Iterator[Violation]:
    """A namespace or a hub has an access rule that is not declared.

    ## Why it matters

    Access rules are the only boundary of the data plane. A rule that nobody declared has keys that nobody reviewed:
    a quick test in the portal that stayed, or a way back in that somebody left. No declared source says who uses it.

    The rules that Azure makes itself are expected, as long as they have Azure's own rights. Rules of namespaces that
    are not declared are counted in the head of the report and not judged.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop",
         "properties": {
           "registrationTtl": "90.00:00:00"
         }
    +  },
    +  { // made in the portal, for a quick test
    +    "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
    +    "name": "shop-ns/shop/test",
    +    "properties": {
    +      "rights": ["Send"]
    +    }
       }
     ]
    ```

    ## Good example

    Declared and live alike:

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop",
         "properties": {
           "registrationTtl": "90.00:00:00"
         }
       }
     ]
    ```

    ## Remediation

    Ask who uses the rule (the activity log says who created it), then delete it or declare it with its
    consumer. Deleting a rule ends its keys at once.

    ### In the Pulumi program

    Import the rule if it is needed (`pulumi import`), and declare its consumer:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            orders: {role: backend, rights: [Send]}
    ```

    ## What the fix breaks

    Whoever uses a key of the rule is refused as soon as it is deleted, and a new rule of that name has other keys.
    To declare it takes nothing from anybody.
    """
    yield Violation(change.sentence, at=change.at_field)
