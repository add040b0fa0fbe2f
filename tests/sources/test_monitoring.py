"""Diagnostic settings, alerts and action groups, as records tell of them."""

from datetime import timedelta

import pytest
from records import (
    ALERT,
    DIAGNOSTICS,
    GRANT,
    GROUP,
    GROUP_TYPE,
    HUB,
    LOCK,
    PRESENT,
    SOURCE,
    UNKNOWN,
    WHY,
    estate,
    record,
    unknown,
)

from hubwarden.model.base import ResourceId
from hubwarden.unknown import Unknown

# -- diagnostic settings, alerts, action groups, locks, grants


def diagnostics(properties):
    (found,) = estate(record(DIAGNOSTICS, properties)).diagnostic_settings
    return found


CATEGORIES = {
    "a category": ([{"category": "OperationalLogs", "enabled": True}], {"OperationalLogs"}),
    "a group": ([{"categoryGroup": "allLogs", "enabled": True}], {"group:allLogs"}),
    "a flag as text": ([{"category": "OperationalLogs", "enabled": "True"}], {"OperationalLogs"}),
    "switched off": ([{"category": "OperationalLogs", "enabled": False}], set()),
    "none": ([], set()),
    "two": (
        [
            {"category": "A", "enabled": True},
            {"category": "B", "enabled": False},
            {"category": "C", "enabled": True},
        ],
        {"A", "C"},
    ),
}


@pytest.mark.parametrize("field", ["log_categories", "metric_categories"])
@pytest.mark.parametrize(("value", "categories"), CATEGORIES.values(), ids=CATEGORIES)
def test_categories_that_are_switched_on(field, value, categories):
    found = diagnostics({"logs": value, "metrics": value})
    assert getattr(found, field) == categories


@pytest.mark.parametrize(
    "value",
    [
        UNKNOWN,
        [UNKNOWN],
        [{"category": "A", "enabled": UNKNOWN}],
        [{"category": UNKNOWN, "enabled": True}],
        [{"category": "A"}],
        [{"enabled": True}],
        [{"category": "A", "enabled": 1}],
        ["A"],
        "A",
        {"A": True},
    ],
)
def test_categories_that_are_not_clear_are_unknown(value):
    found = diagnostics({"logs": value, "metrics": value})
    assert unknown(found, "log_categories")
    assert unknown(found, "metric_categories")


# A value, and whether there is one; None: not known.
GIVEN = [
    ("/subscriptions/s/w", True),
    ("", False),
    (None, False),
    (UNKNOWN, None),
    (PRESENT, True),
    (Unknown("/subscriptions/{s}/w", WHY), True),
]


@pytest.mark.parametrize(("value", "given"), GIVEN)
@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("workspaceId", "to_workspace"),
        ("storageAccountId", "to_storage"),
        ("eventHubAuthorizationRuleId", "to_event_hub"),
    ],
)
def test_where_the_data_goes(key, field, value, given):
    found = diagnostics({key: value})
    if given is None:
        assert unknown(found, field)
    else:
        assert getattr(found, field) is given


PARTLY = "/subscriptions/{subscription}/resourceGroups/g/x"


@pytest.mark.parametrize(
    ("value", "id"),
    [
        (HUB, ResourceId(HUB.lower())),
        (PARTLY, ResourceId(PARTLY, exact=False, source=SOURCE)),
        (Unknown(PARTLY, WHY), ResourceId(PARTLY, exact=False, source=SOURCE)),
        (UNKNOWN, None),
        (PRESENT, None),
        (None, None),
        (3, None),
        ([HUB], None),
    ],
)
def test_an_id_is_known_by_its_known_part(value, id):
    targets = [
        (diagnostics({"resourceUri": value}), "target"),
        (estate(record(LOCK, {"scope": value})).locks[0], "scope"),
        (estate(record(GRANT, {"roleDefinitionId": value})).role_grants[0], "role"),
    ]
    for found, field in targets:
        if id is None:
            assert unknown(found, field)
        else:
            assert getattr(found, field) == id
            assert getattr(found, field).exact is ("{" not in id.text)


def alert(properties):
    (found,) = estate(record(ALERT, properties)).alerts
    return found


