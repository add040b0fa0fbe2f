"""Estates of any size, always the same: ten hubs a namespace, with all that surrounds them.

They are made once as plain resources and written as an ARM template, a Pulumi state or a preview.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

HUBS_A_NAMESPACE = 10
SUBSCRIPTION = "00000000-0000-0000-0000-000000000007"

NAMESPACE = "Microsoft.NotificationHubs/namespaces"
NAMESPACE_RULE = f"{NAMESPACE}/authorizationRules"
HUB = f"{NAMESPACE}/notificationHubs"
HUB_RULE = f"{HUB}/authorizationRules"
DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings"
ALERT = "Microsoft.Insights/metricAlerts"
ACTION_GROUP = "Microsoft.Insights/actionGroups"
LOCK = "Microsoft.Authorization/locks"

API_VERSIONS = {
    NAMESPACE: "2023-10-01-preview",
    NAMESPACE_RULE: "2023-10-01-preview",
    HUB: "2023-10-01-preview",
    HUB_RULE: "2023-10-01-preview",
    DIAGNOSTICS: "2021-05-01-preview",
    ALERT: "2018-03-01",
    ACTION_GROUP: "2023-01-01",
    LOCK: "2020-05-01",
}

METRICS = (
    "outgoing.allpns.pnserror",
    "outgoing.allpns.badorexpiredchannel",
    "incoming.all.failedrequests",
    "outgoing.fcmv1.throttled",
    "outgoing.fcmv1.invalidcredentials",
)

SHORT = {"production": "prod", "sandbox": "test"}
"""What stands for an environment in names; also the name of its stack."""


@dataclass(frozen=True)
class Reference:
    """The id of another resource of the same group."""

    type: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Secret:
    """A value that no document shows in clear."""

    name: str


@dataclass(frozen=True)
class Resource:
    """One Azure resource: its type, one name for each part of it, and what is set."""

    type: str
    names: tuple[str, ...]
    properties: dict[str, Any]
    top: dict[str, Any] = field(default_factory=dict)
    """What stands beside the properties in a template: location, tags, sku."""
    about: Reference | None = None
    """The resource that an extension (a lock, a diagnostic setting) is attached to."""

    @property
    def reference(self) -> Reference:
        return Reference(self.type, self.names)


def estate(
    hubs: int, *, environment: str = "production", alerts: int = 1, first: int = 0
) -> Iterator[Resource]:
    """Yield the resources of so many hubs with so many alerts each.

    ``first`` is the number of the first namespace: files of one estate begin where another one ends.
    """
    for number in range(first, first + -(-hubs // HUBS_A_NAMESPACE)):
        count = min(HUBS_A_NAMESPACE, hubs - (number - first) * HUBS_A_NAMESPACE)
        yield from _namespace(number, count, environment, alerts)


def _namespace(number: int, hubs: int, environment: str, alerts: int) -> Iterator[Resource]:
    # Each two hundred hubs are made alike, with other names: twice the hubs are twice the work exactly.
    draw = random.Random(7919 * (number % 20 + 1))
    name = f"fleet-{SHORT[environment]}-{number:05}"
    tags = {"application": f"app-{number % 40}", "environment": environment}
    if draw.random() < 0.8:
        tags["owner"] = f"team-{draw.randrange(25)}@fleet.example"
    namespace = Resource(
        NAMESPACE,
        (name,),
        {
            "publicNetworkAccess": "Enabled",
            "zoneRedundancy": draw.choice(["Enabled", "Enabled", "Disabled"]),
            "replicationRegion": "Default",
            "networkAcls": {
                "publicNetworkRule": {"rights": ["Listen"]},
                "ipRules": [{"ipMask": f"198.51.100.{number % 250}/32", "rights": ["Send"]}],
            },
        },
        {
            "location": draw.choice(["westeurope", "northeurope", "swedencentral"]),
            "tags": tags,
            "sku": {"name": draw.choice(["Basic", "Standard", "Standard"])},
        },
    )
    yield namespace
    root = (name, "RootManageSharedAccessKey")
    yield Resource(NAMESPACE_RULE, root, {"rights": ["Listen", "Manage", "Send"]})
    group = Resource(
        ACTION_GROUP,
        (f"{name}-oncall",),
        {
            "enabled": True,
            "groupShortName": "oncall",
            "emailReceivers": [{"name": "mail", "emailAddress": "oncall@fleet.example"}],
        },
        {"location": "global"},
    )
    yield group
    if draw.random() < 0.9:
        yield Resource(
            LOCK,
            (f"{name}-keep",),
            {"level": "CanNotDelete", "notes": "Registrations cannot be restored."},
            about=namespace.reference,
        )
    yield Resource(
        DIAGNOSTICS,
        (f"{name}-logs",),
        {
            "workspaceId": Reference("Microsoft.OperationalInsights/workspaces", ("fleet",)),
            "logs": [{"category": "OperationalLogs", "enabled": draw.random() < 0.8}],
            "metrics": [{"category": "AllMetrics", "enabled": True}],
        },
        about=namespace.reference,
    )
    for index in range(hubs):
        yield from _hub(
            namespace,
            index,
            draw,
            environment=environment,
            alerts=alerts,
            group=group.reference,
        )


def _hub(
    namespace: Resource,
    index: int,
    draw: random.Random,
    *,
    environment: str,
    alerts: int,
    group: Reference,
) -> Iterator[Resource]:
    names = (*namespace.names, f"{namespace.names[0]}-hub-{index}")
    hub = Resource(
        HUB,
        names,
        {"registrationTtl": "90.00:00:00", **_credentials(names[1], draw, environment)},
        {"location": namespace.top["location"], "tags": namespace.top["tags"]},
    )
    yield hub
    yield Resource(
        HUB_RULE,
        (*names, "DefaultFullSharedAccessSignature"),
        {"rights": ["Listen", "Manage", "Send"]},
    )
    rights = draw.choice([["Listen"], ["Send"], ["Listen", "Send"], ["Listen", "Manage", "Send"]])
    yield Resource(HUB_RULE, (*names, "app"), {"rights": rights})
    for number in range(alerts):
        yield _alert(hub, number, group)


def _credentials(name: str, draw: random.Random, environment: str) -> dict[str, Any]:
    # A few hubs use what a hub of the other environment uses: rules look for that.
    identity = name.replace(SHORT[environment], "both") if draw.random() < 0.05 else name
    found: dict[str, Any] = {
        "fcmV1Credential": {
            "clientEmail": f"push@{identity}.iam.gserviceaccount.com",
            "privateKey": Secret("fcmKey"),
            "projectId": identity,
        }
    }
    side = "api.push" if environment == "production" else "api.development.push"
    chance = draw.random()
    if chance < 0.6:
        found["apnsCredential"] = {
            "endpoint": f"https://{side}.apple.com:443/3/device",
            "token": Secret("apnsToken"),
            "keyId": f"K{_digits(identity)[:9]}",
            "appId": "FLEET00001",
            "appName": f"example.fleet.app{draw.randrange(1000)}",
        }
    elif chance < 0.75:
        found["apnsCredential"] = {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": Secret("apnsCertificate"),
            "certificateKey": Secret("apnsPassword"),
            "thumbprint": _digits(identity),
        }
    if draw.random() < 0.2:
        found["wnsCredential"] = {
            "packageSid": f"ms-app://s-1-15-2-{draw.randrange(10**9)}",
            "secretKey": Secret("wnsKey"),
            "windowsLiveEndpoint": "https://login.live.com/accesstoken.srf",
        }
    if draw.random() < 0.1:
        found["gcmCredential"] = {
            "googleApiKey": Secret("gcmKey"),
            "gcmEndpoint": "https://fcm.googleapis.com/fcm/send",
        }
    return found


def _digits(identity: str) -> str:
    """Return 40 hexadecimal digits, as a thumbprint has them."""
    return hashlib.sha256(identity.encode()).hexdigest()[:40].upper()


def _alert(hub: Resource, number: int, group: Reference) -> Resource:
    return Resource(
        ALERT,
        (f"{hub.names[1]}-alert-{number}",),
        {
            "enabled": True,
            "severity": 1 + number % 3,
            "scopes": [hub.reference],
            "evaluationFrequency": "PT5M",
            "windowSize": "PT15M",
            "criteria": {
                "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                "allOf": [
                    {
                        "criterionType": "StaticThresholdCriterion",
                        "name": "first",
                        "metricName": METRICS[number % len(METRICS)],
                        "metricNamespace": HUB,
                        "operator": "GreaterThan",
                        "threshold": 10 + number,
                        "timeAggregation": "Total",
                    }
                ],
            },
            "actions": [{"actionGroupId": group}],
        },
        {"location": "global"},
    )


def in_files(hubs: int, hubs_a_file: int = 100, **more: Any) -> Iterator[list[Resource]]:
    """Yield an estate in parts of so many hubs."""
    for begin in range(0, hubs, hubs_a_file):
        part = min(hubs_a_file, hubs - begin)
        yield list(estate(part, first=begin // HUBS_A_NAMESPACE, **more))


def kinds(resources: Iterable[Resource]) -> dict[str, int]:
    """Return how many resources there are of each type."""
    found: dict[str, int] = {}
    for resource in resources:
        found[resource.type] = found.get(resource.type, 0) + 1
    return found
