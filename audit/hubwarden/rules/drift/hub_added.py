"""Hub added."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_HUB
from hubwarden.context import Context
from hubwarden.model.change import HubAdded
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH712",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.REST_API.on("hubs of a namespace"),
        citations.SECURITY.on("Manage creates hubs"),
    ),
    changes=(DELETE_HUB,),
    fix="Declare the hub or the namespace, or delete it.",
    fix_kind="take-away",
)
def hub_added(change: HubAdded, _ctx: Context) -> Iterator[Violation]:
    """A namespace or a hub is live and not declared.

    ## Why it matters

    A key with the right Manage on the namespace can create hubs without a trace in Azure Resource Manager's
    templates. A hub that nobody declared has its own access rules, credentials and registrations, is
    watched by no alert and is judged by no review.

    Namespaces are judged in declared resource groups, hubs in declared namespaces; others are counted in the head.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     [
       {
         "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
         "name": "shop-ns/shop"
    +  },
    +  { // who reviews it?
    +    "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
    +    "name": "shop-ns/trial"
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
       }
     ]
    ```

    ## Remediation

    Ask who uses it. Declare it, so that it is reviewed and watched, or delete it together with its keys.

    ### In the Pulumi program

    Import it if it is needed (`pulumi import azure-native:notificationhubs:NotificationHub ...`), and declare it as an app:

    ```yaml
    config:
      hubwarden:apps:
        trial:
          platforms: [android]
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## What the fix breaks

    To declare it breaks nothing. If it is deleted, its registrations, keys and credentials are gone for good, and
    every device that registered there is out of reach: look at its metrics first. A namespace takes all its hubs
    along.
    """
    yield Violation(change.sentence, at=change.at_field)
