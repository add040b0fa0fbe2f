import pytest
from records import WHY, estate, record

from hubwarden.unknown import Unknown

TYPE = "microsoft.alertsmanagement/actionrules"
SCOPE = "/subscriptions/s/resourceGroups/g"
REMOVE = [{"actionType": "RemoveAllActionGroups"}]


def read(properties):
    (found,) = estate(record(TYPE, properties)).processing_rules
    return found


@pytest.mark.parametrize("nested", [False, True], ids=["flat", "as azure-native has it"])
def test_a_rule_that_silences_all(nested):
    inner = {"scopes": [SCOPE], "actions": REMOVE}
    found = read({"properties": inner} if nested else inner)
    assert [scope.text for scope in found.scopes] == [SCOPE]
    assert (found.enabled, found.silences, found.conditional) == (True, True, False)
    assert (found.until, found.at_times) == (None, False)


def test_the_form_of_2019():
    scope = {"scopeType": "ResourceGroup", "values": [SCOPE]}
    always = {"recurrenceType": "Always"}
    properties = {"type": "Suppression", "scope": scope, "suppressionConfig": always}
    found = read(properties | {"status": "Enabled"})
    assert (found.enabled, found.silences, found.at_times) == (True, True, False)
    assert not read(properties | {"status": "Disabled"}).enabled
    assert read(properties | {"suppressionConfig": {"recurrenceType": "Weekly"}}).at_times
    assert not read(properties | {"type": "ActionGroup"}).silences


@pytest.mark.parametrize(
    ("recurrences", "at_times"),
    [
        ([], False),
        ([{"recurrenceType": "Daily", "startTime": "22:00:00", "endTime": "23:00:00"}], True),
        ([{"recurrenceType": "Weekly", "daysOfWeek": ["Sunday"]}], True),
        ([{"recurrenceType": "Daily"}], False),
        ([{"recurrenceType": "Daily", "startTime": "00:00:00", "endTime": "23:59:59"}], False),
        (
            [
                {"recurrenceType": "Weekly", "daysOfWeek": ["Sunday"]},
                {"recurrenceType": "Daily", "startTime": "00:00"},
            ],
            False,
        ),
    ],
)
def test_what_leaves_no_hour_out_is_always(recurrences, at_times):
    schedule = {"effectiveFrom": "2026-01-01T00:00:00", "recurrences": recurrences}
    found = read({"scopes": [SCOPE], "actions": REMOVE, "schedule": schedule})
    assert found.at_times is at_times


@pytest.mark.parametrize("field", ["enabled", "scopes", "actions", "conditions"])
def test_what_is_not_known_stays_so(field):
    properties = {"scopes": [SCOPE], "actions": REMOVE, field: Unknown("{x}", WHY)}
    assert read(properties).unknown == {
        {"actions": "silences", "conditions": "conditional"}.get(field, field): WHY
    }


GROUPS = Unknown("/subscriptions/{subscription().subscriptionId}/actionGroups/a", WHY)


@pytest.mark.parametrize(
    ("actions", "silences"),
    [
        ([{"actionType": "AddActionGroups", "actionGroupIds": [GROUPS]}], False),
        ([{"actionType": "AddActionGroups", "actionGroupIds": GROUPS}], False),
        ([{"actionType": "AddActionGroups", "actionGroupIds": [GROUPS]}, *REMOVE], True),
        ([Unknown("{parameters('action')}", WHY), *REMOVE], True),
    ],
)
def test_only_the_kind_of_an_action_decides(actions, silences):
    assert read({"scopes": [SCOPE], "actions": actions}).silences is silences


@pytest.mark.parametrize("kind", [Unknown("{parameters('kind')}", WHY), 3, None])
def test_an_action_of_an_open_kind_may_silence(kind):
    found = read({"scopes": [SCOPE], "actions": [{"actionType": kind}]})
    assert "silences" in found.unknown