def test_an_alert():
    found = alert(
        {
            "scopes": [HUB],
            "criteria": {"allOf": [{"metricName": "a"}, {"metricName": "b"}]},
            "actions": [{"actionGroupId": f"{GROUP}/a"}],
        }
    )
    assert found.scopes == (ResourceId(HUB),)
    assert found.metrics == ("a", "b")
    assert found.enabled is True
    assert found.action_groups == (ResourceId(f"{GROUP}/a"),)


@pytest.mark.parametrize(
    ("field", "properties"),
    [
        ("scopes", {"scopes": UNKNOWN}),
        ("scopes", {"scopes": [HUB, UNKNOWN]}),
        ("scopes", {"scopes": [3]}),
        ("scopes", {"scopes": 3}),
        ("criteria", {"criteria": UNKNOWN}),
        ("criteria", {"criteria": {"allOf": UNKNOWN}}),
        ("criteria", {"criteria": {"allOf": [{}, UNKNOWN]}}),
        ("criteria", {"criteria": {"allOf": ["a"]}}),
        ("criteria", {"criteria": {"allOf": {}}}),
        ("enabled", {"enabled": UNKNOWN}),
        ("enabled", {"enabled": "perhaps"}),
        ("enabled", {"enabled": 0}),
        ("action_groups", {"actions": UNKNOWN}),
        ("action_groups", {"actions": [UNKNOWN]}),
        ("action_groups", {"actions": [{"actionGroupId": UNKNOWN}]}),
        ("action_groups", {"actions": [{}]}),
        ("action_groups", {"actions": ["a"]}),
    ],
)
def test_an_alert_that_is_not_clear_is_unknown(field, properties):
    assert unknown(alert(properties), field)


DYNAMIC = "DynamicThresholdCriterion"
PERIODS = {"numberOfEvaluationPeriods": "4", "minFailingPeriodsToAlert": 2}
STATIC = {
    "criterionType": "StaticThresholdCriterion",
    "metricName": "a",
    "operator": "GreaterThan",
    "threshold": 5,
    "timeAggregation": "Total",
}


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({}, "metric", "a"),
        ({}, "metric_namespace", None),
        ({}, "threshold", 5),
        ({}, "operator", "GreaterThan"),
        ({}, "aggregation", "Total"),
        ({}, "by_dimension", False),
        ({"metricNamespace": "x"}, "metric_namespace", "x"),
        ({"dimensions": []}, "by_dimension", False),
        ({"dimensions": [{"name": "b"}]}, "by_dimension", True),
        ({"threshold": "7.5"}, "threshold", 7.5),
        ({"criterionType": None}, "threshold", 5),
        ({"criterionType": "dynamicThresholdCriterion", "threshold": None}, "threshold", None),
        ({"alertSensitivity": "Low"}, "sensitivity", None),
        ({"criterionType": DYNAMIC, "alertSensitivity": "Low"}, "sensitivity", "Low"),
        ({"criterionType": DYNAMIC, "failingPeriods": PERIODS}, "evaluated_periods", 4),
        ({"criterionType": DYNAMIC, "failingPeriods": PERIODS}, "failing_periods", 2),
    ],
)
def test_a_criterion(changed, field, value):
    (found,) = alert({"criteria": {"allOf": [{**STATIC, **changed}]}}).criteria
    assert getattr(found, field) == value


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"metricName": UNKNOWN}, "metric"),
        ({"metricName": None}, "metric"),
        ({"metricNamespace": UNKNOWN}, "metric_namespace"),
        ({"operator": None}, "operator"),
        ({"timeAggregation": UNKNOWN}, "aggregation"),
        ({"dimensions": UNKNOWN}, "by_dimension"),
        ({"dimensions": "a"}, "by_dimension"),
        ({"threshold": UNKNOWN}, "threshold"),
        ({"threshold": None}, "threshold"),
        ({"threshold": True}, "threshold"),
        ({"threshold": "many"}, "threshold"),
        ({"threshold": "nan"}, "threshold"),
        ({"criterionType": UNKNOWN}, "sensitivity"),
        ({"criterionType": DYNAMIC}, "sensitivity"),
        ({"criterionType": DYNAMIC, "alertSensitivity": UNKNOWN}, "sensitivity"),
        (
            {"criterionType": DYNAMIC, "failingPeriods": {"numberOfEvaluationPeriods": 4}},
            "failing_periods",
        ),
        ({"criterionType": DYNAMIC, "failingPeriods": UNKNOWN}, "evaluated_periods"),
        ({"threshold": 10**400}, "threshold"),
        ({"criterionType": UNKNOWN}, "threshold"),
    ],
)
def test_a_criterion_that_is_not_clear_is_unknown(changed, field):
    (found,) = alert({"criteria": {"allOf": [{**STATIC, **changed}]}}).criteria
    assert unknown(found, field)


