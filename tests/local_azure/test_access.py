"""Who may do what: roles, groups, management groups, deny assignments."""

import contextlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden_local_azure import ManagementGroup, Principal, Subscription, Tenant, running
from hubwarden_local_azure.access.roles import BUILT_IN, allows, matches
from hubwarden_local_azure.identity import tokens
from local_azure.arm_client import (
    GROUP,
    HUB,
    LOCK,
    NAMESPACE,
    PUSH,
    RULE,
    SUBSCRIPTION,
    Arm,
    build,
    lock,
    rule,
    version_of,
)
from local_azure.azure_clients import SUBSCRIPTION_ID

ADA, TEAM, ALL, EVE = (f"00000000-0000-0000-0000-0000000000e{at}" for at in range(4))
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
OWN = "00000000-0000-0000-0000-0000000000f1"
AUTHORIZATION = "/providers/Microsoft.Authorization"
MANAGEMENT = "/providers/Microsoft.Management/managementGroups"
TENANT = Tenant(
    principals=(
        Principal(ADA, "ada@shop.example", kind="User"),
        Principal(EVE, "eve@shop.example", kind="User"),
        Principal(TEAM, "team", kind="Group", members=frozenset({ADA})),
        Principal(ALL, "all", kind="Group", members=frozenset({TEAM})),
    ),
    subscriptions=(Subscription(SUBSCRIPTION_ID, "Shop", management_group="apps"),),
    management_groups=(ManagementGroup("apps", parent="company"), ManagementGroup("company")),
)


def definition(role):
    return f"{AUTHORIZATION}/roleDefinitions/{role}"


def token_of(id):
    return tokens.issue(TENANT.principal(id), TENANT, "https://management.azure.com", 2**33)


@pytest.fixture
def server():
    with running(tenant=TENANT) as server, contextlib.closing(Arm(server.url)) as arm:
        build(arm, GROUP, NAMESPACE, HUB, RULE)
        yield server


@pytest.fixture
def ada(server):
    with contextlib.closing(Arm(server.url, token_of(ADA))) as arm:
        yield arm


def give(server, scope, role, who=ADA):
    at = len(server.dump()["resources"])
    body = {"properties": {"roleDefinitionId": definition(role), "principalId": who}}
    id = f"{scope}{AUTHORIZATION}/roleAssignments/00000000-0000-0000-0000-{at:012}"
    server.add(id, body, version_of(id))


def define(server, *actions, without=(), role=OWN):
    id = f"{SUBSCRIPTION}{definition(role)}"
    permissions = [{"actions": list(actions), "notActions": list(without)}]
    properties = {
        "roleName": f"role {role}",
        "permissions": permissions,
        "assignableScopes": [SUBSCRIPTION],
    }
    server.add(id, {"properties": properties}, version_of(id))


def test_without_a_role_nothing_is_answered(ada):
    for method, path, action in (
        ("GET", NAMESPACE, "Microsoft.NotificationHubs/namespaces/read"),
        ("PUT", NAMESPACE, "Microsoft.NotificationHubs/namespaces/write"),
        ("DELETE", HUB, "Microsoft.NotificationHubs/namespaces/notificationHubs/delete"),
        ("GET", f"{SUBSCRIPTION}/{PUSH}", "Microsoft.NotificationHubs/namespaces/read"),
        ("GET", GROUP, "Microsoft.Resources/subscriptions/resourceGroups/read"),
        ("GET", SUBSCRIPTION, "Microsoft.Resources/subscriptions/read"),
        (
            "POST",
            f"{HUB}/pnsCredentials",
            "Microsoft.NotificationHubs/namespaces/notificationHubs/pnsCredentials/action",
        ),
    ):
        reply = ada.call(method, path, None)
        assert (reply.status, reply.code) == (403, "AuthorizationFailed")
        scope = path.removesuffix("/pnsCredentials").removesuffix(f"/{PUSH}")
        assert reply.message == (
            f"The client 'ada@shop.example' with object id '{ADA}' does not have authorization to "
            f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was "
            "recently granted, please refresh your credentials."
        )


@pytest.mark.parametrize(
    "scope", ["", f"{MANAGEMENT}/{TENANT.id}", f"{MANAGEMENT}/company", SUBSCRIPTION, GROUP]
)
@pytest.mark.parametrize("who", [ADA, TEAM, ALL])
def test_a_reader_of_any_scope_above_reads_and_does_no_more(server, ada, scope, who):
    give(server, scope, READER, who)
    assert ada.get(HUB).status == 200
    assert ada.get(f"{HUB}/authorizationRules").status == 200
    assert ada.get(f"{HUB}/{LOCK}").status == 200
    assert ada.post(f"{RULE}/listKeys").code == "AuthorizationFailed"
    assert ada.put(RULE, rule("Send")).code == "AuthorizationFailed"


def test_a_role_beside_gives_nothing(server, ada):
    give(server, RULE, READER)
    assert ada.get(RULE).status == 200
    assert ada.get(HUB).status == 403
    give(server, GROUP, READER, EVE)
    assert ada.get(HUB).status == 403


