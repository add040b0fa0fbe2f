"""Properties that Azure shows to every reader of a resource that also has a protected place for secrets.

Sources: Set environment variables in container instances; Manage secrets in Azure Container Apps; Use
deployment scripts; Virtual machine extensions (protectedSettings); Microsoft.KubernetesConfiguration
extensions (configurationProtectedSettings); Manage variables in Azure Automation; Named values in API
Management.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from hubwarden.sources.record import Record

_PLACES: Final = tuple(
    (re.compile(type_), re.compile(path, re.IGNORECASE))
    for type_, path in (
        (r".*", r"tags\b.*"),
        (
            r"(microsoft\.)?(containerinstance[/:]containergroup|resources[/:].*script).*",
            r".*\benvironmentVariables\[\d+\]\.value",
        ),
        (r"(microsoft\.)?app[/:](containerapp|job).*", r".*\benv\[\d+\]\.value"),
        (r"(microsoft\.)?compute[/:]virtualmachine.*extension.*", r"(.*\.)?settings\b.*"),
        (r"(microsoft\.)?kubernetesconfiguration[/:]extension.*", r"configurationSettings\b.*"),
    )
)
"""The visible paths by resource type, in lower case."""

_SWITCHED: Final = (
    (re.compile(r"(microsoft\.)?automation[/:](automationaccounts/)?variable.*"), "isEncrypted"),
    (re.compile(r"(microsoft\.)?apimanagement[/:](service/)?namedvalue.*"), "secret"),
)
"""Types whose ``value`` is visible unless another property of the resource hides it."""

_RULE: Final = re.compile(r"microsoft\.notificationhubs/.*/authorizationrules")


def is_shown(record: Record, path: str) -> bool:
    """Tell whether Azure shows the value at a path to everybody who can read the resource."""
    places, switches = _of_type(record.type.lower())
    if any(place.fullmatch(path) for place in places):
        return True
    return path == "value" and any(
        record.properties.get(switch) in (None, False) for switch in switches
    )


@cache
def _of_type(type_: str) -> tuple[tuple[re.Pattern[str], ...], tuple[str, ...]]:
    """Return the visible paths of a type, and the properties that hide its value."""
    return (
        tuple(place for kind, place in _PLACES if kind.fullmatch(type_)),
        tuple(switch for kind, switch in _SWITCHED if kind.fullmatch(type_)),
    )


def is_own_key(record: Record, path: str) -> bool:
    """Tell whether the value at a path sets the key of a Notification Hubs access rule."""
    if path.rpartition(".")[2].lower() not in ("primarykey", "secondarykey"):
        return False
    return _RULE.match(record.type.lower()) is not None
