"""Who may do what: wildcards, what a role takes back, deny assignments, and what is not known."""

import pytest
from sample_inventory import SECTIONS

from factories import (
    UNKNOWN,
    context,
    deny_assignment,
    estate,
    group_id,
    hub_id,
    namespace_id,
    role_definition,
    role_grant,
)
from hubwarden.listing.inventory_building import sections
from hubwarden.listing.role_powers import POWERS
from hubwarden.model.base import ResourceId
from hubwarden.model.roles import CONTRIBUTOR, Permission

HUBS = "Microsoft.NotificationHubs"
LIST = f"{HUBS}/Namespaces/NotificationHubs/AuthorizationRules/listKeys/action"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def holders(*grants, definitions=(), denies=(), **more):
    """Return the rows of those who hold a role, as texts."""
    given = estate(
        role_grants=grants, role_definitions=definitions, deny_assignments=denies, **more
    )
    section = next(item for item in sections(context(given)) if item.name == "role_holders")
    return [{name: str(value) for name, value in row.items()} for row in section.rows]


def powers(*actions, without=(), denies=(), **grant):
    """Return the powers of a role of one's own."""
    definitions = [role_definition("own", actions, without)]
    (row,) = holders(role_grant(role="own", **grant), definitions=definitions, denies=denies)
    return {name for name in POWERS if row[name].startswith("yes")}


@pytest.mark.parametrize(
    ("actions", "without", "expected"),
    [
        (["*"], [], set(POWERS)),
        ([f"{HUBS}/*"], [], set(POWERS)),
        (["*/read"], [], set()),
        (["*/action"], [], {"list keys", "read credentials", "send test pushes"}),
        (["*/write"], [], {"write rules"}),
        ([LIST], [], {"list keys"}),
        ([LIST.upper()], [], {"list keys"}),
        ([f"{HUBS}/*/regenerateKeys/action"], [], {"list keys"}),
        ([f"{HUBS}/namespaces/notificationHubs/debugSend/action"], [], {"send test pushes"}),
        (["*"], ["*/write"], set(POWERS) - {"write rules"}),
        (["*"], ["*/listKeys/action", "*/regenerateKeys/action"], set(POWERS) - {"list keys"}),
        # The namespace's own keys are left, and they open all of its hubs.
        (["*"], [f"{HUBS}/namespaces/notificationHubs/*"], set(POWERS) - {"send test pushes"}),
    ],
)
def test_powers_of_a_role(actions, without, expected):
    assert powers(*actions, without=without) == expected


def test_on_a_hub_the_rules_of_the_namespace_are_out_of_reach():
    own = [f"{HUBS}/namespaces/authorizationRules/*"]
    assert powers(*own) == {"list keys", "write rules"}
    assert powers(*own, scope=hub_id()) == set()


@pytest.mark.parametrize(
    ("role", "expected"), [(CONTRIBUTOR.upper(), "yes"), (READER, "no"), ("strange", "unknown")]
)
def test_roles_that_no_source_defines(role, expected):
    (row,) = holders(role_grant(role=role))
    assert all(row[name].startswith(expected) for name in POWERS)


DENIES = {
    "everybody": ({}, {"list keys", "read credentials", "send test pushes"}),
    "another namespace": ({"scope": ResourceId(f"{namespace_id()}2")}, set(POWERS)),
    "the group": ({"scope": group_id()}, set(POWERS) - {"write rules"}),
    "the group alone": ({"scope": group_id(), "below": False}, set(POWERS)),
    "another principal": ({"principals": ("somebody",)}, set(POWERS)),
    "the principal": ({"principals": ("DEPLOYER",)}, set(POWERS) - {"write rules"}),
    "but not this one": ({"excluded": ("deployer",)}, set(POWERS)),
    "all": ({"permissions": (Permission(("*",), ()),)}, set()),
}


@pytest.mark.parametrize("case", DENIES.values(), ids=DENIES)
def test_deny_assignments(case):
    overrides, expected = case
    assert powers("*", denies=[deny_assignment(**overrides)]) == expected


def test_groups_are_named_and_not_expanded():
    deny = deny_assignment(principals=("staff",), groups=frozenset({"staff"}))
    (row,) = holders(role_grant(), denies=[deny])
    assert row["write rules"] == "yes, unless a member of staff"
    assert row["list keys"] == "yes"


def test_who_is_eligible_is_told_apart():
    rows = holders(
        role_grant(),
        role_grant(principal="a", eligible=True),
        role_grant(principal="b", eligible=UNKNOWN),
    )
    assert {row["principal"]: row["held"] for row in rows} == {
        "deployer": "active",
        "a": "eligible",
        "b": "unknown: nobody told eligible",
    }


SCOPES = {
    "the hub": (str(hub_id()), ["ns-prod/orders"]),
    "a rule of the hub": (f"{hub_id()}/authorizationRules/billing", ["ns-prod/orders"]),
    "a rule of the namespace": (f"{namespace_id()}/AuthorizationRules/x", ["ns-prod"]),
    "the namespace, in capitals": (str(namespace_id()).upper(), ["ns-prod"]),
    "the group": (str(group_id()), ["ns-prod"]),
    "another group": (f"{group_id()}x", []),
    "a vault in the group": (f"{group_id()}/providers/Microsoft.KeyVault/vaults/v", []),
}


@pytest.mark.parametrize("case", SCOPES.values(), ids=SCOPES)
def test_what_a_scope_reaches(case):
    scope, expected = case
    real = "11111111-0000-0000-0000-000000000000"
    stand_in = "00000000-0000-0000-0000-000000000000"
    rows = holders(role_grant(scope=ResourceId(scope)))
    assert [row["on"] for row in rows] == expected
    # The same, where the source of the namespace does not tell its subscription.
    rows = holders(role_grant(scope=ResourceId(scope.replace(stand_in, real))))
    assert len(rows) == len(expected)
    assert all(row["on"].startswith("unknown: whether it reaches ns-prod") for row in rows)


def test_a_hub_whose_namespace_is_not_in_scope_is_reached_by_itself():
    rows = holders(role_grant(scope=group_id()), namespaces=[])
    assert [row["on"] for row in rows] == ["ns-prod/orders"]


def test_a_management_group_reaches_what_nobody_tells():
    scope = ResourceId("/providers/Microsoft.Management/managementGroups/all")
    (row,) = holders(role_grant(scope=scope))
    assert row["on"].startswith("unknown: which namespaces a management group holds")
    assert row["list keys"] == "yes"


def test_readers_of_a_stored_key():
    section = next(item for item in SECTIONS if item.name == "keys")
    readers = {str(row["resource"]): str(row["roles on it"]) for row in section.rows}
    assert readers["app"] == "none"
    assert "app (Key Vault Secrets User)" in readers["billing"]


@pytest.mark.parametrize("on", [hub_id().text, namespace_id().text])
def test_a_role_on_one_access_rule_gives_that_rule_alone(on):
    scope = ResourceId(f"{on}/authorizationRules/backend")
    assert powers("*", scope=scope) == {"list keys", "write rules"}
