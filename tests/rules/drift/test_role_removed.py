import pytest

from compared_estates import as_live, drifted, full, live_with, live_without
from factories import verdict
from hubwarden.model.roles import Permission
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(live_without("role_grants"), Outcome.FAIL, id="bad: the assignment is gone"),
        pytest.param(
            live_with("role_definitions", permissions=(Permission((), ("Microsoft.Web/*",)),)),
            Outcome.FAIL,
            id="bad: a role may do less",
        ),
        pytest.param(
            live_without("role_grants", complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the live source does not tell all of them",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("role-removed", given) is expected
