"""A deleted vault keeps its name until it is restored, purged or forgotten."""

import pytest

from local_azure.arm_client import (
    DELETED_VAULTS,
    GROUP,
    OTHER_SUBSCRIPTION,
    SUBSCRIPTION,
    VAULT,
    build,
    vault,
)

SECRET = f"{VAULT}/secrets/backend"
DELETED = f"{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/shop-kv"
DAY = 86_400


@pytest.fixture
def deleted(arm):
    build(arm, GROUP, VAULT, SECRET)
    assert arm.delete(VAULT).status == 200
    return arm


def test_a_deleted_vault_is_listed(deleted):
    assert deleted.get(VAULT).status == 404
    (found,) = deleted.get(DELETED_VAULTS).body["value"]
    assert found == deleted.get(DELETED).body
    assert (found["id"], found["properties"]["vaultId"]) == (DELETED, VAULT)
    elsewhere = DELETED_VAULTS.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION)
    assert deleted.get(elsewhere).body == {"value": []}
    assert deleted.get(DELETED.replace("westeurope", "eastus")).status == 404


def test_its_name_is_blocked_everywhere(deleted):
    group = f"{OTHER_SUBSCRIPTION}/resourceGroups/other"
    deleted.made(group, {"location": "eastus"})
    for path in (
        VAULT,
        VAULT.replace(GROUP, group),
        VAULT.upper()
        .replace("/RESOURCEGROUPS", "/resourceGroups")
        .replace("/SUBSCRIPTIONS", "/subscriptions"),
    ):
        body = {**vault(), "location": "eastus"} if group in path else vault()
        reply = deleted.put(path, body)
        assert (reply.status, reply.code) == (409, "ConflictError"), reply.text


def test_it_is_restored_with_its_secrets(deleted):
    assert deleted.put(VAULT, vault(createMode="recover")).status == 200
    assert deleted.get(SECRET).status == 200
    assert deleted.get(DELETED_VAULTS).body == {"value": []}
    assert deleted.put(f"{VAULT}2", vault(createMode="recover")).code == "VaultNotFound"


def test_it_is_purged_unless_it_is_protected(deleted):
    assert deleted.post(f"{DELETED}/purge").status == 200
    assert deleted.get(DELETED).status == 404
    deleted.made(VAULT, vault(enablePurgeProtection=True))
    assert deleted.get(SECRET).status == 404
    assert deleted.put(VAULT, vault()).body["properties"]["enablePurgeProtection"] is True
    assert deleted.patch(VAULT, {"properties": {"enablePurgeProtection": None}}).status == 200
    deleted.delete(VAULT)
    assert deleted.post(f"{DELETED}/purge").status == 409
    assert deleted.get(DELETED).body["properties"]["purgeProtectionEnabled"] is True


def test_it_is_forgotten_in_time(slow, clock):
    build(slow, GROUP)
    slow.made(VAULT, vault(softDeleteRetentionInDays=7))
    slow.delete(VAULT)
    clock.now += 7 * DAY - 1
    assert slow.put(VAULT, vault()).status == 409
    clock.now += 2
    assert slow.put(VAULT, vault()).status == 200


@pytest.mark.parametrize(
    "given",
    [
        {"enablePurgeProtection": False},
        {"softDeleteRetentionInDays": 91},
        {"softDeleteRetentionInDays": 7},
        {"tenantId": "x"},
    ],
)
def test_what_a_vault_refuses(arm, given):
    build(arm, GROUP, VAULT)
    assert arm.put(VAULT, vault(**given)).status == 400


def test_without_roles_a_vault_needs_its_policies(arm):
    build(arm, GROUP)
    body = vault(enableRbacAuthorization=False)
    assert arm.put(VAULT, body).message == "The parameter accessPolicies is not specified."
    assert arm.put(VAULT, vault(enableRbacAuthorization=False, accessPolicies=[])).status == 200
