"""Undeclared safeguard."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.change import SafeguardAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH717",
    severity=Severity.INFO,
    since="0.1.0",
    sources=(
        citations.ALERT_TYPES.on("metric alerts"),
        citations.LOCKS,
    ),
    fix="Declare it, so that the next deployment does not take it away.",
)
def undeclared_safeguard(change: SafeguardAdded, _ctx: Context) -> Iterator[Violation]:
    """A hub is watched or protected more than is declared.

    ## Why it matters

    An alert, a lock or a diagnostic setting that somebody adds by hand does good as long as it is there. A deployment
    may take it away or fail on it: a lock that is not declared refuses the deletion of an access rule.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
       },
       {
         "type": "Microsoft.Authorization/locks",
         "apiVersion": "2020-05-01",
         "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
         "name": "keep",
         "properties": {"level": "CanNotDelete"}
    +  },
    +  { // somebody froze it
    +    "type": "Microsoft.Authorization/locks",
    +    "apiVersion": "2020-05-01",
    +    "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
    +    "name": "frozen",
    +    "properties": {"level": "ReadOnly"}
       }
     ]
    ```

    ## Good example

    Declared and live alike:

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
       },
       {
         "type": "Microsoft.Authorization/locks",
         "apiVersion": "2020-05-01",
         "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
         "name": "keep",
         "properties": {"level": "CanNotDelete"}
       }
     ]
    ```

    ## Remediation

    Declare it, or remove it where it is in the way of a deployment.

    ### In the Pulumi program

    Declare it where it belongs: alerts and the lock of the namespace are settings of the stack.

    ```yaml
    config:
      hubwarden:lock: true
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
    ```

    ## What the fix breaks

    To declare it breaks nothing. If it is removed, the hub is watched or protected less; a ReadOnly lock also
    refuses deployments, so ask why it is there.
    """
    yield Violation(change.sentence, at=change.at_field)
