from dataclasses import replace

import pytest

from factories import UNKNOWN, action_group, alert, estate, insights_id, results, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome

BOTH = (insights_id("actionGroups", "on-call"), insights_id("actionGroups", "office"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(alerts=[alert()]), Outcome.PASS, id="good: somebody is notified"),
        pytest.param(
            estate(
                alerts=[alert(action_groups=BOTH)],
                action_groups=[action_group(enabled=False), action_group(name="office")],
            ),
            Outcome.PASS,
            id="good: one of two groups works",
        ),
        pytest.param(
            estate(alerts=[alert(action_groups=BOTH)]),
            Outcome.PASS,
            id="good: one of two groups works and the other is not declared",
        ),
        pytest.param(estate(alerts=[alert(action_groups=())]), Outcome.FAIL, id="bad: no group"),
        pytest.param(
            estate(alerts=[alert()], action_groups=[action_group(enabled=False)]),
            Outcome.FAIL,
            id="bad: a group that is disabled",
        ),
        pytest.param(
            estate(alerts=[alert()], action_groups=[action_group(receivers=0)]),
            Outcome.FAIL,
            id="bad: a group without a receiver",
        ),
        pytest.param(
            estate(
                alerts=[alert(action_groups=BOTH)],
                action_groups=[
                    action_group(enabled=False),
                    action_group(name="office", receivers=0),
                ],
            ),
            Outcome.FAIL,
            id="bad: receivers in one group, enabled the other",
        ),
        pytest.param(
            estate(alerts=[alert(action_groups=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the groups of the alert",
        ),
        pytest.param(
            estate(alerts=[alert()], action_groups=[]),
            Outcome.UNDETERMINED,
            id="unknown: a group that no source declares",
        ),
        pytest.param(
            estate(alerts=[alert()], action_groups=[action_group(enabled=UNKNOWN, receivers=0)]),
            Outcome.FAIL,
            id="bad: an action group without receivers, enabled or not",
        ),
        pytest.param(
            estate(alerts=[alert()], action_groups=[action_group(enabled=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: whether the group is enabled",
        ),
        pytest.param(
            estate(alerts=[alert()], action_groups=[action_group(receivers=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the receivers",
        ),
        pytest.param(
            estate(alerts=[alert(action_groups=(), scopes=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the scopes",
        ),
        pytest.param(
            estate(alerts=[alert(metric="Http5xx", action_groups=())]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a metric of another service",
        ),
        pytest.param(
            estate(alerts=[alert(action_groups=(), metrics=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: its metrics",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(
                        action_groups=(),
                        scopes=(ResourceId("/subscriptions/s/providers/Microsoft.Web/sites/shop"),),
                    )
                ]
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it watches something else",
        ),
        pytest.param(
            estate(
                alerts=[alert()],
                action_groups=[],
                provided_elsewhere={("program:prod", "action_groups"): "by the platform team"},
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: provided elsewhere",
        ),
    ],
)
def test_alert_without_action_group(given, expected):
    assert verdict("alert-without-action-group", given) is expected


@pytest.mark.parametrize("groups", [BOTH, BOTH[::-1]])
def test_what_is_not_known_outweighs_what_is_provided_elsewhere(groups):
    given = estate(
        alerts=[alert(action_groups=groups)],
        action_groups=[action_group(enabled=UNKNOWN)],
        provided_elsewhere={("program:prod", "action_groups"): "by the platform team"},
    )
    (found,) = results("alert-without-action-group", given)
    assert (found.outcome, found.field) == (Outcome.UNDETERMINED, "ActionGroup.enabled")


def live(**fields):
    """Return an estate as it is read from Azure, where what is not there does not exist."""
    given = estate(**fields)
    return replace(given, sources=tuple(replace(item, asked_as="us") for item in given.sources))


NOT_REACHED = "its action groups do not exist, are disabled or have no receiver that can be reached"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (live(alerts=[alert(action_groups=())], action_groups=[]), "it has no action group"),
        (live(alerts=[alert()], action_groups=[action_group(enabled=False)]), NOT_REACHED),
        (live(alerts=[alert()], action_groups=[]), f"{NOT_REACHED}: on-call: it does not exist"),
        (
            live(
                alerts=[alert(action_groups=BOTH)],
                action_groups=[
                    action_group(receivers=0, unreachable=("push is off", "no e-mail")),
                    action_group(name="office", receivers=0, unreachable=("SMS is off",)),
                ],
            ),
            f"{NOT_REACHED}: on-call: push is off; on-call: no e-mail; office: SMS is off",
        ),
    ],
)
def test_why_nobody_is_reached_is_told(given, message):
    (found,) = results("alert-without-action-group", given)
    assert (found.message, found.field) == (message, "action_groups")
