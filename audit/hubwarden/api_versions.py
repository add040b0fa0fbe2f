"""Which properties each API version of Azure Notification Hubs has.

This module imports nothing of Hubwarden. It lists only what a request can set, as azure-native spells it: the
members of ``properties`` stand on one level with ``sku``. It leaves out what every resource of Azure has, and the
keys of access rules, which are secrets wherever they are written. Source: the OpenAPI documents of
Microsoft.NotificationHubs (azure-rest-api-specs), one for each version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

DOCUMENTED: Final = (
    "2014-09-01",
    "2016-03-01",
    "2017-04-01",
    "2023-01-01-preview",
    "2023-09-01",
    "2023-10-01-preview",
)
"""Versions with an OpenAPI document, oldest first. A later version never drops a property of the tables."""

LISTED: Final = frozenset((*DOCUMENTED, "2020-01-01-preview"))
"""Versions that the service names in the header ``api-supported-versions`` of its answers (2024-05-30)."""

NEWEST: Final = DOCUMENTED[-1]

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"

TYPES: Final = (
    _NAMESPACE,
    _HUB,
    f"{_NAMESPACE}/authorizationrules",
    f"{_HUB}/authorizationrules",
)
"""The resource types of the tables. The settable properties of an access rule are the same in every version."""

ADDED: Final[Mapping[str, Mapping[str, str]]] = {
    _NAMESPACE: {
        "sku": "2016-03-01",
        "dataCenter": "2017-04-01",
        "networkAcls": "2023-01-01-preview",
        "pnsCredentials": "2023-01-01-preview",
        "publicNetworkAccess": "2023-01-01-preview",
        "replicationRegion": "2023-01-01-preview",
        "zoneRedundancy": "2023-01-01-preview",
        "pnsCredentials.fcmV1Credential": "2023-10-01-preview",
    },
    _HUB: {
        "sku": "2016-03-01",
        "apnsCredential.appId": "2017-04-01",
        "apnsCredential.appName": "2017-04-01",
        "apnsCredential.keyId": "2017-04-01",
        "apnsCredential.token": "2017-04-01",
        "browserCredential": "2023-01-01-preview",
        "wnsCredential.certificateKey": "2023-01-01-preview",
        "wnsCredential.wnsCertificate": "2023-01-01-preview",
        "xiaomiCredential": "2023-01-01-preview",
        "fcmV1Credential": "2023-10-01-preview",
    },
}
"""By resource type: each property that some versions lack, and the first version that has it. A part of a
listed property is listed only if it came later than the property itself."""

_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "admCredential": ("authTokenUrl", "clientId", "clientSecret"),
    "apnsCredential": (
        *("apnsCertificate", "appId", "appName", "certificateKey", "endpoint", "keyId"),
        *("thumbprint", "token"),
    ),
    "baiduCredential": ("baiduApiKey", "baiduEndPoint", "baiduSecretKey"),
    "browserCredential": ("subject", "vapidPrivateKey", "vapidPublicKey"),
    "fcmV1Credential": ("clientEmail", "privateKey", "projectId"),
    "gcmCredential": ("gcmEndpoint", "googleApiKey"),
    "mpnsCredential": ("certificateKey", "mpnsCertificate", "thumbprint"),
    "wnsCredential": (
        *("certificateKey", "packageSid", "secretKey", "windowsLiveEndpoint", "wnsCertificate"),
    ),
    "xiaomiCredential": ("appSecret", "endpoint"),
}
"""The members of each push credential."""

_PROPERTIES: Final[Mapping[str, Mapping[str, Any]]] = {
    _NAMESPACE: {
        **dict.fromkeys(
            (
                *("createdAt", "critical", "dataCenter", "enabled", "metricId", "name"),
                *("namespaceType", "privateEndpointConnections", "provisioningState"),
                *("publicNetworkAccess", "region", "replicationRegion", "scaleUnit"),
                *("serviceBusEndpoint", "status", "subscriptionId", "updatedAt", "zoneRedundancy"),
                "messagingSku",  # The tier in early templates; in no document.
            )
        ),
        "networkAcls": dict.fromkeys(("ipRules", "publicNetworkRule")),
        "pnsCredentials": {name: dict.fromkeys(members) for name, members in _MEMBERS.items()},
    },
    _HUB: {
        **dict.fromkeys(("authorizationRules", "dailyMaxActiveDevices", "name", "registrationTtl")),
        **{name: dict.fromkeys(members) for name, members in _MEMBERS.items()},
    },
}
"""By resource type: every property of any version, also those that Azure fills in itself, and the members of
each, as far as they are listed."""

_OF_EVERY_RESOURCE: Final = (
    *(
        "etag",
        "extendedLocation",
        "id",
        "identity",
        "kind",
        "location",
        "managedBy",
        "name",
        "plan",
    ),
    *("sku", "systemData", "tags", "type", "zones"),
    # azure-native sends these in the address or gets them as an answer.
    *("azureApiVersion", "namespaceName", "notificationHubName", "resourceGroupName"),
)


BESIDE: Final = "(beside properties)"
"""Marks a place beside ``properties`` in a request, where nothing can be set."""


def outside_every_version(type_: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of properties that no documented version has, or not at that place."""
    known = _KNOWN.get(type_)
    if known is not None:
        yield from _strange(known, properties, "")
    elif type_ in TYPES:
        yield from (f"{BESIDE}.{name}" for name in properties.get(BESIDE, ()))


