"""Private endpoint not approved."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_PRIVATE_ENDPOINT_CONNECTION
from hubwarden.context import Context
from hubwarden.model.resources import PrivateEndpoint
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH403",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.PRIVATE_LINK,
        citations.REST_API.on("privateEndpointConnections"),
    ),
    changes=(PUT_PRIVATE_ENDPOINT_CONNECTION,),
    fix="Approve the connection, or delete the private endpoint.",
)
def private_endpoint_not_approved(endpoint: PrivateEndpoint, _ctx: Context) -> Iterator[Violation]:
    """A private endpoint of a namespace carries nothing, because its connection is not approved.

    ## Why it matters

    A connection that is pending, rejected or disconnected lets nobody through. Where the public endpoint is
    closed, back ends behind it can send nothing; where it is open, they use it without anybody knowing.
    A connection that is asked for by hand stays pending until somebody approves it.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/privateEndpointConnections",
      "name": "shop-ns/backend.2f6c1d0e",
      "properties": {
        "privateEndpoint": {"id": "[resourceId('Microsoft.Network/privateEndpoints', 'backend')]"},
        "privateLinkServiceConnectionState": {"status": "Pending"} // waits for somebody's consent
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/privateEndpointConnections",
      "name": "shop-ns/backend.2f6c1d0e",
      "properties": {
        "privateEndpoint": {"id": "[resourceId('Microsoft.Network/privateEndpoints', 'backend')]"},
        "privateLinkServiceConnectionState": {"status": "Approved"}
      }
    }
    ```

    ## Remediation

    Approve the connection on the namespace, or delete the endpoint and make it again: a rejected or
    disconnected connection does not recover by itself.

    ### In the Pulumi program

    The program makes no private endpoint. In your own, `azure_native.network.PrivateEndpoint` with
    `private_link_service_connections` is approved by itself where its identity may approve on the namespace;
    `manual_private_link_service_connections` waits for a person.

    ## What the fix breaks

    From then on the name of the namespace may resolve to the private address in that network: callers there that
    relied on the public one need the private DNS zone. If you delete the endpoint instead, they need the public
    endpoint.
    """
    if endpoint.status.lower() != "approved":
        yield Violation(f"its connection is {endpoint.status}", at="status")
