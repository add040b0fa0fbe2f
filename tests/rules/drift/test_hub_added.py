import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_also
from factories import group_id, hub, hub_id, namespace, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_also(
                "hubs",
                hub(
                    id=ResourceId(
                        "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/other/notificationHubs/h"
                    )
                ),
            ),
            None,
            id="good: in a namespace that is not declared",
        ),
        pytest.param(
            live_also("hubs", hub(id=ResourceId(f"{hub_id()}-new"))), Outcome.FAIL, id="bad: a hub"
        ),
        pytest.param(
            live_also(
                "namespaces",
                namespace(
                    id=ResourceId(
                        f"{group_id()}/providers/Microsoft.NotificationHubs/namespaces/new"
                    )
                ),
            ),
            Outcome.FAIL,
            id="bad: a namespace in a declared group",
        ),
        pytest.param(
            live_also("hubs", hub(id=ResourceId(f"{hub_id()}-new")), gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is declared was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("hub-added", given) is expected
