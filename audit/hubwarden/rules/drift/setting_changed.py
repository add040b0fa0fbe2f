"""Setting changed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB, PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.change import SettingChanged
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH714",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.REST_API.on("namespaces and hubs"),),
    changes=(PATCH_HUB, PATCH_NAMESPACE),
    fix="Deploy the declared setting again, or declare what is live.",
)
def setting_changed(change: SettingChanged, _ctx: Context) -> Iterator[Violation]:
    """A setting of a namespace or a hub is not the declared one.

    ## Why it matters

    The time to live of registrations decides when devices are forgotten; region, zone redundancy and replication decide
    what survives an outage; a higher tier costs more. Some of these are set at creation only: a deployment that finds
    them different may replace the namespace, and every registration is lost.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
       "name": "shop-ns/shop",
       "properties": {
    -    "registrationTtl": "90.00:00:00" // devices are forgotten after ten days
    +    "registrationTtl": "10.00:00:00"
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
       "name": "shop-ns/shop",
       "properties": {
         "registrationTtl": "90.00:00:00"
       }
     }
    ```

    ## Remediation

    Look what a preview would do before anything is deployed (`hubwarden check preview:FILE`). Set it back, or declare
    what is live. What operators may set goes under `drift.allowed` in the baseline.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          registrationTtl: 90.00:00:00
    ```

    ## What the fix breaks

    A time to live, a replication region and a tier are set in place, and nobody loses anything. Location and zone
    redundancy are not: a deployment that sets them back replaces the namespace, and all registrations are lost.
    Declare what is live there.
    """
    yield Violation(change.sentence, at=change.at_field)
