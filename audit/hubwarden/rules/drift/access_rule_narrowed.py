"""Access rule narrowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.change import AccessNarrowed
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH711",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.SECURITY.on("what each right permits"),),
    changes=(PUT_ACCESS_RULE,),
    fix="Deploy the declared access rule again.",
)
def access_rule_narrowed(change: AccessNarrowed, _ctx: Context) -> Iterator[Violation]:
    """An access rule that is declared is gone or has fewer rights than declared.

    ## Why it matters

    The consumer of the rule is refused: a back end without Send can push to nobody, an app without Listen
    cannot register. A rule that is created again has different keys, so every consumer needs the new one.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
       "name": "shop-ns/shop/campaigns",
       "properties": {
    -    "rights": ["Listen", "Send"] // registrations are refused
    +    "rights": ["Send"]
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
       "name": "shop-ns/shop/campaigns",
       "properties": {
         "rights": ["Listen", "Send"]
       }
     }
    ```

    ## Remediation

    Deploy the declared rule again and hand its key to the consumers. If it was removed on purpose, for
    instance after a leak, remove it from the declaration.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## What the fix breaks

    Nobody loses anything. If the rule itself was gone, the one that is made again has other keys: hand them to its
    consumers. If it was narrowed after a leak, find out first whether its keys were regenerated.
    """
    yield Violation(change.sentence, at=change.at_field)
