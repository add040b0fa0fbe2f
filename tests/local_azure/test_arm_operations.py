"""What takes a while, by the tests' own clock."""

import pytest

from local_azure.arm_client import (
    BODIES,
    DELETED_VAULTS,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    OTHER_SUBSCRIPTION,
    SETTING,
    STORAGE,
    SUBSCRIPTION,
    VAULT,
    build,
    hub,
    namespace,
)

OLD = "2017-04-01"


def test_without_delay_the_first_look_finds_it_done(arm):
    build(arm, GROUP)
    begun = arm.put(NAMESPACE, namespace())
    assert (begun.status, begun.headers["Retry-After"]) == (201, "0")
    assert begun.body["properties"]["provisioningState"] == "InProgress"
    assert begun.body["location"] == "westeurope"
    assert arm.get(begun.headers["Azure-AsyncOperation"]).body["status"] == "Succeeded"
    assert arm.get(begun.headers["Location"]).status == 200
    assert arm.put(NAMESPACE, namespace()).status == 200
    gone = arm.delete(NAMESPACE, OLD)
    assert (gone.status, gone.text) == (202, "")
    assert arm.get(gone.headers["Azure-AsyncOperation"]).body["status"] == "Succeeded"
    assert arm.get(NAMESPACE).status == 404


def test_a_namespace_is_made_in_time(slow, clock):
    build(slow, GROUP)
    begun = slow.put(NAMESPACE, namespace())
    assert begun.headers["Retry-After"] == "10"
    clock.now += 9
    assert slow.get(begun.headers["Azure-AsyncOperation"]).body["status"] == "InProgress"
    assert slow.get(begun.headers["Location"]).status == 202
    assert slow.get(NAMESPACE).body["properties"]["provisioningState"] == "InProgress"
    assert slow.put(HUB, hub()).code == "Conflict"
    assert slow.delete(NAMESPACE).code == "Conflict"
    clock.now += 1
    assert slow.get(begun.headers["Azure-AsyncOperation"]).body["status"] == "Succeeded"
    assert slow.get(NAMESPACE).body["properties"]["provisioningState"] == "Succeeded"
    assert slow.put(HUB, hub()).status == 201


def test_a_namespace_goes_in_time_with_all_in_it(slow, clock):
    build(slow, GROUP, STORAGE, NAMESPACE)
    clock.now += 10
    build(slow, HUB, f"{HUB}/{SETTING}/metrics", f"{NAMESPACE}/{SETTING}/logs")
    assert slow.delete(NAMESPACE, OLD).status == 202
    assert slow.get(NAMESPACE).body["properties"]["status"] == "Deleting"
    assert slow.get(HUB).status == 200
    assert slow.put(HUB, hub()).code == "Conflict"
    assert slow.delete(NAMESPACE, OLD).status == 202
    clock.now += 10
    for path in (NAMESPACE, HUB, f"{HUB}/{SETTING}/metrics"):
        assert slow.get(path).status == 404
    left = [item["id"] for item in slow.get("/_local/dump").body["resources"]]
    assert left == [GROUP, STORAGE]


@pytest.mark.parametrize("version", ["2023-01-01-preview", "2023-09-01", NEWEST])
def test_a_namespace_goes_at_once_since_2023(slow, clock, version):
    build(slow, GROUP, NAMESPACE)
    clock.now += 10
    build(slow, HUB)
    gone = slow.delete(NAMESPACE, version)
    assert (gone.status, gone.text) == (200, "")
    assert not {"Azure-AsyncOperation", "Location", "Retry-After"} & set(gone.headers)
    for path in (NAMESPACE, HUB):
        assert slow.get(path).status == 404
    assert slow.delete(NAMESPACE, version).status == 204


def test_a_deletion_that_takes_its_time_can_be_overtaken(slow, clock):
    build(slow, GROUP, NAMESPACE)
    clock.now += 10
    begun = slow.delete(NAMESPACE, OLD).headers["Azure-AsyncOperation"]
    assert slow.delete(NAMESPACE).status == 200
    clock.now += 5
    build(slow, NAMESPACE)
    clock.now += 10
    assert slow.get(begun).body["status"] == "Succeeded"
    assert slow.get(NAMESPACE).status == 200


def test_a_group_goes_in_time_with_all_in_it(slow, clock):
    build(slow, GROUP, STORAGE, VAULT, NAMESPACE)
    clock.now += 10
    build(slow, HUB)
    begun = slow.delete(GROUP)
    assert begun.status == 202
    assert slow.get(GROUP).body["properties"]["provisioningState"] == "Deleting"
    assert slow.put(STORAGE, BODIES[STORAGE]).code == "ResourceGroupBeingDeleted"
    assert slow.get(begun.headers["Location"]).status == 202
    clock.now += 10
    assert slow.get(begun.headers["Location"]).status == 200
    assert slow.get("/_local/dump").body == {"resources": []}
    assert [item["name"] for item in slow.get(DELETED_VAULTS).body["value"]] == ["shop-kv"]


def test_a_finished_deletion_does_not_take_the_successor(slow, clock):
    build(slow, GROUP)
    slow.delete(GROUP)
    clock.now += 5
    slow.delete(GROUP)
    clock.now += 5
    build(slow, GROUP)
    clock.now += 5
    assert slow.get(GROUP).status == 200


def test_an_operation_is_told_where_it_belongs_only(arm):
    build(arm, GROUP)
    headers = arm.put(NAMESPACE, namespace()).headers
    for link in (headers["Azure-AsyncOperation"], headers["Location"]):
        for wrong in (
            link.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION),
            link.replace("Microsoft.NotificationHubs", "Microsoft.KeyVault"),
        ):
            assert arm.get(wrong).code == "OperationNotFound"
        for version in ("1900-01-01", "2024-03-01"):
            assert arm.get(link.partition("?")[0], version).code == "NoRegisteredProviderFound"
        assert arm.get(link.partition("?")[0], OLD).status == 200


def test_an_unknown_operation_is_not_found(arm):
    path = f"{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/x/operationStatuses/y"
    assert arm.get(path).code == "OperationNotFound"
