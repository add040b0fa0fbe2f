"""Facts about Azure Notification Hubs that the program and the auditor share.

This module imports nothing of Hubwarden. Every table names the document that it was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

ApnsEnvironment = Literal["production", "sandbox"]
ApnsMode = Literal["token", "certificate"]

RIGHTS: Final = ("Listen", "Send", "Manage")
"""The rights that an access rule can have (REST API 2023-10-01-preview, AccessRights)."""

TIERS: Final = ("Free", "Basic", "Standard")
"""Tiers of a namespace, smallest first (REST API 2023-10-01-preview, SkuName)."""

DEFAULT_NAMESPACE_RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "RootManageSharedAccessKey": ("Listen", "Manage", "Send"),
}
"""Access rules that Azure makes with each namespace (Microsoft: Notification Hubs security)."""

DEFAULT_HUB_RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "DefaultListenSharedAccessSignature": ("Listen",),
    "DefaultFullSharedAccessSignature": ("Listen", "Manage", "Send"),
}
"""Access rules that Azure makes with each hub (Microsoft: Notification Hubs security)."""

APNS_ENDPOINTS: Final[Mapping[tuple[ApnsMode, ApnsEnvironment], str]] = {
    ("token", "production"): "https://api.push.apple.com:443/3/device",
    ("token", "sandbox"): "https://api.development.push.apple.com:443/3/device",
    ("certificate", "production"): "gateway.push.apple.com",
    ("certificate", "sandbox"): "gateway.sandbox.push.apple.com",
}
"""The endpoint that a hub needs, by authentication mode and APNs environment.

Source: Microsoft, Update-AzNotificationHub, parameter ``-ApnsCredentialEndpoint``; the constants of the Java
back-end SDK agree. Microsoft's page on token authentication names no production address.
"""


class ApnsHost(NamedTuple):
    """A host of Apple's service."""

    environment: ApnsEnvironment
    takes_token: bool
    """Whether it accepts token authentication; every host accepts certificates."""


APNS_HOSTS: Final[Mapping[str, ApnsHost]] = {
    "api.push.apple.com": ApnsHost("production", takes_token=True),
    "api.development.push.apple.com": ApnsHost("sandbox", takes_token=True),
    "api.sandbox.push.apple.com": ApnsHost("sandbox", takes_token=True),
    "gateway.push.apple.com": ApnsHost("production", takes_token=False),
    "gateway.sandbox.push.apple.com": ApnsHost("sandbox", takes_token=False),
}
"""Known APNs hosts.

Apple: Sending notification requests to APNs. ``gateway.*`` are the names that Notification Hubs keeps
for certificates; with a certificate both families are accepted (Microsoft's Java SDK writes ``api.*``).
"""

OPERATIONAL_LOGS: Final = "OperationalLogs"
"""The only log category: management operations (Azure Monitor supported logs, 2026-07-14)."""

LOG_CATEGORIES: Final = (OPERATIONAL_LOGS, "group:allLogs", "group:audit")
"""Log categories and category groups that contain these logs (Azure Policy: Enable logging by category group
for Notification Hub Namespaces; its groups are audit and allLogs)."""

ALL_METRICS: Final = "AllMetrics"
"""The metrics category of a diagnostic setting. Hubs have metrics; namespaces do not."""

Concern = Literal["authentication", "pns-errors", "bad-channel", "throttling", "failed-requests"]

CONCERNS: Final[tuple[Concern, ...]] = (
    "authentication",
    "pns-errors",
    "bad-channel",
    "throttling",
    "failed-requests",
)
"""What the alerts of a hub have to watch."""

HUB_METRICS: Final[Mapping[Concern, tuple[str, ...]]] = {
    "pns-errors": ("outgoing.allpns.pnserror",),
    "bad-channel": ("outgoing.allpns.badorexpiredchannel",),
    "failed-requests": ("incoming.all.failedrequests",),
}
"""Metrics that every hub has, whatever its platforms (Azure Monitor metrics, 2024-08-08)."""

