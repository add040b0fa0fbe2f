"""Which properties each API version of Azure Notification Hubs has.

Nothing of Hubwarden is imported here. Only what a request can set is listed, by the spelling of
azure-native: the members of ``properties`` stand beside ``sku``. Left out are members that every resource
of Azure has, and the keys of access rules, which are secrets wherever they are written.
Source: the OpenAPI documents of Microsoft.NotificationHubs (azure-rest-api-specs), one for each version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

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
    return version if _DATE.fullmatch(version) else "that is no date"
