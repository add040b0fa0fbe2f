import pytest

from compared_estates import as_live, drifted, full, live_with, live_without
from factories import verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("namespaces", public_rights=frozenset({"Listen", "Send"})),
            None,
            id="good: opened, which another rule judges",
        ),
        pytest.param(live_with("namespaces", public_access=False), Outcome.FAIL, id="bad: closed"),
        pytest.param(
            live_with("namespaces", public_rights=frozenset()),
            Outcome.FAIL,
            id="bad: no right for devices",
        ),
        pytest.param(
            live_with("private_endpoints", status="Rejected"),
            Outcome.FAIL,
            id="bad: a private endpoint is rejected",
        ),
        pytest.param(
            live_without("private_endpoints"), Outcome.FAIL, id="bad: a private endpoint is gone"
        ),
        pytest.param(
            live_without("private_endpoints", complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the live source does not tell all of them",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("network-closed", given) is expected
