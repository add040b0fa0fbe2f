"""Values that some services generate for a new resource: ids and addresses."""

from __future__ import annotations

import uuid

from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.store import Resource


class Identity(Behaviour):
    """A user-assigned identity: the ids of its service principal."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Generate the ids once."""
        for name in ("tenantId", "principalId", "clientId"):
            _keep(resource, change, name, str(uuid.uuid4()))


class Workspace(Behaviour):
    """A Log Analytics workspace: the id for queries."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Generate the id once."""
        _keep(resource, change, "customerId", str(uuid.uuid4()))
        resource.properties["createdDate"] = resource.created
        resource.properties["modifiedDate"] = change.now


class StorageAccount(Behaviour):
    """A storage account: the addresses of its services."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the addresses and the region."""
        del change
        services = ("blob", "dfs", "file", "queue", "table")
        resource.properties |= {
            "primaryLocation": resource.location,
            "statusOfPrimary": "available",
            "creationTime": resource.created,
            "primaryEndpoints": {
                name: f"https://{resource.name}.{name}.core.windows.net/" for name in services
            },
        }


def _keep(resource: Resource, change: Change, name: str, value: str) -> None:
    resource.properties[name] = (change.old.properties if change.old else {}).get(name, value)
