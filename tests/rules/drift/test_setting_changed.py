from datetime import timedelta

import pytest

from compared_estates import as_live, drifted, full, live_with
from factories import UNKNOWN, namespace_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("namespaces", region="NorthEurope"), None, id="good: another letter case"
        ),
        pytest.param(
            live_with("hubs", registration_ttl=timedelta(days=1)),
            Outcome.FAIL,
            id="bad: registrations end sooner",
        ),
        pytest.param(
            live_with("hubs", registration_ttl=None),
            Outcome.FAIL,
            id="bad: registrations never end",
        ),
        pytest.param(
            live_with("namespaces", zone_redundant=False), Outcome.FAIL, id="bad: no zones"
        ),
        pytest.param(
            live_with(
                "namespaces", id=ResourceId(str(namespace_id()).replace("push_prod", "moved"))
            ),
            Outcome.FAIL,
            id="bad: in another group",
        ),
        pytest.param(
            live_with("hubs", registration_ttl=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the time to live",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("setting-changed", given) is expected