def test_a_contributor_cannot_give_roles(server, ada):
    give(server, SUBSCRIPTION, CONTRIBUTOR)
    assert ada.put(RULE, rule("Send")).status == 200
    assert ada.put(f"{HUB}/{LOCK}/keep", lock()).status == 403
    assert ada.get(f"{HUB}/{LOCK}").status == 200


def test_what_a_role_leaves_out_another_can_give(server, ada):
    define(server, "Microsoft.NotificationHubs/*", without=["*/listKeys/action"])
    give(server, GROUP, OWN)
    assert ada.post(f"{HUB}/pnsCredentials").status == 200
    assert ada.post(f"{RULE}/listkeys").status == 403
    other = f"{OWN[:-1]}2"
    define(server, "*/listkeys/ACTION", role=other)
    give(server, HUB, other)
    assert ada.post(f"{RULE}/listkeys").status == 200


def deny(server, scope, action, **properties):
    id = f"{scope}{AUTHORIZATION}/denyAssignments/{OWN}"
    body = {
        "denyAssignmentName": "keep out",
        "permissions": [{"actions": [action]}],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000"}],
        **properties,
    }
    server.add(id, {"properties": body}, version_of(id))


def test_a_deny_assignment_wins(server, ada):
    give(server, SUBSCRIPTION, CONTRIBUTOR)
    deny(server, NAMESPACE, "*/listKeys/action")
    reply = ada.post(f"{RULE}/listKeys")
    assert (reply.status, reply.code) == (403, "DenyAssignmentAuthorizationFailed")
    assert f"'keep out' and Id '{OWN}' at scope '{NAMESPACE}'" in reply.message
    assert ada.get(RULE).status == 200


@pytest.mark.parametrize(
    "spared",
    [
        {"excludePrincipals": [{"id": ALL}]},
        {"principals": [{"id": EVE}]},
        {"doNotApplyToChildScopes": True},
        {"permissions": [{"actions": ["*"], "notActions": ["*/listKeys/action"]}]},
    ],
)
def test_whom_a_deny_assignment_spares(server, ada, spared):
    give(server, SUBSCRIPTION, CONTRIBUTOR)
    deny(server, NAMESPACE, "*/listKeys/action", **spared)
    assert ada.post(f"{RULE}/listKeys").status == 200


def test_what_azure_makes_itself_cannot_be_written(server):
    with contextlib.closing(Arm(server.url)) as arm:
        for kind in ("denyAssignments", "roleEligibilityScheduleInstances"):
            path = f"{NAMESPACE}{AUTHORIZATION}/{kind}/{OWN}"
            assert arm.put(path, {"properties": {}}).status == 405
            assert arm.delete(path).status == 405


# --- Lists


@pytest.fixture
def admin(server):
    with contextlib.closing(Arm(server.url)) as arm:
        yield arm


def listed(arm, scope, kind, wanted=""):
    text = f"?$filter={quote(wanted)}" if wanted else ""
    reply = arm.get(f"{scope}{AUTHORIZATION}/{kind}{text}")
    assert reply.status == 200, reply.text
    return reply.body["value"]


def test_assignments_at_above_and_below(server, admin):
    for scope, who in (
        ("", EVE),
        (f"{MANAGEMENT}/company", ALL),
        (SUBSCRIPTION, TEAM),
        (GROUP, ADA),
    ):
        give(server, scope, READER, who)

    def held(wanted=""):
        found = listed(admin, SUBSCRIPTION, "roleAssignments", wanted)
        return [item["properties"]["principalId"] for item in found]

    assert held() == [EVE, ALL, TEAM, ADA]
    assert held("atScope()") == [EVE, ALL, TEAM]
    assert held(f"principalId eq '{ADA}'") == [ADA]
    assert held(f"assignedTo('{ADA}')") == [ALL, TEAM, ADA]
    assert held(f"atScope() and assignedTo('{ADA}')") == [ALL, TEAM]
    refused = admin.get(f"{GROUP}{AUTHORIZATION}/roleAssignments?$filter=x")
    assert (refused.status, refused.code) == (400, "InvalidFilter")
    kinds = {
        item["properties"]["principalId"]: item["properties"]["principalType"]
        for item in listed(admin, "", "roleAssignments")
    }
    assert kinds == {EVE: "User", ALL: "Group", TEAM: "Group", ADA: "User"}


def test_a_list_of_assignments_without_the_right_is_silently_short(server, ada):
    """As users report it: only the tenant's own list is refused."""
    give(server, SUBSCRIPTION, READER, EVE)
    give(server, HUB, READER, EVE)
    assert listed(ada, SUBSCRIPTION, "roleAssignments") == []
    assert ada.get(f"{AUTHORIZATION}/roleAssignments").code == "AuthorizationFailed"
    give(server, HUB, READER)
    of_hub = listed(ada, SUBSCRIPTION, "roleAssignments")
    assert {item["properties"]["scope"] for item in of_hub} == {HUB}
    give(server, SUBSCRIPTION, READER)
    assert len(listed(ada, SUBSCRIPTION, "roleAssignments")) == 4


