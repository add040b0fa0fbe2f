"""Vaults and secrets of Microsoft.KeyVault, as Resource Manager has them.

A deleted vault is kept for its retention period, and its name stays taken in all of Azure. Resource Manager writes
and reads secrets but cannot delete one (its API has no such operation).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.paths import subscription_of
from hubwarden_local_azure.refusals import ArmError, bad_request, conflict
from hubwarden_local_azure.regions import plain
from hubwarden_local_azure.store import DeletedVault, Resource, Store

VAULTS: Final = "Microsoft.KeyVault/vaults"
_LONGEST: Final = 90
"""The days for which a deleted vault is kept by default (API reference of vaults)."""


class Vault(Behaviour):
    """A vault."""

    def judge(self, change: Change) -> None:
        """Refuse invalid vaults, and a name that a deleted vault still has."""
        given, old = change.properties, change.old
        recover = given.get("createMode") == "recover"
        if re.search("--", change.name):
            raise bad_request("Vault names have no two hyphens in a row.", "VaultNameNotValid")
        if given.get("enablePurgeProtection") is False:
            raise bad_request(
                'The property "enablePurgeProtection" cannot be set to false. Enabling the purge '
                "protection for a vault is an irreversible action."
            )
        if old is None:
            _judge_deleted(change, recover=recover)
        elif (
            "softDeleteRetentionInDays" in given
            and given["softDeleteRetentionInDays"] != (old.properties["softDeleteRetentionInDays"])
        ):
            raise bad_request(
                'The property "softDeleteRetentionInDays" has been set already and it can\'t be '
                "modified."
            )
        if not (
            recover or given.get("enableRbacAuthorization") or "accessPolicies" in given or old
        ):
            raise bad_request("The parameter accessPolicies is not specified.")

    def fill(self, resource: Resource, change: Change) -> None:
        """Set the address; a restored vault keeps its former properties."""
        properties = resource.properties
        properties.pop("createMode", None)
        deleted = None if change.old else find_deleted(change.store, change.name)
        if deleted:
            change.store.deleted_vaults.remove(deleted)
            properties |= deleted.resources[0].properties
            for item in deleted.resources[1:]:
                change.store.put(item)
        properties["vaultUri"] = f"https://{resource.name.lower()}.vault.azure.net/"
        properties["provisioningState"] = "Succeeded"

    def gone(self, removed: list[Resource], store: Store, now: str) -> None:
        """Keep the deleted vault and its secrets, which can be restored."""
        vault = removed[0]
        kept = [item for item in removed if item.type.startswith(VAULTS)]
        days = vault.properties["softDeleteRetentionInDays"]
        purge = (datetime.fromisoformat(now) + timedelta(days=days)).isoformat()
        store.deleted_vaults.append(DeletedVault(now, purge, kept))


class Secret(Behaviour):
    """A secret; its value can be written but not read."""

    def fill(self, resource: Resource, change: Change) -> None:
        """Make a new version for every write, since each write stores a value."""
        vault = resource.id.split("/")[8].lower()
        uri = f"https://{vault}.vault.azure.net/secrets/{resource.name}"
        resource.properties["secretUri"] = uri
        resource.properties["secretUriWithVersion"] = f"{uri}/{secrets.token_hex(16)}"
        stamp = int(datetime.fromisoformat(change.now).timestamp())
        made = int(datetime.fromisoformat(resource.created).timestamp())
        attributes = {"enabled": True, **resource.properties.get("attributes", {})}
        resource.properties["attributes"] = {**attributes, "created": made, "updated": stamp}


def _judge_deleted(change: Change, *, recover: bool) -> None:
    deleted = find_deleted(change.store, change.name)
    if deleted and not recover:
        raise conflict(
            "A vault with the same name already exists in deleted state. You need to either "
            "recover or purge existing key vault. Follow this link "
            "https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
            "ConflictError",
        )
    if recover and (deleted is None or deleted.resources[0].id.lower() != change.id.lower()):
        raise ArmError(404, "VaultNotFound", f"No deleted vault can be restored at '{change.id}'.")


def find_deleted(store: Store, name: str) -> DeletedVault | None:
    """Return a deleted vault by its name, in any subscription; ``None`` where there is none."""
    for deleted_vault in store.deleted_vaults:
        if deleted_vault.resources[0].name.lower() == name.lower():
            return deleted_vault
    return None


def expire(store: Store, now: str) -> None:
    """Drop the deleted vaults whose retention period is over."""
    store.deleted_vaults[:] = [
        deleted_vault for deleted_vault in store.deleted_vaults if deleted_vault.purge > now
    ]


def deleted_vaults(store: Store, subscription: str) -> list[dict[str, Any]]:
    """Return the deleted vaults of a subscription."""
    return [
        show_deleted(deleted_vault)
        for deleted_vault in store.deleted_vaults
        if subscription_of(deleted_vault.resources[0].id).lower() == subscription.lower()
    ]


def show_deleted(deleted: DeletedVault) -> dict[str, Any]:
    """Return a deleted vault as its API shows it."""
    vault = deleted.resources[0]
    properties: Mapping[str, Any] = vault.properties
    return {
        "id": f"/subscriptions/{subscription_of(vault.id)}/providers/Microsoft.KeyVault/locations/"
        f"{vault.location}/deletedVaults/{vault.name}",
        "name": vault.name,
        "type": "Microsoft.KeyVault/deletedVaults",
        "properties": {
            "vaultId": vault.id,
            "location": vault.location,
            "tags": vault.tags,
            "deletionDate": deleted.deleted,
            "scheduledPurgeDate": deleted.purge,
            **({"purgeProtectionEnabled": True} if properties.get("enablePurgeProtection") else {}),
        },
    }


def purge(store: Store, deleted: DeletedVault) -> None:
    """Drop a deleted vault before its time. The code of the refusal is a guess."""
    vault = deleted.resources[0]
    if vault.properties.get("enablePurgeProtection"):
        raise conflict(
            f"The vault '{vault.name}' has purge protection and cannot be purged before its "
            "scheduled purge date."
        )
    store.deleted_vaults.remove(deleted)


def find_deleted_in(store: Store, subscription: str, location: str, name: str) -> DeletedVault:
    """Return a deleted vault of a subscription and a region."""
    found = find_deleted(store, name)
    if found:
        vault = found.resources[0]
        if subscription_of(vault.id).lower() == subscription.lower() and vault.location == plain(
            location
        ):
            return found
    raise ArmError(404, "DeletedVaultNotFound", f"The deleted vault '{name}' does not exist.")
