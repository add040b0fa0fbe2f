import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_also, live_with
from factories import UNKNOWN, group_id, role_grant, verdict
from hubwarden.model.base import ResourceId
from hubwarden.model.roles import Permission
from hubwarden.report import Outcome


def grant(scope):
    """Return one more assignment, on a scope."""
    id = ResourceId(f"{scope}/providers/Microsoft.Authorization/roleAssignments/more")
    return role_grant(scope=scope, id=id)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_also("role_grants", grant(group_id("elsewhere"))),
            None,
            id="good: in another group",
        ),
        pytest.param(
            live_also("role_grants", grant(group_id())), Outcome.FAIL, id="bad: on the group"
        ),
        pytest.param(
            live_with("role_grants", principal="somebody else"),
            Outcome.FAIL,
            id="bad: another principal",
        ),
        pytest.param(
            live_with("role_definitions", permissions=(Permission(("*",), ()),)),
            Outcome.FAIL,
            id="bad: a role may do more",
        ),
        pytest.param(
            live_with("role_definitions", permissions=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: what a role may do",
        ),
        pytest.param(
            live_also("role_grants", grant(group_id()), gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is declared was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("role-granted", given) is expected
