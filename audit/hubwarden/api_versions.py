"""Which properties each API version of Azure Notification Hubs has.

Nothing of Hubwarden is imported here. Only what a request can set is listed, by the spelling of
azure-native: the members of ``properties`` stand beside ``sku``. Left out are members that every resource
of Azure has, and the keys of access rules, which are secrets wherever they are written.
Source: the OpenAPI documents of Microsoft.NotificationHubs (azure-rest-api-specs), one for each version.
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
"""Versions with a document, oldest first. No property of the tables goes away in a later one."""

LISTED: Final = frozenset((*DOCUMENTED, "2020-01-01-preview"))
"""Versions that the service lists itself (``api-supported-versions`` of its answers, 2024-05-30)."""

NEWEST: Final = DOCUMENTED[-1]

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"

TYPES: Final = (
    _NAMESPACE,
    _HUB,
    f"{_NAMESPACE}/authorizationrules",
    f"{_HUB}/authorizationrules",
)
"""The resource types that the tables are about. An access rule has what can be set in every version."""

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
"""By resource type the properties that not every version has, and the first version that has them. A part
of a property that is listed is itself listed only if it came later."""

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
                "messagingSku",  # The tier, in templates of the first years; no document has it.
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
"""Every property that some version has, those that Azure fills in itself among them; below it its members,
where they are listed."""

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
    # What azure-native sends as a part of the address, and what it answers.
    *("azureApiVersion", "namespaceName", "notificationHubName", "resourceGroupName"),
)


BESIDE: Final = "(beside properties)"
"""Stands for the place beside ``properties`` in a request, where Azure sets nothing."""


def outside_every_version(type_: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of properties that no version with a document has, or has at that place."""
    known = _PROPERTIES.get(type_)
    if known is not None:
        yield from _strange({**dict.fromkeys(_OF_EVERY_RESOURCE), **known}, properties, "")
    elif type_ in TYPES:
        yield from (f"{BESIDE}.{name}" for name in properties.get(BESIDE, ()))


def _strange(known: Mapping[str, Any], written: Mapping[str, Any], path: str) -> Iterator[str]:
    folded = {name.lower(): below for name, below in known.items()}
    for name, value in written.items():
        if name == BESIDE:
            yield from (f"{path}{BESIDE}.{each}" for each in value)
        elif name.lower() not in folded:
            yield f"{path}{name}"
        elif isinstance(value, Mapping) and (below := folded[name.lower()]) is not None:
            yield from _strange(below, value, f"{path}{name}.")


@lru_cache(maxsize=1024)  # The same name stands in each resource of a fleet.
def nearest_property(path: str, *, of_hub: bool) -> str:
    """Return the name of a property that is written almost like the last part of a path; or nothing."""
    known = (_PROPERTIES[_HUB if of_hub else _NAMESPACE], *map(dict.fromkeys, _MEMBERS.values()))
    names = {name.lower(): name for each in known for name in each}
    close = get_close_matches(path.rpartition(".")[2].lower(), names, n=1)
    return names[close[0]] if close else ""


PROVIDER_DEFAULTS: Final[Mapping[int, str]] = {
    1: "2017-04-01",
    2: "2023-01-01-preview",
    3: "2023-10-01-preview",
}
"""What azure-native sends for a type without a version, by its major version (Pulumi: azure-native,
notificationhubs)."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(-[a-z]{1,20})?", re.IGNORECASE)


def has(version: str, since: str) -> bool | None:
    """Tell whether a version has a property that came with ``since``; ``None`` where nobody tells.

    A version without a document has what the documented version before it has: nothing ever went away.
    """
    version = version.lower()
    if version in DOCUMENTED:
        return DOCUMENTED.index(version) >= DOCUMENTED.index(since)
    before = [known for known in DOCUMENTED if version in LISTED and known < version]
    return True if since in before else None


def shown(version: str) -> str:
    """Return a version as messages name it; what has not the form of one is not quoted."""
    return version if _DATE.fullmatch(version) else "that is not a date"
