"""Replication switched off."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH608",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        citations.HIGH_AVAILABILITY.on("metadata is copied, registrations are not"),
        citations.AZSK.on("Azure_NotificationHub_BCDR_Plan"),
        citations.RECOVERY_REGION,
        citations.REST_API.on("replicationRegion"),
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Leave replicationRegion out, set it to Default, or name a region.",
)
def replication_switched_off(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """The metadata of a production namespace is kept in one region only.

    ## Why it matters

    Azure keeps a copy of the namespace's metadata (hubs, credentials, access rules) in a second region and
    uses it when the first one fails. With `None` there is no copy: after a disaster the hubs must be
    created again, with new keys. Registrations are never copied, whatever is set.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "replicationRegion": "None" // the region fails, and the hubs are gone
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "replicationRegion": "NorthEurope"
      }
    }
    ```

    ## Remediation

    Set `replicationRegion` to Default or to one of the regions that the service lists. It can be changed
    in place.

    ### In the Pulumi program

    The program leaves it to Azure. In your own, set `replication_region` of `azure_native.notificationhubs.Namespace`.

    ## What the fix breaks

    Nothing: it is changed in place. Names, credentials and access rules are copied to the other region, so ask
    first whether they may be there.
    """
    if ctx.environment(namespace).kind != "production":
        raise NotApplicable("its environment is not production")
    if namespace.replication_region.lower() == "none":
        yield Violation("replicationRegion is None", at="replication_region")
