"""The file that resources survive in, and the program."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request

import pytest

from hubwarden_local_azure import running
from hubwarden_local_azure.state_error import StateError
from local_azure.arm_client import (
    APNS,
    BODIES,
    DELETED_VAULTS,
    GROUP,
    HUB,
    LOCK,
    NAMESPACE,
    PUSH,
    RULE,
    STORAGE,
    VAULT,
    WORKSPACE,
    build,
    vault,
)

ROOT = "RootManageSharedAccessKey"
POLICY_KEY = {"policyKey": "PrimaryKey"}
TYPE = PUSH.removeprefix("providers/")
MEMBERS = ("id", "type", "name", "version", "created", "changed")


def test_all_survives_a_restart(kept):
    with kept() as arm:
        build(arm, *BODIES)
        keys = arm.post(f"{RULE}/listKeys").body
        before = arm.get("/_local/dump").body
        etag = arm.get(next(path for path in BODIES if "workspaces" in path)).headers["ETag"]
    with kept() as arm:
        assert arm.get("/_local/dump").body == before
        assert arm.post(f"{RULE}/listKeys").body == keys
        assert arm.post(f"{HUB}/pnsCredentials").body["properties"]["apnsCredential"] == {
            "properties": APNS
        }
        assert arm.delete(HUB).code == "ScopeLocked"
        assert (
            arm.get(next(path for path in BODIES if "workspaces" in path)).headers["ETag"] == etag
        )
        arm.delete(f"{NAMESPACE}/{LOCK}/keep")
        assert arm.delete(VAULT).status == 200
        operation = arm.delete(GROUP).headers["Azure-AsyncOperation"].removeprefix(arm.url)
    with kept() as arm:
        assert arm.get(operation).body["status"] == "Succeeded"
        assert arm.get("/_local/dump").body == {"resources": []}
        assert len(arm.get(DELETED_VAULTS).body["value"]) == 1
        arm.made(GROUP, BODIES[GROUP])
        assert arm.put(VAULT, vault()).code == "ConflictError"


def test_a_refused_write_changes_nothing(kept, tmp_path):
    with kept() as arm:
        build(arm, GROUP, NAMESPACE, HUB)
        arm.get(HUB)
        before = (tmp_path / "state.json").read_bytes()
        assert arm.put(HUB, {**BODIES[HUB], "location": "eastus"}).status == 409
        assert arm.delete(f"{NAMESPACE}/authorizationRules/RootManageSharedAccessKey").status == 400
        assert (tmp_path / "state.json").read_bytes() == before


def test_the_file_is_its_owners_alone_and_written_whole(kept, tmp_path):
    file = tmp_path / "state.json"
    file.write_text('{"format": 1}')
    file.chmod(0o644)
    with kept() as arm:
        build(arm, GROUP, NAMESPACE, HUB)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert files(tmp_path) == [".state.json.lock", "state.json"]
        assert json.loads(file.read_text())["format"] == 1


def files(folder):
    return sorted(item.name for item in folder.iterdir())


def fail(_handle):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_write_that_fails_changes_nothing(kept, tmp_path, monkeypatch):
    with kept() as arm:
        build(arm, GROUP, NAMESPACE, HUB)
        dump = arm.get("/_local/dump").body
        before = (tmp_path / "state.json").read_bytes()
        monkeypatch.setattr(os, "fsync", fail)
        for reply in (
            arm.put(STORAGE, BODIES[STORAGE]),
            arm.patch(HUB, {"tags": {"a": "b"}}),
            arm.delete(HUB),
            arm.post(f"{NAMESPACE}/authorizationRules/{ROOT}/regenerateKeys", POLICY_KEY),
        ):
            assert (reply.status, reply.code) == (500, "InternalServerError")
            assert "state.json: cannot be written: No space left on device" in reply.message
        assert arm.get("/_local/dump").body == dump
        assert (tmp_path / "state.json").read_bytes() == before
        assert files(tmp_path) == [".state.json.lock", "state.json"]
        monkeypatch.undo()
        arm.made(STORAGE, BODIES[STORAGE])
    with kept() as arm:
        assert arm.get(STORAGE).status == 200


def test_a_write_that_was_killed_is_cleared_away(kept, tmp_path):
    (tmp_path / ".state.json.new").write_text("canary")
    (tmp_path / ".state.json.mine").write_text("")
    (tmp_path / ".other.json.new").write_text("")
    with kept():
        assert files(tmp_path) == [
            ".other.json.new",
            ".state.json.lock",
            ".state.json.mine",
            "state.json",
        ]


def test_a_file_has_one_owner_at_a_time(kept, tmp_path):
    with kept() as arm:
        build(arm, GROUP)
        with pytest.raises(StateError, match="in use by another"), kept():
            pass
        with program("--state", str(tmp_path / "state.json")) as process:
            out, err = process.communicate(timeout=30)
        known = f"error: {tmp_path / 'state.json'}: is in use by another local Azure\n"
        assert (process.returncode, out, err) == (2, "", known)
        assert arm.get(GROUP).status == 200
    (tmp_path / "state.json").write_text("no state")
    for _ in range(2):  # A refused file is given free, too.
        with pytest.raises(StateError, match="is not a state"), kept():
            pass


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2}',
        '{"resources": [{"id": 1}]}',
        json.dumps({"resources": [dict.fromkeys(MEMBERS, "canary")]}),
        json.dumps({"resources": [{**dict.fromkeys(MEMBERS, "canary"), "type": TYPE}]}),
        "[" * 100_000,
        '{"deleted_vaults": [{"deleted": "", "purge": "", "resources": []}]}',
    ],
)
def test_a_malformed_file_is_told(tmp_path, text):
    file = tmp_path / "state.json"
    file.write_text(text)
    with pytest.raises(StateError) as caught, running(file):
        pass
    assert str(file) in str(caught.value)
    assert "canary" not in str(caught.value)
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("type_", "field", "value"),
    [
        ("Microsoft.Authorization/locks", "properties.level", None),
        ("Microsoft.Authorization/locks", "properties.level", "canary"),
        ("Microsoft.Authorization/locks", "id", "/canary"),
        ("Microsoft.Authorization/locks", "id", f"{GROUP}/canary"),
        ("Microsoft.Authorization/locks", "name", "canary"),
        ("Microsoft.Authorization/roleAssignments", "properties.principalId", None),
        (f"{TYPE}/authorizationRules", "keys.primaryKey", None),
        (f"{TYPE}/notificationHubs/authorizationRules", "keys.secondaryKey", None),
        (f"{TYPE}/notificationHubs/authorizationRules", "properties.rights", None),
        (f"{TYPE}/notificationHubs", "properties", {}),
        (f"{TYPE}/notificationHubs", "properties", {"canary": "canary"}),
        (TYPE, "properties.networkAcls", None),
        (TYPE, "location", "canary"),
        (TYPE, "type", "canary"),
        ("Microsoft.KeyVault/vaults", "properties.softDeleteRetentionInDays", "canary"),
        ("Microsoft.KeyVault/vaults/secrets", "created", "canary"),
    ],
)
def test_a_resource_that_cannot_be_answered_with_is_told(kept, tmp_path, type_, field, value):
    with kept() as arm:
        build(arm, *BODIES)
    file = tmp_path / "state.json"
    state = json.loads(file.read_text())
    types = [item["type"] for item in state["resources"]]
    at = types.index(type_)
    *path, last = field.split(".")
    holder = state["resources"][at]
    for name in path:
        holder = holder[name]
    holder[last] = value
    if value is None:
        del holder[last]
    refused(kept, file, state, f"resources[{at}].{field}")


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("operations", "target", "/canary"),
        ("operations", "due", 1e300),
        ("deleted_vaults", "resources", []),
        ("deleted_vaults", "purge", "canary"),
    ],
)
def test_an_operation_or_deleted_vault_that_cannot_be_used_is_told(
    kept, tmp_path, part, field, value
):
    with kept() as arm:
        build(arm, GROUP, VAULT, NAMESPACE)
        arm.delete(VAULT)
    file = tmp_path / "state.json"
    state = json.loads(file.read_text())
    state[part][0][field] = value
    refused(kept, file, state, f"{part}[0].{field}")


def test_an_id_that_the_file_lost_is_made_anew(kept, tmp_path):
    with kept() as arm:
        build(arm, GROUP, WORKSPACE)
    file = tmp_path / "state.json"
    state = json.loads(file.read_text())
    del state["resources"][1]["properties"]["customerId"]
    file.write_text(json.dumps(state))
    with kept() as arm:
        assert arm.made(WORKSPACE, BODIES[WORKSPACE])["properties"]["customerId"]


def refused(kept, file, state, field):
    file.write_text(json.dumps(state))
    with pytest.raises(StateError) as caught, kept():
        pass
    assert str(caught.value).startswith(f"{file}: ")
    assert f"'{field}'" in str(caught.value)
    assert "canary" not in str(caught.value)


def program(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "hubwarden_local_azure", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_the_program_prints_its_url_and_ends_quietly(tmp_path, which):
    with program("--state", str(tmp_path / "state.json"), "--delay", "0") as process:
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        request = urllib.request.Request(  # noqa: S310
            f"{url}{GROUP}?api-version=2024-03-01",
            method="PUT",
            data=json.dumps(BODIES[GROUP]).encode(),
            headers={"Authorization": "Bearer x"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            assert answer.status == 201
        process.send_signal(which)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")
    assert GROUP in (tmp_path / "state.json").read_text()


def test_the_program_says_what_is_wrong(tmp_path):
    file = tmp_path / "state.json"
    file.write_text("{canary")
    for arguments in (
        ["--state", str(file)],
        ["--state", str(tmp_path / "no" / "x")],
        ["--port", "x"],
        ["--delay", "-1"],
    ):
        with program(*arguments) as process:
            out, err = process.communicate(timeout=30)
        assert (process.returncode, out) == (2, "")
        assert "Traceback" not in err
        assert "canary" not in err
        assert "error:" in err


def test_the_package_alone_loads_no_web_server():
    code = "import hubwarden, hubwarden.cli, sys; sys.exit('aiohttp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_dump_is_the_same_from_outside_and_inside(tmp_path):
    from local_azure.arm_client import Arm  # noqa: PLC0415

    with running(tmp_path / "state.json") as server:
        arm = Arm(server.url)
        build(arm, GROUP, STORAGE)
        assert server.dump() == arm.get("/_local/dump").body
        arm.close()
