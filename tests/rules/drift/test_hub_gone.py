import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_also, live_without
from factories import hub, hub_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_also("hubs", hub(id=ResourceId(f"{hub_id()}-new"))), None, id="good: one more"
        ),
        pytest.param(live_without("hubs"), Outcome.FAIL, id="bad: the hubs"),
        pytest.param(live_without("namespaces"), Outcome.FAIL, id="bad: the namespace"),
        pytest.param(
            live_without("hubs", gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is live was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("hub-gone", given) is expected