PLATFORM_METRICS: Final[Mapping[str, Mapping[Concern, tuple[str, ...]]]] = {
    "apns": {"authentication": ("outgoing.apns.invalidcredentials",)},
    "fcm_v1": {
        "authentication": ("outgoing.fcmv1.invalidcredentials",),
        "throttling": ("outgoing.fcmv1.throttled",),
    },
    "fcm_legacy": {
        "authentication": ("outgoing.gcm.authenticationerror", "outgoing.gcm.invalidcredentials"),
        "throttling": ("outgoing.gcm.throttled",),
    },
    "wns": {
        "authentication": ("outgoing.wns.authenticationerror", "outgoing.wns.invalidcredentials"),
        "throttling": ("outgoing.wns.throttled", "outgoing.wns.channelthrottled"),
    },
    "mpns": {
        "authentication": ("outgoing.mpns.authenticationerror", "outgoing.mpns.invalidcredentials"),
        "throttling": ("outgoing.mpns.throttled",),
    },
}
"""Metrics that a hub has for one push service; there are none for ADM, Baidu, browser and Xiaomi.

Source: Azure Monitor metrics of Microsoft.NotificationHubs/namespaces/notificationHubs, 2024-08-08.
``outgoing.allpns.pnserror`` does not count authentication errors, so those need alerts of their own.
"""

HUB_METRIC_NAMESPACE: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs"
"""The metric namespace of a hub in Azure Monitor, which is the hub's resource type."""

HUB_METRIC_AGGREGATIONS: Final = ("Total",)
"""The aggregations that make sense for a hub's metrics. Their unit is Count and their aggregation is Total (Azure
Monitor metrics, 2024-08-08); the aggregation Count would count samples, not events. They have no dimensions."""

HUB_METRIC_PREFIXES: Final = (
    "incoming",
    "installation.",
    "notificationhub.",
    "outgoing.",
    "registration.",
    "scheduled.",
)
"""How the names of a hub's metrics begin (Azure Monitor metrics, 2024-08-08)."""

UNLISTED_METRIC_PREFIX: Final = "outgoing.fcmv1."
"""The prefix of metrics that are documented but missing from the service's own list. An alert on one of them
must ask Azure to skip the validation of the metric (``skipMetricValidation``)."""