def test_a_list_of_groups_has_those_that_the_caller_may_read(server, ada, admin):
    admin.made(f"{GROUP}-2", {"location": "westeurope"})
    assert ada.get(f"{SUBSCRIPTION}/resourceGroups").body["value"] == []
    give(server, GROUP, READER)
    found = ada.get(f"{SUBSCRIPTION}/resourceGroups").body["value"]
    assert [item["id"] for item in found] == [GROUP]


def test_definitions_and_what_they_give(server, admin):
    define(server, "Microsoft.NotificationHubs/*/read")
    found = {item["name"]: item for item in listed(admin, SUBSCRIPTION, "roleDefinitions")}
    assert found.keys() == {*BUILT_IN, OWN}
    assert found[OWN]["properties"]["type"] == "CustomRole"
    (permission,) = found[OWN]["properties"]["permissions"]
    assert permission["actions"] == ["Microsoft.NotificationHubs/*/read"]
    own = listed(admin, SUBSCRIPTION, "roleDefinitions", "type eq 'CustomRole'")
    assert [item["name"] for item in own] == [OWN]
    reader = admin.get(f"{SUBSCRIPTION}{definition(READER)}").body
    assert reader["id"] == f"{SUBSCRIPTION}{definition(READER)}"
    assert reader["properties"]["permissions"][0]["actions"] == ["*/read"]
    apps = f"{MANAGEMENT}/apps"
    (owner,) = listed(admin, apps, "roleDefinitions", "roleName eq 'Owner'")
    assert owner["properties"]["roleName"] == "Owner"
    assert not [item for item in listed(admin, apps, "roleDefinitions") if item["name"] == OWN]
    named = admin.get(definition(OWN)).body
    assert named["properties"]["assignableScopes"] == [SUBSCRIPTION]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"assignableScopes": []}, "InvalidAssignableScopes"),
        ({"assignableScopes": ["/subscriptions/x"]}, "InvalidAssignableScopes"),
        ({"roleName": f"Role {OWN}"}, "RoleDefinitionWithSameNameExists"),
    ],
)
def test_a_definition_that_cannot_be(server, admin, change, code):
    define(server, "*/read")
    other = f"{SUBSCRIPTION}{definition(OWN[:-1])}2"
    body = {"roleName": "other", "permissions": [], "assignableScopes": [SUBSCRIPTION], **change}
    assert admin.put(other, {"properties": body}).code == code
    assert admin.put(f"{SUBSCRIPTION}{definition(READER)}", {"properties": body}).status >= 400


def test_denied_and_eligible(server, ada, admin):
    deny(server, GROUP, "*/delete")
    id = f"{GROUP}{AUTHORIZATION}/roleEligibilityScheduleInstances/{OWN}"
    body = {"roleDefinitionId": definition(CONTRIBUTOR), "principalId": TEAM}
    server.add(id, {"properties": body}, version_of(id))
    (denied,) = listed(admin, NAMESPACE, "denyAssignments")
    assert denied["properties"]["denyAssignmentName"] == "keep out"
    assert listed(admin, NAMESPACE, "denyAssignments", f"principalId eq '{EVE}'") == [denied]
    eligible = "roleEligibilityScheduleInstances"
    (found,) = listed(admin, NAMESPACE, eligible)
    assert (found["properties"]["principalId"], found["properties"]["scope"]) == (TEAM, GROUP)
    assert listed(admin, SUBSCRIPTION, eligible, "atScope()") == []
    assert listed(admin, SUBSCRIPTION, eligible, f"assignedTo('{ADA}')") == [found]
    assert listed(admin, SUBSCRIPTION, eligible, f"assignedTo('{EVE}')") == []
    give(server, SUBSCRIPTION, READER)
    assert listed(ada, GROUP, eligible, "asTarget()") == [found]
    assert listed(admin, GROUP, eligible, "asTarget()") == []


def test_the_callers_own_permissions(server, ada):
    with contextlib.closing(Arm(server.url)) as arm:
        path = f"{GROUP}{AUTHORIZATION}/permissions"
        assert arm.get(path, "2022-04-01").body["value"] == [{"actions": ["*"], "notActions": []}]
        give(server, SUBSCRIPTION, READER)
        (own,) = ada.get(path, "2022-04-01").body["value"]
        assert own["actions"] == ["*/read"]


# --- Patterns


@given(
    st.text(st.sampled_from("ab./*"), max_size=8), st.text(st.sampled_from("abAB./"), max_size=8)
)
def test_a_pattern_is_what_a_walk_says(pattern, action):
    def walk(left, right):
        if not left:
            return not right
        if left[0] == "*":
            return any(walk(left[1:], right[at:]) for at in range(len(right) + 1))
        return bool(right) and left[0] == right[0].lower() and walk(left[1:], right[1:])

    assert matches([pattern], action) == walk(pattern, action)


def test_a_not_action_takes_from_its_own_permission_only():
    both = [{"actions": ["*"], "notActions": ["a/write"]}, {"actions": ["a/*"]}]
    assert allows(both, "A/Write")
    assert not allows(both[:1], "A/Write")
    assert not allows([{"dataActions": ["*"]}], "a/read")
