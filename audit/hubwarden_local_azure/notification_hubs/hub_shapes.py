"""The bodies and versions of Microsoft.NotificationHubs.

Source: the published OpenAPI document of 2023-10-01-preview (notificationhubs.json, definitions of the same names);
for what older versions lack, the models of 2017-04-01 and the definitions of 2023-09-01.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any, Final

from hubwarden_local_azure.refusals import bad_request
from hubwarden_local_azure.shapes import (
    FILLED,
    TEXT,
    Choice,
    ListOf,
    Members,
    Text,
    Whole,
    members,
)

VERSIONS: Final = (
    "2014-09-01",
    "2016-03-01",
    "2017-04-01",
    "2020-01-01-preview",
    "2023-01-01-preview",
    "2023-09-01",
    "2023-10-01-preview",
)
"""The versions in the service's own ``api-supported-versions`` header (30 May 2024)."""

FIRST_2023: Final = "2023-01-01-preview"
"""From this version on, answers have the newer form, and networks, zones and namespace credentials exist."""
FCM_V1: Final = "2023-10-01-preview"

RIGHTS: Final = ("Manage", "Send", "Listen")
_RIGHTS_SHAPE: Final = ListOf(Choice(RIGHTS))
SKU: Final = members(
    "name* tier size family capacity",
    name=Choice(("Free", "Basic", "Standard")),
    tier=TEXT,
    size=TEXT,
    family=TEXT,
    capacity=Whole(),
)

_FIELDS: Final = {
    "apnsCredential": "apnsCertificate certificateKey endpoint* thumbprint keyId appName appId token",
    "wnsCredential": "packageSid secretKey windowsLiveEndpoint certificateKey wnsCertificate",
    "gcmCredential": "gcmEndpoint googleApiKey*",
    "mpnsCredential": "mpnsCertificate* certificateKey* thumbprint*",
    "admCredential": "clientId* clientSecret* authTokenUrl*",
    "baiduCredential": "baiduApiKey* baiduEndPoint* baiduSecretKey*",
    "browserCredential": "subject* vapidPrivateKey* vapidPublicKey*",
    "xiaomiCredential": "appSecret endpoint",
    "fcmV1Credential": "clientEmail* privateKey* projectId*",
}
CREDENTIALS: Final = tuple(_FIELDS)


def _credential(fields: str) -> Members:
    shapes = {name.rstrip("*"): FILLED if name.endswith("*") else TEXT for name in fields.split()}
    inner = replace(members(fields, **shapes), private=True)
    return replace(members("properties*", properties=inner), private=True)


_CREDENTIAL_SHAPES: Final = {name: _credential(fields) for name, fields in _FIELDS.items()}

NAMESPACE: Final = members(
    "name! enabled! critical! subscriptionId! region! metricId! createdAt! updatedAt! "
    "serviceBusEndpoint! privateEndpointConnections! provisioningState! status!",
    namespaceType=Choice(("Messaging", "NotificationHub")),
    replicationRegion=Choice(
        (
            "Default",
            "WestUs2",
            "NorthEurope",
            "AustraliaEast",
            "BrazilSouth",
            "SouthEastAsia",
            "SouthAfricaNorth",
            "None",
        )
    ),
    zoneRedundancy=Choice(("Disabled", "Enabled")),
    networkAcls=members(
        ipRules=ListOf(members("ipMask* rights*", ipMask=FILLED, rights=_RIGHTS_SHAPE)),
        publicNetworkRule=members("rights*", rights=_RIGHTS_SHAPE),
    ),
    pnsCredentials=replace(members(**_CREDENTIAL_SHAPES), private=True),
    scaleUnit=TEXT,
    dataCenter=TEXT,
    publicNetworkAccess=Choice(("Enabled", "Disabled")),
)
"""By the document, provisioningState and status can be written. It is not documented what writing them does, so the
local Azure ignores them."""

NAMESPACE_SINCE: Final = dict.fromkeys(
    ("replicationRegion", "zoneRedundancy", "networkAcls", "pnsCredentials", "publicNetworkAccess"),
    FIRST_2023,
)

