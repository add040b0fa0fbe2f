"""The role of an auditor, as a program makes it."""

import json
import subprocess
import sys

from hubwarden.sources.azure.auditor_role import READING_CREDENTIALS, permissions, role
from hubwarden.sources.azure.call_table import CALLS

SCOPE = "/subscriptions/00000000-0000-0000-0000-00000000000a"
PROGRAM = f"""
import json
import pulumi
from pulumi.runtime import Mocks, set_mocks

made = []

class Recorder(Mocks):
    def new_resource(self, args):
        made.append((args.typ, args.inputs))
        return args.name + "-id", args.inputs

    def call(self, args):
        return {{}}

set_mocks(Recorder())
from hubwarden_pulumi.auditor_role import AuditorRole

@pulumi.runtime.test
def declare():
    AuditorRole("audit", scope="{SCOPE}", principals=["p1", "p2"], with_credentials=WITH)

declare()
print(json.dumps(made))
"""


def made(*, with_credentials):
    code = PROGRAM.replace("WITH)", f"{with_credentials})")
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr
    found = {}
    for kind, inputs in json.loads(ended.stdout):
        found.setdefault(kind.rpartition(":")[2], []).append(inputs)
    return found


def test_the_role_has_exactly_the_permissions_of_the_calls():
    for with_credentials in (False, True):
        found = made(with_credentials=with_credentials)
        (definition,) = found["RoleDefinition"]
        (given,) = definition["permissions"]
        assert given["actions"] == list(permissions(with_credentials=with_credentials))
        assert not given["notActions"] + given["dataActions"] + given["notDataActions"]
        assert definition["assignableScopes"] == [SCOPE]
        assert [item["principalId"] for item in found["RoleAssignment"]] == ["p1", "p2"]
        assert {item["scope"] for item in found["RoleAssignment"]} == {SCOPE}


def test_names_are_the_same_in_every_run_and_differ_between_roles():
    names = [
        made(with_credentials=item)["RoleDefinition"][0]["roleDefinitionId"]
        for item in (False, False, True)
    ]
    assert names[0] == names[1] != names[2]


def test_no_role_writes_or_tells_keys():
    plain, further = (set(permissions(with_credentials=item)) for item in (False, True))
    assert further - plain == {READING_CREDENTIALS}
    assert all(item.endswith("/read") for item in plain)
    named = {call.permission for call in CALLS if call.permission and not call.secret}
    assert named < plain
    assert role()["Actions"] == list(permissions())
