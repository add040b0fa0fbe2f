"""Private endpoint not approved."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import PrivateEndpoint
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH403",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: Use Private Link with Notification Hubs",
        "Microsoft: REST API 2023-10-01-preview, privateEndpointConnections",
    ),
    fix="Approve the connection, or delete the private endpoint.",
)
def private_endpoint_not_approved(endpoint: PrivateEndpoint, _ctx: Context) -> Iterator[Violation]:
    """A private endpoint of a namespace carries nothing, because its connection is not approved.

    ## Why it matters

    A connection that is pending, rejected or disconnected lets nobody through. Where the public endpoint is
    closed, back ends behind it can send nothing; where it is open, they use it without anybody knowing.
    A connection that is asked for by hand stays pending until somebody approves it.

    ## Remediation

    Approve the connection on the namespace, or delete the endpoint and make it again: a rejected or
    disconnected connection does not recover by itself.
    """
    if endpoint.status.lower() != "approved":
        yield Violation(f"its connection is {endpoint.status}", at="status")
