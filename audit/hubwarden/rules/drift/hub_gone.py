"""Hub gone."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_HUB
from hubwarden.context import Context
from hubwarden.model.change import HubGone
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH703",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.HIGH_AVAILABILITY.on("registrations cannot be restored"),),
    changes=(PUT_HUB,),
    fix="Find out who deleted it; deploy it again, and let every app register again.",
)
def hub_gone(change: HubGone, _ctx: Context) -> Iterator[Violation]:
    """A namespace or a hub that is declared is not live.

    ## Why it matters

    Registrations are in the hub and go with it; nothing brings them back. Until it is deployed again and
    every app has registered again, no push arrives. What it contained is not reported one by one.

    A hub that was never deployed, or that is in a subscription which the live source does not read, looks the same:
    where the live source shows nothing at all of the declared subscription, this is undetermined.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
    -  },
    -  { // gone, with all its registrations
    -    "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
    -    "name": "shop-ns/news"
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
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/news"
       }
     ]
    ```

    ## Remediation

    Look into the activity log for the deletion. Deploy the hub again, lock it, and have the apps register again.
    Where the stack was not deployed yet, name the deployed stack alone: `hubwarden drift program:prod azure:`.

    ### In the Pulumi program

    `pulumi up --refresh` makes it again. Then switch the protection on:

    ```yaml
    config:
      hubwarden:lock: true
    ```

    ## What the fix breaks

    The loss has happened: the new hub is empty and has other keys. Hand the new connection strings to the back
    ends. A device is reached again when its app has registered.
    """
    yield Violation(change.sentence, at=change.at_field)
