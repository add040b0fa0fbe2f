import pytest

from compared_estates import as_live, drifted, full, live_also, live_with
from factories import UNKNOWN, namespace_id, private_endpoint, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("namespaces", public_rights=frozenset({"listen"})),
            None,
            id="good: another letter case",
        ),
        pytest.param(live_with("namespaces", public_access=False), None, id="good: closed"),
        pytest.param(
            live_with("namespaces", public_rights=frozenset({"Listen", "Send"})),
            Outcome.FAIL,
            id="bad: one right more",
        ),
        pytest.param(
            live_with(
                "namespaces",
                ranges={"Send": frozenset({"203.0.113.0/24"})},
            ),
            Outcome.FAIL,
            id="bad: a range",
        ),
        pytest.param(
            live_also(
                "private_endpoints",
                private_endpoint(
                    id=ResourceId(f"{namespace_id()}/privateEndpointConnections/other")
                ),
            ),
            Outcome.FAIL,
            id="bad: a private endpoint",
        ),
        pytest.param(
            live_with("namespaces", public_rights=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the network rules",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("network-opened", given) is expected
