"""Roles and who has them, as records tell it."""

from datetime import UTC, datetime

import pytest
from records import GRANT, GROUP, HUB_RULE, NAMESPACE_TYPE, estate, record, unknown

from hubwarden.model.roles import allows, key_actions
from hubwarden.sources.role_reader import DENIED

ROLE = "microsoft.authorization/roledefinitions"


def role(properties):
    id = f"{GROUP}/providers/Microsoft.Authorization/roleDefinitions/r"
    (found,) = estate(record(ROLE, properties, id=id)).role_definitions
    return found


def test_a_grant_without_a_scope_holds_where_it_is_deployed():
    (found,) = estate(record(NAMESPACE_TYPE), record(GRANT, {})).role_grants
    assert found.scope.text == GROUP


def test_a_role_is_read():
    found = role({"permissions": [{"actions": ["*"], "notActions": ["*/listKeys/action"]}]})
    assert len(key_actions(found.permissions)) == 4


def test_what_a_role_may_do_may_be_unknown():
    assert unknown(role({}), "permissions")
    assert unknown(role({"permissions": "x"}), "permissions")


def test_an_eligible_assignment_is_told_apart():
    kind = "microsoft.authorization/roleeligibilityscheduleinstances"
    id = f"{GROUP}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/e"
    grants = estate(
        record(GRANT, {"principalType": "Group"}), record(kind, {"scope": GROUP}, id=id)
    ).role_grants
    assert [(item.eligible, item.principal_kind) for item in grants] == [
        (False, "Group"),
        (True, None),
    ]


def test_a_deny_assignment_is_read():
    properties = {
        "scope": GROUP,
        "doNotApplyToChildScopes": True,
        "principals": [{"id": "a", "type": "User"}, {"id": "b", "type": "Group"}],
        "excludePrincipals": [{"id": "c", "type": "ServicePrincipal"}],
        "permissions": [{"actions": ["*/write"], "notActions": []}],
    }
    id = f"{GROUP}/providers/Microsoft.Authorization/denyAssignments/d"
    (found,) = estate(record(DENIED, properties, id=id)).deny_assignments
    assert (found.principals, found.groups, found.excluded) == (("a", "b"), {"b"}, ("c",))
    assert found.below is False
    assert allows(found.permissions, "microsoft.x/write")
    (open_one,) = estate(record(DENIED, {"principals": "x"}, id=id)).deny_assignments
    assert unknown(open_one, "principals")
    assert open_one.below is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01T12:30:00Z", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("2026-03-01T12:30:00", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00", None),
        ("yesterday", None),
        (7, None),
        (None, None),
    ],
)
def test_when_an_access_rule_was_changed(value, expected):
    rules = estate(record(HUB_RULE, {"rights": ["Send"], "modifiedTime": value})).access_rules
    (found,) = (item for item in rules if not item.azure_default)
    if expected is None:
        assert unknown(found, "modified")
    else:
        assert found.modified == expected


@pytest.mark.parametrize(
    ("kind", "eligible"),
    [
        ("roleAssignments", False),
        ("roleAssignmentScheduleRequests", False),
        ("roleEligibilityScheduleRequests", True),
        ("roleEligibilityScheduleInstances", True),
    ],
)
def test_who_asks_for_a_role_gets_it(kind, eligible):
    id = f"{GROUP}/providers/Microsoft.Authorization/{kind}/r"
    asked = record(f"microsoft.authorization/{kind.lower()}", {"principalId": "p"}, id=id)
    (found,) = estate(record(NAMESPACE_TYPE), asked).role_grants
    assert (found.scope.text, found.principal, found.eligible) == (GROUP, "p", eligible)


def test_a_policy_of_roles_grants_nothing():
    id = f"{GROUP}/providers/Microsoft.Authorization/roleManagementPolicies/r"
    policy = record("microsoft.authorization/rolemanagementpolicies", {}, id=id)
    assert estate(record(NAMESPACE_TYPE), policy).role_grants == ()


@pytest.mark.parametrize(
    ("kind", "count"),
    [("AdminRemove", 0), ("SELFDEACTIVATE", 0), ("AdminAssign", 1), ("AdminUpdate", 1), (None, 1)],
)
def test_a_request_that_takes_a_role_away_grants_none(kind, count):
    id = f"{GROUP}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/r"
    properties = {"requestType": kind, "principalId": "p"}
    asked = record("microsoft.authorization/roleassignmentschedulerequests", properties, id=id)
    assert len(estate(record(NAMESPACE_TYPE), asked).role_grants) == count
