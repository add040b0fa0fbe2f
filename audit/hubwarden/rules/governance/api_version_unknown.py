"""API version unknown to Azure."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.api_versions import LISTED, NEWEST, shown
from hubwarden.context import Context
from hubwarden.model.resources import ApiVersion
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH604",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.REST_API.on("the versions that there are"),),
    fix=f"Send the resource with a version that the service has, such as {NEWEST}.",
)
def api_version_unknown(version: ApiVersion, _ctx: Context) -> Iterator[Violation]:
    """A resource is sent with an API version that the service does not have, or with none.

    ## Why it matters

    Azure refuses such a deployment. Before that, nobody can say which properties would be set, so rules
    that read a property that came with a later version are undetermined.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "apiVersion": "2023-10-01", // there is only 2023-10-01-preview
      "name": "shop-ns/shop"
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "apiVersion": "2023-10-01-preview",
      "name": "shop-ns/shop"
    }
    ```

    ## Remediation

    Write a version that the service has: 2014-09-01, 2016-03-01, 2017-04-01, 2020-01-01-preview,
    2023-01-01-preview, 2023-09-01 or 2023-10-01-preview. Letter case does not matter; a blank does. If
    Azure has a newer one since, switch this rule off with that reason and update Hubwarden.

    ### In the Pulumi program

    Use the resources of `pulumi_azure_native.notificationhubs` without a version in their name: azure-native 3 sends 2023-10-01-preview.

    ## What the fix breaks

    Nothing that works today: the deployment was refused. Properties that the right version has take effect.
    """
    written = version.version
    if written is None:
        yield Violation("it has no apiVersion, and Azure refuses a template without", at="version")
    elif written.lower() not in LISTED:
        yield Violation(
            f"the service has no API version {shown(written)}; the newest is {NEWEST}",
            at="version",
        )
