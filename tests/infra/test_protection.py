import json

import pytest
from infra_stacks import Recorder, Stack

KEPT = {"ResourceGroup", "Namespace", "NotificationHub"}

EDITS = [
    {"environment": "sandbox"},
    {"environment": "sandbox", "prefix": "linden"},
    {"environment": "sandbox", "lock": False, "apps": {}},
    {"tier": "Free", "zoneRedundancy": False},
    {"lock": False},
]


def kept(recorder: Recorder) -> set[str]:
    """Return the kinds of which every resource is both protected and retained."""
    for item in recorder.resources.values():
        assert item.retain or not item.protect
    return {item.kind for item in recorder.resources.values() if item.protect}


@pytest.mark.parametrize("edit", [{}, *EDITS], ids=json.dumps)
def test_no_edit_of_the_stack_file_takes_the_protection_from_production(
    prod: Stack, edit: dict[str, object]
) -> None:
    for key, value in edit.items():
        prod[key] = value
    if not prod["apps"]:
        prod.secrets = {}
    recorder = prod.run()
    assert kept(recorder) == (KEPT if prod["apps"] else KEPT - {"NotificationHub"})
    assert all(item.protect for kind in KEPT for item in recorder.of(kind))


def test_a_stack_that_nobody_listed_is_protected(sandbox: Stack) -> None:
    sandbox.name = "stage"
    assert kept(sandbox.run()) == KEPT


def test_the_sandbox_can_be_destroyed_unless_it_claims_to_be_production(sandbox: Stack) -> None:
    recorder = sandbox.run()
    assert kept(recorder) == set()
    assert recorder.of("ManagementLockByScope") == []
    sandbox["environment"] = "production"
    recorder = sandbox.run()
    assert kept(recorder) == KEPT
    assert len(recorder.of("ManagementLockByScope")) == 1


def test_a_consumer_and_what_belongs_to_it_can_go(prod: Stack) -> None:
    for item in prod.run().resources.values():
        if item.kind not in KEPT:
            assert not item.protect
        if item.kind not in KEPT | {"Secret"}:
            assert not item.retain


def test_an_edit_of_the_environment_renames_nothing(prod: Stack) -> None:
    def names() -> dict[str, set[str]]:
        return {
            urn: {f"{key}={item.inputs[key]}" for key in item.inputs if key.endswith("Name")}
            for urn, item in prod.run().resources.items()
        }

    before = names()
    prod["environment"] = "sandbox"
    assert names() == before


def test_the_lock_is_made_last_and_goes_first(prod: Stack) -> None:
    recorder = prod.run()
    lock = recorder.one("ManagementLockByScope", "lock")
    assert lock.inputs["level"] == "CanNotDelete"
    assert lock.inputs["scope"].endswith("notificationhubs:Namespace/namespace")
    below = {"NotificationHub", "NotificationHubAuthorizationRule", "DiagnosticSetting"}
    needed = {urn for urn, item in recorder.resources.items() if item.kind in below}
    assert needed <= lock.dependencies


def test_the_lock_alone_can_be_switched(prod: Stack, sandbox: Stack) -> None:
    prod["lock"] = False
    recorder = prod.run()
    assert recorder.of("ManagementLockByScope") == []
    assert kept(recorder) == KEPT
    assert "lock" not in recorder.told()
    sandbox["lock"] = True
    assert len(sandbox.run().of("ManagementLockByScope")) == 1


def test_a_production_vault_cannot_be_purged_and_a_sandbox_vault_can(
    prod: Stack, sandbox: Stack
) -> None:
    properties = prod.run().one("Vault", "lindenmarkt-kv").inputs["properties"]
    assert properties["enablePurgeProtection"] is True
    assert properties["softDeleteRetentionInDays"] == 90
    assert properties["enableRbacAuthorization"] is True
    properties = sandbox.run().one("Vault", "lindenmarkt-kv").inputs["properties"]
    assert "enablePurgeProtection" not in properties
    assert properties["softDeleteRetentionInDays"] == 7
