"""Locks hold what is below them, and their own removal is free."""

import subprocess
import sys

import pytest

import hubwarden_local_azure
from local_azure.arm_client import (
    ASSIGNMENT,
    GROUP,
    HUB,
    LOCK,
    NAMESPACE,
    RULE,
    SETTING,
    STORAGE,
    SUBSCRIPTION,
    assignment,
    build,
    hub,
    lock,
    logs_to,
    namespace,
    rule,
)

SCOPES = [SUBSCRIPTION, GROUP, NAMESPACE, HUB]
WHO = f"{HUB}/{ASSIGNMENT}/00000000-0000-0000-0000-0000000000aa"
SENDS = f"{HUB}/{SETTING}/logs"


@pytest.fixture
def full(shop):
    build(shop, STORAGE, RULE)
    shop.made(WHO, assignment())
    shop.made(SENDS, logs_to(STORAGE))
    return shop


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("level", ["CanNotDelete", "ReadOnly"])
def test_nothing_at_or_below_a_lock_is_deleted(full, scope, level):
    full.made(f"{scope}/{LOCK}/keep", lock(level))
    for path in (GROUP, NAMESPACE, HUB, RULE, WHO, SENDS):
        reply = full.delete(path.lower())
        assert (reply.status, reply.code) == (409, "ScopeLocked")
        assert f"following scope(s) are locked: '{scope}'. Please remove the lock" in reply.message
        assert full.get(path).status == 200
    assert full.delete(f"{scope}/{LOCK}/KEEP").status == 200
    assert full.delete(RULE).status == 200


def test_a_lock_holds_nothing_beside_it(full):
    full.made(f"{HUB}/{LOCK}/keep", lock())
    other = f"{NAMESPACE}/notificationHubs/Shop-Hub-2"
    full.made(other, hub())
    assert full.delete(other).status == 200
    assert full.delete(STORAGE).status == 200


@pytest.mark.parametrize("level", ["CanNotDelete", "ReadOnly"])
def test_only_read_only_refuses_writes(full, level):
    full.made(f"{NAMESPACE}/{LOCK}/keep", lock(level))
    status = 409 if level == "ReadOnly" else 200
    assert full.put(NAMESPACE, namespace()).status == status
    assert full.put(RULE, rule("Send")).status == status
    assert full.patch(HUB, {"tags": {}}).status == status
    assert full.post(f"{RULE}/listKeys").status == status
    assert full.put(f"{HUB}/authorizationRules/new", rule("Send")).status == max(status, 201)
    assert full.get(HUB).status == 200
    assert full.put(GROUP, {"location": "westeurope"}).status == 200


def test_locks_come_and_go_under_a_lock(full):
    full.made(f"{GROUP}/{LOCK}/outer", lock("ReadOnly"))
    full.made(f"{HUB}/{LOCK}/inner", lock())
    assert full.delete(f"{HUB}/{LOCK}/inner").status == 200
    assert full.put(f"{GROUP}/{LOCK}/outer", lock()).status == 200


def test_a_lock_goes_with_what_it_is_on(full):
    full.made(f"{HUB}/{LOCK}/keep", lock())
    assert full.delete(f"{HUB}/{LOCK}/keep").status == 200
    assert full.delete(HUB).status == 200
    full.made(HUB, hub())
    assert full.get(f"{HUB}/{SETTING}").body == {"value": []}
    assert full.get(WHO).status == 404


def test_the_command_az_starts_without_a_server():
    """It is asked for each token: what serves takes seconds to load."""
    loads = "import sys, hubwarden_local_azure.identity.az_command; print('aiohttp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_every_name_of_the_package_is_there():
    for name in hubwarden_local_azure.__all__:
        assert getattr(hubwarden_local_azure, name)
    with pytest.raises(AttributeError, match="nothing"):
        _ = hubwarden_local_azure.nothing