def _strange(known: Mapping[str, Any], written: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, value in written.items():
        if name == BESIDE:
            yield from (f"{path}{BESIDE}.{each}" for each in value)
        elif name.lower() not in known:
            yield f"{path}{name}"
        elif (below := known[name.lower()]) is not None and isinstance(value, Mapping):
            yield from _strange(below, value, f"{path}{name}.")


def _folded(names: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.lower(): None if below is None else _folded(below) for name, below in names.items()
    }


_KNOWN: Final[Mapping[str, Mapping[str, Any]]] = {
    type_: _folded({**dict.fromkeys(_OF_EVERY_RESOURCE), **names})
    for type_, names in _PROPERTIES.items()
}
"""``_PROPERTIES`` with those that every resource has, all names in lower case."""


@lru_cache(maxsize=1024)  # The same name stands in each resource of a fleet.
def nearest_property(path: str, *, of_hub: bool) -> str:
    """Return the property whose name is closest to the last part of a path; an empty text where none is close."""
    known = (_PROPERTIES[_HUB if of_hub else _NAMESPACE], *map(dict.fromkeys, _MEMBERS.values()))
    names = {name.lower(): name for each in known for name in each}
    close = get_close_matches(path.rpartition(".")[2].lower(), names, n=1)
    return names[close[0]] if close else ""


PROVIDER_DEFAULTS: Final[Mapping[int, str]] = {
    1: "2017-04-01",
    2: "2023-01-01-preview",
    3: "2023-10-01-preview",
}
"""The API version that azure-native sends where a program names none, by azure-native's major version (source:
Pulumi's documentation of azure-native, notificationhubs)."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(-[a-z]{1,20})?", re.IGNORECASE)


def has(version: str, since: str) -> bool | None:
    """Tell whether a version has a property that came with ``since``; ``None`` where no document decides it.

    An undocumented version counts as the documented one before it, because no property was ever dropped.
    """
    version = version.lower()
    if version in DOCUMENTED:
        return DOCUMENTED.index(version) >= DOCUMENTED.index(since)
    before = [known for known in DOCUMENTED if version in LISTED and known < version]
    return True if since in before else None


def shown(version: str) -> str:
    """Return a version as messages name it; a text that does not look like a version is not quoted."""
    return version if _DATE.fullmatch(version) else "that is not a date"
