"""The least that Python can do with templates: decode with msgspec, ask ten predicates, write JSON.

``python floor.py FOLDER RESULT``. It evaluates no expression, knows no line and no unknown value: what it
takes is a bound to compare with, and no target.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

NAMESPACE = "Microsoft.NotificationHubs/namespaces"


class Namespace(msgspec.Struct, tag=NAMESPACE, tag_field="type"):
    name: str
    tags: dict[str, str] = {}
    properties: dict[str, Any] = {}


class Hub(msgspec.Struct, tag=f"{NAMESPACE}/notificationHubs", tag_field="type"):
    name: str
    properties: dict[str, Any] = {}


class AccessRule(
    msgspec.Struct, tag=f"{NAMESPACE}/notificationHubs/authorizationRules", tag_field="type"
):
    name: str
    properties: dict[str, list[str]] = {}


class Setting(msgspec.Struct, tag="Microsoft.Insights/diagnosticSettings", tag_field="type"):
    name: str
    properties: dict[str, Any] = {}


class NamespaceRule(msgspec.Struct, tag=f"{NAMESPACE}/authorizationRules", tag_field="type"):
    name: str


class Alert(msgspec.Struct, tag="Microsoft.Insights/metricAlerts", tag_field="type"):
    name: str


class ActionGroup(msgspec.Struct, tag="Microsoft.Insights/actionGroups", tag_field="type"):
    name: str


class Lock(msgspec.Struct, tag="Microsoft.Authorization/locks", tag_field="type"):
    name: str


class Template(msgspec.Struct):
    resources: list[
        Namespace | Hub | AccessRule | Setting | NamespaceRule | Alert | ActionGroup | Lock
    ]


TAGS = {"application", "environment", "owner"}


def open_to_all(item: Namespace) -> bool:
    lists = item.properties.get("networkAcls", {})
    return bool({"Send", "Manage"} & set(lists.get("publicNetworkRule", {}).get("rights", ())))


PREDICATES: dict[type, dict[str, Callable[[Any], bool]]] = {
    Namespace: {
        "open-to-all": open_to_all,
        "one-zone": lambda item: item.properties.get("zoneRedundancy") != "Enabled",
        "not-replicated": lambda item: item.properties.get("replicationRegion") == "None",
        "tags": lambda item: not item.tags.keys() >= TAGS,
    },
    Hub: {
        "legacy-firebase": lambda item: "gcmCredential" in item.properties,
        "windows-phone": lambda item: "mpnsCredential" in item.properties,
        "certificate": lambda item: (
            "apnsCertificate" in item.properties.get("apnsCredential", {}).get("properties", {})
        ),
    },
    AccessRule: {
        "manage": lambda item: "Manage" in item.properties.get("rights", ()),
        "two-rights": lambda item: len(item.properties.get("rights", ())) > 1,
    },
    Setting: {
        "no-logs": lambda item: not any(log["enabled"] for log in item.properties.get("logs", ())),
    },
}


def findings(folder: Path) -> Iterator[dict[str, str]]:
    decode = msgspec.json.Decoder(Template).decode
    for path in sorted(folder.iterdir()):
        for item in decode(path.read_bytes()).resources:
            for name, holds in PREDICATES.get(type(item), {}).items():
                if holds(item):
                    yield {"rule": name, "subject": item.name, "file": path.name}


def main() -> None:
    folder, result = map(Path, sys.argv[1:])
    result.write_bytes(msgspec.json.encode(list(findings(folder))))


if __name__ == "__main__":
    main()
