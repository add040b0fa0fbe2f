"""Property outside API version."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.api_versions import BESIDE, NEWEST, nearest_property
from hubwarden.context import Context
from hubwarden.model.resources import ApiVersion
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH603",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(citations.REST_API.on("which version has which property"),),
    fix=f"Send the resource with an API version that has the property ({NEWEST} has all of them), or correct "
    "its name or place.",
)
def property_outside_api_version(version: ApiVersion, _ctx: Context) -> Iterator[Violation]:
    """A resource sets a property that its API version does not have.

    ## Why it matters

    Azure does not set it. A namespace whose `networkAcls` are written for 2017-04-01 is open to every
    address; a hub whose `fcmV1Credential` is written for 2023-09-01 reaches no Android device. The file
    looks right, and the deployment may even succeed. All other rules treat such a property as not set.

    A name that no version has is a violation, too: a misspelt name (`apnsCredentials`), a property of
    another service (`minimumTlsVersion`), a member of a credential that Azure does not know. So is what a
    template writes beside `properties` instead of inside, for a resource or for a credential of it.

    For 2020-01-01-preview, which the service lists but nobody documents, and for a version that is not
    known offline, it is undetermined whether they have a property that came after the oldest version.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "minimumTlsVersion": "1.2" // Event Hubs has it, Notification Hubs does not
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "publicNetworkAccess": "Enabled"
      }
    }
    ```

    ## Remediation

    Raise `apiVersion`. `networkAcls`, `publicNetworkAccess`, `zoneRedundancy`, `replicationRegion`,
    `pnsCredentials`, and credentials for browsers and Xiaomi need 2023-01-01-preview or later,
    `fcmV1Credential` needs 2023-10-01-preview, an Apple token needs 2017-04-01. In a Pulumi program use
    the type without a version of azure-native 3. Where no version has the property, correct its name or
    take it away.

    ### In the Pulumi program

    Use the resources of `pulumi_azure_native.notificationhubs` without a version in their name: azure-native 3 sends 2023-10-01-preview.

    ## What the fix breaks

    What the file asked for takes effect: a network rule that never held shuts callers out, a credential that never
    came in lets pushes through. Read what it says before you deploy it.
    """
    for path, since in version.unsupported.items():
        if since:
            why = (
                f"API version {version.version} has no {path}, so it is not set: "
                f"{since} is the first version that has it"
            )
        elif BESIDE in path:
            what = path.replace(f"{BESIDE}.", "")
            why = f"{what} stands beside properties and not inside, so it is not set"
        else:
            meant = nearest_property(path, of_hub="/notificationhubs/" in version.id.folded)
            like = f"; did you mean {meant}?" if meant else ""
            why = f"no documented API version has {path}, so it is not set{like}"
        yield Violation(why, at=path)
