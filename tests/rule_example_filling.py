"""Fills the example on a rule's page in with what it does not show: everything that complies."""

import json
import re
from typing import Any

from hubwarden.api_versions import NEWEST
from hubwarden.facts import CONCERNS, metrics_for

HUBS = "Microsoft.NotificationHubs/namespaces"
HUB = f"{HUBS}/notificationHubs"
ALERTS = "Microsoft.Insights/metricAlerts"
GROUP = "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"
LOGS = "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]"
METRICS = "[resourceId('Microsoft.OperationalInsights/workspaces', 'shop')]"


def completed(text: str, resource: Any) -> str:
    """Fill a resource in with what it does not show, on the lines that it has."""
    kind, name = resource["type"], resource.get("name", "")
    whole = {"apiVersion": NEWEST} if kind.startswith("Microsoft.NotificationHubs/") else {}
    if kind in (HUBS, HUB):
        whole = _namespace(name) if kind == HUBS else _hub(name)
    lacking = {key: value for key, value in whole.items() if key not in resource}
    # Its name stands in no other resource.
    at = text.index(f'"name": "{name}"')
    own = resource.get("properties")
    if own is not None:
        missing = {k: v for k, v in whole.get("properties", {}).items() if k not in own}
        start = text.index('"properties": {', at) + len('"properties": {')
        comma = "," if missing and own else ""
        text = f"{text[:start]}{_members(missing)}{comma}{text[start:]}"
    return f"{text[:at]}{_members(lacking)}{',' if lacking else ''}{text[at:]}"


def _members(values: dict[str, Any]) -> str:
    return json.dumps(values)[1:-1]


def with_resources(text: str, further: list[dict[str, Any]]) -> str:
    added = "".join(f"{json.dumps(item)}, " for item in further)
    if not re.search(r'"resources": \[', text):
        return f'"resources": [{added}],\n{text}'
    head, between, tail = re.split(r'("resources": \[)', text, maxsplit=1)
    return f"{head}{between}{added}{tail}"


def _hubs_in(resources: list[dict[str, Any]]) -> set[str]:
    return {item["name"] for item in resources if item["type"] == HUB}


def missing_resources(
    own: list[dict[str, Any]], beside: list[dict[str, Any]], *, sides: bool
) -> list[dict[str, Any]]:
    """Return what an example lacks: its namespaces and hubs, and all else of kinds that it does not show.

    Where the two are the ``sides`` of one difference, what stands around hubs is around those of both.
    """
    hubs = _hubs_in(own) or {"shop-ns/shop"}
    namespaces = {item["name"] for item in own if item["type"] == HUBS}
    namespaces |= {name.partition("/")[0] for name in hubs}
    wanted = [_GROUP, *map(_namespace, namespaces), *map(_hub, hubs)]
    wanted += [item for name in namespaces for item in _around_namespace(name)]
    # Alerts on a hub stay when it goes.
    wanted += [
        item
        for name in sorted(hubs | (_hubs_in(beside) if sides else set()))
        for item in _around_hub(name)
    ]
    named = {(item["type"], item["name"]) for item in own}
    kinds = {item["type"].lower() for item in [*own, *beside]} - {
        HUBS.lower(),
        HUB.lower(),
        ALERTS.lower(),
    }
    return [
        item
        for item in wanted
        if (item["type"], item["name"]) not in named and item["type"].lower() not in kinds
    ]


def _namespace(name: str) -> dict[str, Any]:
    environment = "sandbox" if "test" in name else "production"
    return {
        "type": HUBS,
        "apiVersion": NEWEST,
        "name": name,
        "location": "northeurope",
        "tags": {"application": "shop", "environment": environment, "owner": "team-a"},
        "sku": {"name": "Standard"},
        "properties": {
            "publicNetworkAccess": "Enabled",
            "zoneRedundancy": "Enabled",
            "replicationRegion": "Default",
            "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}},
        },
    }


def _hub(name: str) -> dict[str, Any]:
    return {
        "type": HUB,
        "apiVersion": NEWEST,
        "name": name,
        "location": "northeurope",
        "properties": {"registrationTtl": "90.00:00:00"},
    }


def _around_namespace(name: str) -> list[dict[str, Any]]:
    scope = f"[resourceId('{HUBS}', '{name}')]"
    logs = [{"category": "OperationalLogs", "enabled": True}]
    lock = {
        "type": "Microsoft.Authorization/locks",
        "apiVersion": "2020-05-01",
        "name": f"keep-{name}",
        "scope": scope,
        "properties": {"level": "CanNotDelete"},
    }
    return [lock, _setting(f"logs-{name}", scope, storageAccountId=LOGS, logs=logs)]


def _around_hub(name: str) -> list[dict[str, Any]]:
    scope = "[resourceId('{}', '{}', '{}')]".format(HUB, *name.split("/"))
    metrics = [{"category": "AllMetrics", "enabled": True}]
    platforms = ("apns", "fcm_v1", "wns")
    watched = [metric for concern in CONCERNS for metric in metrics_for(concern, platforms)]
    return [
        _setting(f"metrics-{name.replace('/', '-')}", scope, workspaceId=METRICS, metrics=metrics),
        *(_alert(f"{name.replace('/', '-')}-{metric}", metric, scope) for metric in watched),
    ]


def _alert(name: str, metric: str, scope: str) -> dict[str, Any]:
    criterion = {
        "name": "it",
        "criterionType": "StaticThresholdCriterion",
        "metricName": metric,
        "operator": "GreaterThan",
        "threshold": 0,
        "timeAggregation": "Total",
    }
    return {
        "type": "Microsoft.Insights/metricAlerts",
        "apiVersion": "2018-03-01",
        "name": name,
        "location": "global",
        "properties": {
            "enabled": True,
            "severity": 1,
            "scopes": [scope],
            "windowSize": "PT15M",
            "evaluationFrequency": "PT5M",
            "criteria": {
                "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                "allOf": [criterion],
            },
            "actions": [{"actionGroupId": GROUP}],
        },
    }


def _setting(name: str, scope: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Insights/diagnosticSettings",
        "apiVersion": "2021-05-01-preview",
        "name": name,
        "scope": scope,
        "properties": properties,
    }


_GROUP = {
    "type": "Microsoft.Insights/actionGroups",
    "apiVersion": "2023-01-01",
    "name": "on-call",
    "location": "global",
    "properties": {
        "enabled": True,
        "groupShortName": "on-call",
        "emailReceivers": [{"name": "team", "emailAddress": "push@example.com"}],
    },
}
