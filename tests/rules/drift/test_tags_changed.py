import pytest

from compared_estates import as_live, drifted, full, live_with
from factories import UNKNOWN, tags, verdict
from hubwarden.report import Outcome
from hubwarden.unknown import Unknown


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_with("namespaces", tags={name.upper(): value for name, value in tags().items()}),
            None,
            id="good: another letter case",
        ),
        pytest.param(
            live_with("namespaces", tags=tags(owner="team-b")),
            Outcome.FAIL,
            id="bad: another value",
        ),
        pytest.param(
            live_with("namespaces", tags=tags(costCentre="1")), Outcome.FAIL, id="bad: one more"
        ),
        pytest.param(live_with("namespaces", tags={}), Outcome.FAIL, id="bad: none"),
        pytest.param(
            live_with("namespaces", tags=UNKNOWN), Outcome.UNDETERMINED, id="unknown: all of them"
        ),
        pytest.param(
            live_with("namespaces", tags=tags(owner=Unknown("{owner}", "nobody told it"))),
            Outcome.UNDETERMINED,
            id="unknown: one value",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("tags-changed", given) is expected