def test_an_alert_without_criteria_watches_nothing():
    assert alert({}).metrics == ()


def test_an_alert_whose_scope_is_known_in_part():
    found = alert({"scopes": [Unknown("/subscriptions/{s}/hub", WHY), HUB]})
    partly = ResourceId("/subscriptions/{s}/hub", exact=False, source=SOURCE)
    assert found.scopes == (partly, ResourceId(HUB))
    assert [scope.exact for scope in found.scopes] == [False, True]


MAIL = {"name": "on call", "emailAddress": "on-call@lindenmarkt.example"}
HOOK = {"name": "page", "serviceUri": "https://pager.lindenmarkt.example/hook"}


def group(properties):
    (found,) = estate(record(GROUP_TYPE, properties)).action_groups
    return found


@pytest.mark.parametrize(
    ("properties", "receivers"),
    [
        ({}, 0),
        ({"emailReceivers": []}, 0),
        ({"emailReceivers": [MAIL, MAIL], "webhookReceivers": [HOOK]}, 3),
        ({"EmailReceivers": [MAIL], "laterReceivers": [{}]}, 2),
        ({"emailReceivers": [{}], "webhookReceivers": [{}, {"serviceUri": ""}]}, 0),
        ({"emailReceivers": [{"emailAddress": " "}, {"emailAddress": "TODO"}]}, 0),
        ({"emailReceivers": [{**MAIL, "status": "Disabled"}]}, 0),
        ({"webhookReceivers": [{"serviceUri": "http://localhost:8080/x"}]}, 0),
        ({"webhookReceivers": [{"serviceUri": "https://user@10.0.0.4:8443/hook"}]}, 0),
        ({"logicAppReceivers": [{"callbackUrl": "https://flows.internal/x"}]}, 0),
        ({"webhookReceivers": [{"serviceUri": "https://127.0.0.1/"}, {"serviceUri": "hook"}]}, 0),
        ({"smsReceivers": [{"countryCode": "49"}], "armRoleReceivers": [{"roleId": ""}]}, 0),
        ({"smsReceivers": [{"countryCode": "49", "phoneNumber": "1700000"}]}, 1),
        ({"emailReceivers": [{"emailAddress": PRESENT}]}, 1),
        ({"emailReceivers": [{"emailAddress": UNKNOWN}]}, None),
        ({"emailReceivers": UNKNOWN, "webhookReceivers": [HOOK]}, 1),
        ({"emailReceivers": UNKNOWN, "webhookReceivers": [{}]}, None),
        ({"emailReceivers": "me"}, None),
    ],
)
def test_receivers_are_counted(properties, receivers):
    found = group(properties)
    if receivers is None:
        assert unknown(found, "receivers")
    else:
        assert found.receivers == receivers


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        ({"severity": 0}, "severity", 0),
        ({"severity": "3"}, "severity", 3),
        ({"windowSize": "PT15M"}, "window", timedelta(minutes=15)),
        ({"windowSize": "P1D"}, "window", timedelta(days=1)),
        ({"evaluationFrequency": "PT1M"}, "frequency", timedelta(minutes=1)),
    ],
)
def test_how_an_alert_counts(value, field, expected):
    assert getattr(alert(value), field) == expected


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({}, "severity"),
        ({"severity": True}, "severity"),
        ({"severity": UNKNOWN}, "severity"),
        ({"windowSize": 15}, "window"),
        ({"windowSize": "a while"}, "window"),
        ({"evaluationFrequency": UNKNOWN}, "frequency"),
    ],
)
def test_how_an_alert_counts_is_not_known(value, field):
    assert unknown(alert(value), field)


def test_what_an_alert_leaves_out_is_not_declared():
    assert {"severity", "window", "frequency"} <= alert({}).undeclared
