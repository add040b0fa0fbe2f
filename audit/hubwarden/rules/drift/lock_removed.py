"""Lock removed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_LOCK
from hubwarden.context import Context
from hubwarden.model.change import LockRemoved
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH709",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.LOCKS,),
    changes=(PUT_LOCK,),
    fix="Set the lock again.",
)
def lock_removed(change: LockRemoved, _ctx: Context) -> Iterator[Violation]:
    """A lock that is declared does not hold any more.

    ## Why it matters

    Only the lock keeps a mistake from deleting all registrations. Some work requires removing it, and it is
    often not set again. A lock of a weaker level or on another scope counts as removed.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
    -  },
    -  { // one mistake, and all registrations are gone
    -    "type": "Microsoft.Authorization/locks",
    -    "apiVersion": "2020-05-01",
    -    "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
    -    "name": "keep",
    -    "properties": {"level": "CanNotDelete"}
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

    Deploy the declared lock again, and look in the activity log for what was done while it was away.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:lock: true
    ```

    ## What the fix breaks

    Whoever took it away to delete something is refused again: ask whether that work is done.
    """
    yield Violation(change.sentence, at=change.at_field)
