"""Writes an estate as what the auditor reads: an ARM template, a Pulumi state, a preview."""

from collections.abc import Iterable
from typing import Any

from bench.estates import (
    ACTION_GROUP,
    ALERT,
    API_VERSIONS,
    DIAGNOSTICS,
    HUB,
    HUB_RULE,
    LOCK,
    NAMESPACE,
    NAMESPACE_RULE,
    SUBSCRIPTION,
    Reference,
    Resource,
    Secret,
)

SECRETS = ("fcmKey", "apnsToken", "apnsCertificate", "apnsPassword", "wnsKey", "gcmKey")


def template(resources: Iterable[Resource]) -> dict[str, Any]:
    """Return an ARM template: ids are expressions, secrets are secure parameters."""
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"type": "securestring"} for name in SECRETS},
        "resources": [_in_template(resource) for resource in resources],
    }


def _in_template(resource: Resource) -> dict[str, Any]:
    found = {
        "type": resource.type,
        "apiVersion": API_VERSIONS[resource.type],
        "name": "/".join(resource.names),
        **resource.top,
        "properties": {
            key: {"properties": _expressed(value)}
            if key.endswith("Credential")
            else _expressed(value)
            for key, value in resource.properties.items()
        },
    }
    if resource.about is not None:
        found["scope"] = f"{resource.about.type}/{'/'.join(resource.about.names)}"
        found["dependsOn"] = [_expressed(resource.about)]
    elif len(resource.names) > 1:
        above = Reference(resource.type.rpartition("/")[0], resource.names[:-1])
        found["dependsOn"] = [_expressed(above)]
    return found


def _expressed(value: Any) -> Any:
    match value:
        case Reference():
            names = ", ".join(f"'{name}'" for name in value.names)
            return f"[resourceId('{value.type}', {names})]"
        case Secret():
            return f"[parameters('{value.name}')]"
        case dict():
            return {
                "odata.type" if key == "odataType" else key: _expressed(item)
                for key, item in value.items()
            }
        case list():
            return [_expressed(item) for item in value]
    return value


_PULUMI = {
    NAMESPACE: ("notificationhubs:Namespace", ("namespaceName",)),
    NAMESPACE_RULE: (
        "notificationhubs:NamespaceAuthorizationRule",
        ("namespaceName", "authorizationRuleName"),
    ),
    HUB: ("notificationhubs:NotificationHub", ("namespaceName", "notificationHubName")),
    HUB_RULE: (
        "notificationhubs:NotificationHubAuthorizationRule",
        ("namespaceName", "notificationHubName", "authorizationRuleName"),
    ),
    DIAGNOSTICS: ("monitor:DiagnosticSetting", ("name",)),
    ALERT: ("monitor:MetricAlert", ("ruleName",)),
    ACTION_GROUP: ("monitor:ActionGroup", ("actionGroupName",)),
    LOCK: ("authorization:ManagementLockByScope", ("lockName",)),
}
"""Pulumi's token of a type, and the inputs that hold its names."""

_ABOUT = {DIAGNOSTICS: "resourceUri", LOCK: "scope"}
"""The input that says what an extension is attached to."""

_SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
"""How Pulumi marks a secret in a state."""

_PROJECT = "fleet"
_PROVIDER_ID = "6c6a6072-e868-4f2d-b197-376579b67038"
_TIME = "2026-01-01T00:00:00Z"


def state(resources: Iterable[Resource], stack: str) -> dict[str, Any]:
    """Return what ``pulumi stack export`` prints: ids are known, secrets are encrypted."""
    found = [
        {"urn": _root(stack), "custom": False, "type": "pulumi:pulumi:Stack"},
        {
            "urn": _provider(stack).rpartition("::")[0],
            "custom": True,
            "id": _PROVIDER_ID,
            "type": "pulumi:providers:azure-native",
            "inputs": {"version": "3.29.0", "subscriptionId": SUBSCRIPTION},
        },
    ]
    found += [_in_pulumi(item, stack, _encrypted) for item in resources]
    manifest = {"time": _TIME, "magic": "", "version": "v3.259.0"}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": found}}


def preview(resources: Iterable[Resource], stack: str) -> dict[str, Any]:
    """Return what ``pulumi preview --json`` prints before a first deployment."""
    root = {"urn": _root(stack), "custom": False, "type": "pulumi:pulumi:Stack"}
    items = [root, *(_in_pulumi(item, stack, _hidden) for item in resources)]
    for item in items:
        item.pop("id", None)
    return {
        "config": {},
        "steps": [
            {"op": "create", "urn": item["urn"], "newState": item, "detailedDiff": None}
            for item in items
        ],
        "diagnostics": [],
        "duration": 1,
        "changeSummary": {"create": len(items)},
    }


def _root(stack: str) -> str:
    return f"urn:pulumi:{stack}::{_PROJECT}::pulumi:pulumi:Stack::{_PROJECT}-{stack}"


def _provider(stack: str) -> str:
    return f"urn:pulumi:{stack}::{_PROJECT}::pulumi:providers:azure-native::default::{_PROVIDER_ID}"


def _encrypted(secret: Secret) -> Any:
    return {**_SIGNATURE, "ciphertext": f"v1:{secret.name}:AAAAAAAAAAAAAAAAAAAAAA=="}


def _hidden(secret: Secret) -> Any:
    del secret
    return "[secret]"


def _in_pulumi(resource: Resource, stack: str, secret: Any) -> dict[str, Any]:
    token, names = _PULUMI[resource.type]
    group = f"fleet-{stack}"

    def known(value: Any) -> Any:
        match value:
            case Reference():
                return _id(value, group)
            case Secret():
                return secret(value)
            case dict():
                return {key: known(item) for key, item in value.items()}
            case list():
                return [known(item) for item in value]
        return value

    inputs = {
        "azureApiVersion": API_VERSIONS[resource.type],
        **dict(zip(names, resource.names, strict=True)),
        **resource.top,
        **known(resource.properties),
    }
    if resource.about is None:
        inputs["resourceGroupName"] = group
        id_ = _id(resource.reference, group)
    else:
        above = _id(resource.about, group)
        inputs[_ABOUT[resource.type]] = above
        id_ = f"{above}/providers/{resource.type}/{resource.names[-1]}"
    type_ = f"azure-native:{token}"
    return {
        "urn": f"urn:pulumi:{stack}::{_PROJECT}::{type_}::{'.'.join(resource.names)}",
        "custom": True,
        "id": id_,
        "type": type_,
        "inputs": inputs,
        "outputs": {**inputs, "provisioningState": "Succeeded"},
        "parent": _root(stack),
        "provider": _provider(stack),
        "propertyDependencies": {key: [] for key in inputs},
        "created": _TIME,
        "modified": _TIME,
    }


def _id(reference: Reference, group: str) -> str:
    provider, *types = reference.type.split("/")
    path = "/".join(f"{type_}/{name}" for type_, name in zip(types, reference.names, strict=True))
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/{provider}/{path}"