HUB: Final = members(
    # Older clients send back an empty list of rules (recorded from the Azure CLI).
    "name authorizationRules! dailyMaxActiveDevices!",
    name=FILLED,
    registrationTtl=TEXT,
    **_CREDENTIAL_SHAPES,
)

HUB_SINCE: Final = {
    "browserCredential": FIRST_2023,
    "xiaomiCredential": FIRST_2023,
    "fcmV1Credential": FCM_V1,
}

_KEY: Final = Text(r"[A-Za-z0-9+/]{43}=", says="must be 256 bits in base64 (44 characters)")
ACCESS_RULE: Final = members(
    "rights* keyName! modifiedTime! createdTime! claimType! claimValue! revision!",
    rights=_RIGHTS_SHAPE,
    primaryKey=_KEY,
    secondaryKey=_KEY,
)


def judge_rights(rights: list[str], path: str) -> None:
    """Refuse combinations of rights that are not allowed (SharedAccessAuthorizationRule of the .NET SDK).

    The wording is that of the client; the service's own is not published.
    """
    if not 1 <= len(rights) <= len(RIGHTS) or len(set(rights)) != len(rights):
        raise bad_request(f"The property '{path}' must have 1 to 3 rights, each of them once.")
    if "Manage" in rights and len(rights) != len(RIGHTS):
        raise bad_request("Manage permission should also include Send and Listen.")


_TIME_SPANS: Final = (
    re.compile(
        r"(?:(?P<days>[0-9]{1,8})\.)?(?P<hours>[01]?[0-9]|2[0-3]):(?P<minutes>[0-5][0-9])"
        r":(?P<seconds>[0-5][0-9](?:\.[0-9]{1,7})?)"
    ),
    re.compile(
        r"P(?=.)(?:(?P<days>[0-9]{1,8})D)?(?:T(?=.)(?:(?P<hours>[0-9]{1,8})H)?"
        r"(?:(?P<minutes>[0-9]{1,8})M)?(?:(?P<seconds>[0-9]{1,8}(?:\.[0-9]{1,7})?)S)?)?"
    ),
)
"""The forms of a time span in .NET and ISO 8601."""
_SHORTEST: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=10675199, hours=2, minutes=48, seconds=5.4775807)


def judge_time_to_live(text: str | None, path: str) -> None:
    """Refuse a text that is not a time span, or is less than a day (the minimum in the .NET SDK's Constants).

    The longest is .NET's longest, which also means "never". The service's own wording is not published.
    """
    if text is None:
        return
    found = next(filter(None, (form.fullmatch(text) for form in _TIME_SPANS)), None)
    parts = found.groupdict(default="0") if found else {}
    span = timedelta(**{unit: float(number) for unit, number in parts.items()})
    if not _SHORTEST <= span <= _LONGEST:
        raise bad_request(
            f"The property '{path}' must be a time span of one day at least, such as 90.00:00:00 or "
            "P90D."
        )


def judge_networks(rules: list[dict[str, Any]], path: str) -> None:
    """Refuse rules without valid addresses. A single address is accepted, since nothing says that it is refused.

    The document's own example, 185.48.100.00/24, has a number with leading zeros.
    """
    for at, rule in enumerate(rules):
        address, slash, length = rule["ipMask"].partition("/")
        plain = re.sub(r"\b0+(?=[0-9])", "", address)
        try:
            ip_network(f"{plain}/{int(length)}" if slash else plain, strict=False)
        except ValueError:
            raise bad_request(
                f"The property '{path}[{at}].ipMask' must be an address range such as 10.1.0.0/16."
            ) from None


def judge_credentials(credentials: dict[str, Any], path: str) -> None:
    """Refuse what the .NET SDK's ApnsCredential.OnValidate refuses: it needs a complete token or certificate.

    It is not published whether the service does the same. Other credentials have no rule beyond their shape.
    """
    apns = (credentials.get("apnsCredential") or {}).get("properties", {})
    where = f"{path}.apnsCredential.properties"
    if apns.get("token"):
        if apns.get("apnsCertificate"):
            raise bad_request(f"'{where}' has both a token and a certificate.")
        for name in ("keyId", "appName", "appId"):
            if not apns.get(name):
                raise bad_request(f"'{where}.{name}' is missing, which a token needs.")
