"""What watches over namespaces and hubs, as bodies of Resource Manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from hubwarden.commands.demonstration.told_fields import Notes, Sent
from hubwarden.model.base import value_or_none
from hubwarden.model.estate import Estate
from hubwarden.model.resources import (
    ActionGroup,
    Alert,
    Criterion,
    DiagnosticSetting,
    ProcessingRule,
)

_REGION: Final = "northeurope"
_ACCOUNTS: Final = "/microsoft.storage/storageaccounts/"
_ADDRESS: Final = "nobody@example.com"
_OFTEN: Final = timedelta(minutes=5)
_WINDOW: Final = timedelta(minutes=15)


def places(estate: Estate, notes: Notes) -> Iterator[Sent]:
    """Yield where logs go to and whom alerts notify: what has to be there first."""
    yield from _stores(estate, notes)
    yield from (_action_group(item, notes) for item in estate.action_groups)
    told = {group.id for group in estate.action_groups}
    named = [
        group for alert in estate.alerts for group in value_or_none(alert, "action_groups") or ()
    ]
    for group in dict.fromkeys(named):
        if group not in told:
            notes.made_up["action groups that no source tells of"] += 1
            yield _group_of(notes.id(group), receivers=1)


def watching(estate: Estate, notes: Notes) -> Iterator[Sent]:
    """Yield diagnostic settings, alerts and processing rules."""
    yield from (_setting(item, notes) for item in estate.diagnostic_settings)
    yield from (_alert(item, notes) for item in estate.alerts)
    yield from (_processing_rule(item, notes) for item in estate.processing_rules)


def _stores(estate: Estate, notes: Notes) -> Iterator[Sent]:
    """Yield the places that logs are kept in: of an account several say a part."""
    found: dict[str, Sent] = {}
    policies: dict[str, Sent] = {}
    for setting in estate.diagnostic_settings:
        for field in ("workspace", "storage"):
            place = value_or_none(setting, field)
            if place is not None and place not in {store.store for store in estate.log_stores}:
                notes.made_up["places that logs go to and no source tells of"] += 1
                id = notes.id(place)
                found[id.lower()] = _store(id)
    for store in estate.log_stores:
        id = notes.id(store.store)
        if notes.value(store, "of_table", instead=False):
            notes.left_out["tables of workspaces"] += 1
            continue
        days = notes.optional(store, "days")
        found[id.lower()] = _store(id, days)
        if days is not None and _ACCOUNTS in id.lower():
            policy = f"{id}/managementPolicies/default"
            policies[id.lower()] = (policy, "2023-05-01", _deletion(days))
    yield from found.values()
    yield from policies.values()


def _store(id: str, days: float | None = None) -> Sent:
    """Return a storage account, or a workspace that keeps data for some days."""
    if _ACCOUNTS in id.lower():
        sku = {"name": "Standard_LRS"}
        account = {"location": _REGION, "kind": "StorageV2", "sku": sku, "properties": {}}
        return id, "2023-05-01", account
    properties = {} if days is None else {"retentionInDays": int(days)}
    return id, "2023-09-01", {"location": _REGION, "properties": properties}


def _deletion(days: float) -> dict[str, Any]:
    ends = {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": days}}}
    rule = {
        "name": "logs",
        "enabled": True,
        "type": "Lifecycle",
        "definition": {"actions": ends, "filters": {"blobTypes": ["appendBlob"]}},
    }
    return {"properties": {"policy": {"rules": [rule]}}}


def _action_group(group: ActionGroup, notes: Notes) -> Sent:
    for _ in notes.optional(group, "unreachable") or ():
        notes.left_out["receivers that cannot be reached"] += 1
    return _group_of(
        notes.id(group.id),
        receivers=notes.value(group, "receivers", 1),
        enabled=notes.value(group, "enabled", instead=True),
    )


def _group_of(id: str, *, receivers: int, enabled: bool = True) -> Sent:
    properties = {
        "groupShortName": id.rpartition("/")[2][:12],
        "enabled": enabled,
        "emailReceivers": [
            {"name": f"receiver {number}", "emailAddress": _ADDRESS} for number in range(receivers)
        ],
    }
    return id, "2023-01-01", {"location": "global", "properties": properties}


def _setting(setting: DiagnosticSetting, notes: Notes) -> Sent:
    def switched_on(names: Iterable[str] | None) -> list[dict[str, Any]]:
        return [
            {"enabled": True, "categoryGroup": name.removeprefix("group:")}
            if name.startswith("group:")
            else {"enabled": True, "category": name}
            for name in sorted(names or ())
        ]

    properties: dict[str, Any] = {
        "logs": switched_on(notes.optional(setting, "log_categories")),
        "metrics": switched_on(notes.optional(setting, "metric_categories")),
    }
    id = notes.id(setting.id)
    group = "/".join(id.split("/")[:5])
    for field, member in (("workspace", "workspaceId"), ("storage", "storageAccountId")):
        if (place := notes.optional(setting, field)) is not None:
            properties[member] = notes.id(place)
    if notes.optional(setting, "to_event_hub"):
        notes.made_up["event hubs that logs go to"] += 1
        properties["eventHubAuthorizationRuleId"] = (
            f"{group}/providers/Microsoft.EventHub/namespaces/logs/authorizationRules/send"
        )
    return id, "2021-05-01-preview", {"properties": properties}


def _alert(alert: Alert, notes: Notes) -> Sent:
    criteria = notes.optional(alert, "criteria") or ()
    groups = notes.optional(alert, "action_groups") or ()
    properties = {
        "enabled": notes.value(alert, "enabled", instead=True),
        "scopes": [notes.id(scope) for scope in notes.optional(alert, "scopes") or ()],
        "severity": int(notes.value(alert, "severity", 2)),
        "evaluationFrequency": _iso(notes.value(alert, "frequency", _OFTEN)),
        "windowSize": _iso(notes.value(alert, "window", _WINDOW)),
        "criteria": {
            "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
            "allOf": [_criterion(item, number, notes) for number, item in enumerate(criteria)],
        },
        "actions": [{"actionGroupId": notes.id(group)} for group in groups],
    }
    return notes.id(alert.id), "2018-03-01", {"location": "global", "properties": properties}


def _iso(length: timedelta) -> str:
    """Return a duration as ISO 8601 writes it."""
    seconds = int(length.total_seconds())
    for size, form in ((86_400, "P{}D"), (3_600, "PT{}H"), (60, "PT{}M")):
        if seconds and seconds % size == 0:
            return form.format(seconds // size)
    return f"PT{seconds}S"


def _criterion(item: Criterion, number: int, notes: Notes) -> dict[str, Any]:
    threshold = notes.value(item, "threshold", 0.0)
    body: dict[str, Any] = {
        "name": f"criterion {number}",
        "metricName": notes.value(item, "metric", "outgoing.allpns.pnserror"),
        "operator": notes.value(item, "operator", "GreaterThan"),
        "timeAggregation": notes.value(item, "aggregation", "Total"),
        "criterionType": "StaticThresholdCriterion",
        "threshold": threshold,
    }
    if (namespace := notes.optional(item, "metric_namespace")) is not None:
        body["metricNamespace"] = namespace
    if threshold is None:
        del body["threshold"]
        body |= {
            "criterionType": "DynamicThresholdCriterion",
            "alertSensitivity": notes.value(item, "sensitivity", "Medium"),
            "failingPeriods": {
                "numberOfEvaluationPeriods": int(notes.value(item, "evaluated_periods", 4)),
                "minFailingPeriodsToAlert": int(notes.value(item, "failing_periods", 4)),
            },
        }
        if (since := notes.optional(item, "learns_from")) is not None:
            body["ignoreDataBefore"] = since.isoformat()
    if notes.optional(item, "by_dimension"):
        notes.made_up["dimensions of an alert"] += 1
        body["dimensions"] = [{"name": "dimension", "operator": "Include", "values": ["value"]}]
    return body


def _processing_rule(rule: ProcessingRule, notes: Notes) -> Sent:
    silences = notes.value(rule, "silences", instead=True)
    actions = {"actionType": "RemoveAllActionGroups" if silences else "AddActionGroups"}
    properties: dict[str, Any] = {
        "scopes": [notes.id(scope) for scope in notes.optional(rule, "scopes") or ()],
        "enabled": notes.value(rule, "enabled", instead=True),
        "actions": [actions if silences else {**actions, "actionGroupIds": []}],
    }
    if notes.optional(rule, "conditional"):
        notes.made_up["conditions of a processing rule"] += 1
        condition = {"field": "Severity", "operator": "Equals", "values": ["Sev4"]}
        properties["conditions"] = [condition]
    schedule: dict[str, Any] = {}
    if (until := notes.optional(rule, "until")) is not None:
        schedule["effectiveUntil"] = until.isoformat()
    if notes.optional(rule, "at_times"):
        notes.made_up["hours of a processing rule"] += 1
        hours = {"startTime": "22:00:00", "endTime": "23:00:00"}
        schedule["recurrences"] = [{"recurrenceType": "Daily", **hours}]
    if schedule:
        properties["schedule"] = schedule
    return notes.id(rule.id), "2021-08-08", {"location": "Global", "properties": properties}
