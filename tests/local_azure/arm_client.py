"""A small client of the stand-in, and the bodies that the tests send."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-00000000000a"
OTHER_SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-00000000000b"
GROUP = f"{SUBSCRIPTION}/resourceGroups/Shop-rg"
PUSH = "providers/Microsoft.NotificationHubs/namespaces"
NAMESPACE = f"{GROUP}/{PUSH}/shop-ns"
HUB = f"{NAMESPACE}/notificationHubs/Shop-Hub"
RULE = f"{HUB}/authorizationRules/backend"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/shop-kv"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/shop-log"
STORAGE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/shoplogs"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-app"
INSIGHTS = f"{GROUP}/providers/Microsoft.Insights"
LOCK = "providers/Microsoft.Authorization/locks"
ASSIGNMENT = "providers/Microsoft.Authorization/roleAssignments"
SETTING = "providers/Microsoft.Insights/diagnosticSettings"
DELETED_VAULTS = f"{SUBSCRIPTION}/providers/Microsoft.KeyVault/deletedVaults"

NEWEST = "2023-10-01-preview"
VERSIONS = {
    "resourcegroups": "2024-03-01",
    "microsoft.notificationhubs": NEWEST,
    "microsoft.keyvault": "2024-11-01",
    "microsoft.operationalinsights": "2023-09-01",
    "microsoft.storage": "2024-01-01",
    "microsoft.managedidentity": "2023-01-31",
    "diagnosticsettings": "2021-05-01-preview",
    "actiongroups": "2024-10-01-preview",
    "metricalerts": "2018-03-01",
    "scheduledqueryrules": "2025-01-01-preview",
    "activitylogalerts": "2020-10-01",
    "locks": "2020-05-01",
    "roleassignments": "2022-04-01",
    "roledefinitions": "2022-04-01",
    "denyassignments": "2022-04-01",
    "roleeligibilityscheduleinstances": "2020-10-01",
    "privateendpoints": "2024-05-01",
    "actionrules": "2021-08-08",
    "eventtypes": "2015-04-01",
}

APNS = {"endpoint": "https://push", "token": "apns", "keyId": "K", "appId": "T", "appName": "app"}
FCM = {"clientEmail": "push@shop", "privateKey": "key", "projectId": "shop"}
PRINCIPAL = "00000000-0000-0000-0000-0000000000bb"
ROLE = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{PRINCIPAL[:-2]}cc"


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str]
    text: str

    @property
    def code(self) -> str:
        return self.body["error"]["code"]

    @property
    def message(self) -> str:
        return self.body["error"]["message"]


def version_of(path: str) -> str:
    """Return the usual api-version of what a path ends with."""
    parts = [part.lower() for part in path.split("/")]
    for part in reversed(parts):
        if part in VERSIONS:
            return VERSIONS[part]
    return "2024-03-01"


ANYBODY = "any"  # Names nobody, so that it is the administrator's.


class Arm:
    """Talks to one server over one connection."""

    def __init__(self, url: str, token: str = ANYBODY) -> None:
        self.url = url
        self._token = token
        place = urlsplit(url)
        self._connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)

    def close(self) -> None:
        self._connection.close()

    def send(self, method: str, target: str, body: bytes | None = None, **headers: str) -> Reply:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Authorization": f"Bearer {self._token}", **headers}
        self._connection.request(method, target, body=body, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        return Reply(answer.status, json.loads(text) if text else None, dict(answer.headers), text)

    def call(
        self, method: str, path: str, body: Any = None, version: str | None = None, **headers: str
    ) -> Reply:
        raw = None if body is None else json.dumps(body).encode()
        target = path.removeprefix(self.url)
        if "?" not in target:
            target += f"?api-version={version or version_of(path)}"
        elif "api-version" not in target:
            target += f"&api-version={version or version_of(path.partition('?')[0])}"
        return self.send(method, target, raw, **headers)

    def get(self, path: str, version: str | None = None) -> Reply:
        return self.call("GET", path, version=version)

    def put(self, path: str, body: Any, version: str | None = None) -> Reply:
        return self.call("PUT", path, body, version)

    def patch(self, path: str, body: Any, version: str | None = None) -> Reply:
        return self.call("PATCH", path, body, version)

    def post(self, path: str, body: Any = None, version: str | None = None) -> Reply:
        return self.call("POST", path, body, version)

    def delete(self, path: str, version: str | None = None) -> Reply:
        return self.call("DELETE", path, version=version)

    def made(self, path: str, body: Any, version: str | None = None) -> Any:
        reply = self.put(path, body, version)
        assert reply.status in {200, 201}, reply.text
        return reply.body


def namespace(**properties: Any) -> dict[str, Any]:
    return {"location": "westeurope", "sku": {"name": "Standard"}, "properties": properties}


def hub(**credentials: Any) -> dict[str, Any]:
    properties = {
        f"{name}Credential": value if value is None else {"properties": value}
        for name, value in credentials.items()
    }
    return {"location": "westeurope", "properties": properties}


def rule(*rights: str) -> dict[str, Any]:
    return {"properties": {"rights": list(rights)}}


def lock(level: str = "CanNotDelete") -> dict[str, Any]:
    return {"properties": {"level": level}}


def assignment(principal: str = PRINCIPAL, role: str = ROLE) -> dict[str, Any]:
    return {"properties": {"roleDefinitionId": role, "principalId": principal}}


def vault(**properties: Any) -> dict[str, Any]:
    sku = {"family": "A", "name": "standard"}
    given = {"tenantId": PRINCIPAL, "sku": sku, "enableRbacAuthorization": True, **properties}
    return {"location": "westeurope", "properties": given}


def logs_to(destination: str) -> dict[str, Any]:
    logs = [{"category": "OperationalLogs", "enabled": True}]
    return {"properties": {"storageAccountId": destination, "logs": logs}}


BODIES: dict[str, Any] = {
    GROUP: {"location": "westeurope", "tags": {"app": "shop"}},
    NAMESPACE: namespace(),
    f"{NAMESPACE}/authorizationRules/reader": rule("Listen"),
    HUB: hub(apns=APNS),
    RULE: rule("Listen", "Send"),
    VAULT: vault(),
    f"{VAULT}/secrets/backend": {"properties": {"value": "v", "contentType": "text"}},
    WORKSPACE: {"location": "westeurope", "properties": {"sku": {"name": "PerGB2018"}}},
    STORAGE: {
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "properties": {"minimumTlsVersion": "TLS1_2", "supportsHttpsTrafficOnly": True},
    },
    f"{STORAGE}/managementPolicies/default": {"properties": {"policy": {"rules": []}}},
    f"{NAMESPACE}/{SETTING}/logs": logs_to(STORAGE),
    f"{HUB}/{SETTING}/metrics": {
        "properties": {
            "workspaceId": WORKSPACE,
            "metrics": [{"category": "AllMetrics", "enabled": True}],
        }
    },
    f"{INSIGHTS}/actionGroups/shop-ag": {
        "location": "global",
        "properties": {"groupShortName": "push", "enabled": True},
    },
    f"{INSIGHTS}/metricAlerts/shop-errors": {
        "location": "global",
        "properties": {
            "criteria": {"odata.type": "x", "allOf": []},
            "enabled": True,
            "evaluationFrequency": "PT5M",
            "windowSize": "PT15M",
            "scopes": [HUB],
            "severity": 2,
        },
    },
    f"{INSIGHTS}/scheduledQueryRules/shop-query": {
        "location": "westeurope",
        "properties": {"criteria": {"allOf": []}, "scopes": [WORKSPACE]},
    },
    f"{INSIGHTS}/activityLogAlerts/shop-keys": {
        "location": "global",
        "properties": {"scopes": [GROUP], "condition": {"allOf": []}, "actions": {}},
    },
    f"{GROUP}/providers/Microsoft.AlertsManagement/actionRules/quiet": {
        "location": "global",
        "properties": {"scopes": [GROUP], "actions": [{"actionType": "RemoveAllActionGroups"}]},
    },
    IDENTITY: {"location": "westeurope"},
    ROLE.replace(SUBSCRIPTION, GROUP): {
        "properties": {
            "roleName": "push operator",
            "type": "CustomRole",
            "permissions": [{"actions": ["Microsoft.NotificationHubs/*"], "notActions": []}],
            "assignableScopes": [GROUP],
        }
    },
    f"{VAULT}/secrets/backend/{ASSIGNMENT}/00000000-0000-0000-0000-0000000000aa": assignment(),
    f"{NAMESPACE}/{LOCK}/keep": lock(),
}
"""A body for a resource of every type, in the order of their making."""


def build(arm: Arm, *paths: str) -> None:
    """Make resources of the table above, in its order."""
    for path, body in BODIES.items():
        if path in paths:
            arm.made(path, body)
