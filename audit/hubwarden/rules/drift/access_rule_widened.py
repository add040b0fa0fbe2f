"""Access rule widened."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE, REGENERATE_KEY
from hubwarden.context import Context
from hubwarden.model.change import AccessWidened
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH701",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.SECURITY.on("what each right permits"),
        citations.AZTS.on("Azure_NotificationHub_AuthZ_Dont_Use_Manage_Access_Permission"),
    ),
    changes=(PUT_ACCESS_RULE, REGENERATE_KEY),
    fix="Take the rights away that are not declared, and regenerate the keys of the rule.",
    fix_kind="take-away",
)
def access_rule_widened(change: AccessWidened, _ctx: Context) -> Iterator[Violation]:
    """An access rule has live rights that are not declared for it.

    ## Why it matters

    The keys of a rule do whatever the rule may do at the moment they are used. A right that somebody adds
    in the portal applies to everybody who has the key: an app that should only listen can send to all
    users, or read the push credentials. Nothing in the program shows it, and the next deployment may leave
    it as it is.

    A rule that Azure creates itself is compared, too; Azure's own rights are not a difference.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
       "name": "shop-ns/shop/orders",
       "properties": {
    -    "rights": ["Send"] // everybody with the key can now read registrations
    +    "rights": ["Listen", "Send", "Manage"]
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
       "name": "shop-ns/shop/orders",
       "properties": {
         "rights": ["Send"]
       }
     }
    ```

    ## Remediation

    Set the rights back, by a deployment or in Azure, and regenerate both keys of the rule: whoever used the wider
    rights has the key. Where the right is needed, declare it, so that the other rules judge it.

    ### In the Pulumi program

    `pulumi up --refresh` puts back what is declared. To keep what is live, declare it:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            orders: {role: backend, rights: [Send]}
    ```

    ## What the fix breaks

    Who relies on the added right is refused when it goes: ask the team of the consumer first. When the keys are
    regenerated afterwards, each consumer of the rule needs the new one, so use its two keys in turn.
    """
    yield Violation(change.sentence, at=change.at_field)
