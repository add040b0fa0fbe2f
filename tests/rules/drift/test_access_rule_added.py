import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_also
from factories import access_rule, default_rule, hub_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome

ELSEWHERE = ResourceId(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/other"
    "/notificationHubs/hub/authorizationRules/own"
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(
            live_also("access_rules", access_rule(id=ELSEWHERE)),
            None,
            id="good: in a namespace that is not declared",
        ),
        pytest.param(
            live_also(
                "access_rules",
                default_rule(
                    name="DefaultListenSharedAccessSignature", rights=frozenset({"Listen"})
                ),
            ),
            None,
            id="good: Azure makes it",
        ),
        pytest.param(
            live_also("access_rules", access_rule(name="backdoor")),
            Outcome.FAIL,
            id="bad: on a hub",
        ),
        pytest.param(
            live_also("access_rules", access_rule(name="backdoor", on_namespace=True)),
            Outcome.FAIL,
            id="bad: on the namespace",
        ),
        pytest.param(
            live_also(
                "access_rules", access_rule(name="backdoor", scope=ResourceId(f"{hub_id()}-new"))
            ),
            Outcome.FAIL,
            id="bad: on a hub that is not declared either",
        ),
        pytest.param(
            live_also("access_rules", access_rule(name="backdoor"), gaps=[UNREAD]),
            Outcome.UNDETERMINED,
            id="unknown: not all that is declared was read",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("access-rule-added", given) is expected
