"""Roles and who has them, as records tell it."""

from records import GRANT, GROUP, NAMESPACE_TYPE, estate, record, unknown

from hubwarden.model.roles import key_actions

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
    assert len(key_actions(found.permissions)) == 3


def test_what_a_role_may_do_may_be_unknown():
    assert unknown(role({}), "permissions")
    assert unknown(role({"permissions": "x"}), "permissions")