@cache
def metrics_for(concern: Concern, platforms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to watch for one concern on a hub that has these push services."""
    own = HUB_METRICS.get(concern, ())
    return own + tuple(
        metric for name in platforms for metric in PLATFORM_METRICS.get(name, {}).get(concern, ())
    )


_PROJECT: Final = r"(?P<project>[a-z][a-z0-9-]{4,28}[a-z0-9])"
_SERVICE_ACCOUNT: Final = re.compile(
    rf"[^@\s]+@{_PROJECT}(?P<domain>(\.[a-z0-9-]+)*)\.iam\.gserviceaccount\.com"
    rf"|{_PROJECT.replace('project', 'of_app_engine')}@appspot\.gserviceaccount\.com"
)
"""The e-mail address of a service account that a user made, or of App Engine's default account: both contain the
project (Google Cloud: Service accounts overview). Other accounts that Google makes have other forms."""


PROFILE_SIGNERS: Final = frozenset(
    {
        "Apple iPhone OS Provisioning Profile Signing",
        "Apple Provisioning Profile Signing",
        "Mac OS X Provisioning Profile Signing",
    }
)
"""The common names of the certificates with which Apple signs provisioning profiles; several independent
verifiers of profiles test for these. A chain to Apple's root is not enough: a developer's certificate has one."""


def firebase_project(email: str) -> str | None:
    """Return the project in the address of a service account; ``None`` for an address of an unknown form.

    The address is judged as it is sent: white space is not part of an address, and Google writes it in lower
    case. A project of an organisation's domain is written ``example.com:project``; its addresses have the project
    first and the domain after it.
    """
    found = _SERVICE_ACCOUNT.fullmatch(email)
    if found is None:
        return None
    project, domain = found["project"] or found["of_app_engine"], found["domain"]
    return f"{domain.removeprefix('.')}:{project}" if domain else project


def apns_host(endpoint: str) -> str:
    """Return the lower-case host of an APNs endpoint, which may be a URL or a bare host name.

    Scheme and host are case-insensitive (RFC 3986); the rest is not. The result is empty where the text is
    neither a URL nor a host name.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    return found["host"].lower() if found else ""


def apple_host(endpoint: str | None) -> ApnsHost | None:
    """Return what is known of the host of an APNs endpoint; ``None`` where it is none of Apple's."""
    return APNS_HOSTS.get(apns_host(endpoint)) if endpoint else None


def apns_path(endpoint: str) -> str:
    """Return the path of an APNs endpoint, empty where it has none."""
    found = _ENDPOINT.fullmatch(endpoint)
    return (found["path"] or "") if found else ""


def apns_port(endpoint: str) -> str:
    """Return the port of an APNs endpoint, empty where it names none."""
    found = _ENDPOINT.fullmatch(endpoint)
    return (found["port"] or "") if found else ""


APNS_PATH: Final = "/3/device"
"""The path that an endpoint of the ``api.*`` family needs. Without it a hub accepts the endpoint and delivers
nothing (reported in MicrosoftDocs/azure-docs, thread 55558)."""

APNS_PORTS: Final = ("", "443", "2197")
"""The ports at which the hosts of the ``api.*`` family answer (Apple: Sending notification requests to
APNs); 2195 belonged to the retired binary service of ``gateway.*``."""

_ENDPOINT: Final = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]://)?(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>443|2197|2195))?(?P<path>/[^?#]*)?"
)
"""The form of an address of Apple's service; plain http is none. To be used with ``fullmatch``, so that a line
break at the end is refused."""

ADM_ACCESS_URL: Final = "https://api.amazon.com/auth/O2/token"
"""Where a hub gets its access token for Amazon Device Messaging (Microsoft: Notification Hubs .NET SDK,
AdmCredential, which refuses every other address)."""

GCM_ENDPOINTS: Final = (
    "https://fcm.googleapis.com/fcm/send",
    "https://android.googleapis.com/gcm/send",
)
"""The addresses to which hubs deliver for a ``gcmCredential``; without an endpoint they deliver to Google, too
(examples of the REST API, 2017-04-01; Google: GCM and FCM migration)."""

WNS_ACCESS_URL: Final = "https://login.live.com/accesstoken.srf"
"""Where a hub gets its access token for the Windows service unless another address is set (Microsoft:
Update-AzNotificationHub, parameter ``-WnsCredentialWindowsLiveEndpoint``)."""

ENTRA_HOSTS: Final = (
    "login.chinacloudapi.cn",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
)
"""Hosts at which Microsoft Entra ID issues tokens (Microsoft: National clouds)."""


def same_address(address: str, other: str) -> bool:
    """Tell whether two addresses are the same: letter case does not matter in scheme and host (RFC 3986).

    A default port may be written or left out. The path must be equal, letter for letter.
    """
    return _normal(address) == _normal(other)


def _normal(address: str) -> str:
    found = _HTTPS.fullmatch(address)
    return f"https://{found['host'].lower()}{found['rest'] or ''}" if found else address


_HTTPS: Final = re.compile(r"(?i:https)://(?P<host>[A-Za-z0-9.-]+)(?::443)?(?P<rest>[/?#][^\s]*)?")

PLATFORM_SERVICES: Final[Mapping[str, str]] = {
    "ios": "apns",
    "android": "fcm_v1",
    "windows": "wns",
    "browser": "browser",
    "web": "browser",
    "kindle": "adm",
    "fire": "adm",
    "amazon": "adm",
    "adm": "adm",
    "baidu": "baidu",
    "xiaomi": "xiaomi",
}
"""The push service that reaches a platform, by the platform's name in lower case. The services are named as in
the metric tables above."""
