"""Facts about Azure Notification Hubs that the program and the auditor share.

Nothing of Hubwarden is imported here. Every table names the document that it was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

ApnsEnvironment = Literal["production", "sandbox"]
ApnsMode = Literal["token", "certificate"]

RIGHTS: Final = ("Listen", "Send", "Manage")
"""Rights of an access rule (REST API 2023-10-01-preview, AccessRights)."""

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

Source: Microsoft, Update-AzNotificationHub, parameter ``-ApnsCredentialEndpoint``; the Java back-end
SDK's constants agree. Microsoft's page on token authentication lists no production address at all.
"""


class ApnsHost(NamedTuple):
    """A host of Apple's service."""

    environment: ApnsEnvironment
    takes_token: bool
    """Whether it can be used with a token; with a certificate all can."""


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
"""What carries these logs, category groups among it (Azure Policy: Enable logging by category group for
Notification Hub Namespaces, whose groups are audit and allLogs)."""

ALL_METRICS: Final = "AllMetrics"
"""The metrics category of a diagnostic setting; hubs have metrics, namespaces have none."""

Concern = Literal["authentication", "pns-errors", "bad-channel", "throttling", "failed-requests"]

CONCERNS: Final[tuple[Concern, ...]] = (
    "authentication",
    "pns-errors",
    "bad-channel",
    "throttling",
    "failed-requests",
)
"""What a hub's alerts watch over."""

HUB_METRICS: Final[Mapping[Concern, tuple[str, ...]]] = {
    "pns-errors": ("outgoing.allpns.pnserror",),
    "bad-channel": ("outgoing.allpns.badorexpiredchannel",),
    "failed-requests": ("incoming.all.failedrequests",),
}
"""Metrics of a hub that exist whatever its platforms are (Azure Monitor metrics, 2024-08-08)."""

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
"""Metrics that a hub has for one push service; ADM, Baidu, browser and Xiaomi have none.

Source: Azure Monitor metrics of Microsoft.NotificationHubs/namespaces/notificationHubs, 2024-08-08.
``outgoing.allpns.pnserror`` leaves authentication problems out, so those need their own alerts.
"""

HUB_METRIC_NAMESPACE: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs"
"""The namespace of a hub's metrics in Azure Monitor: the hub's type."""

HUB_METRIC_AGGREGATIONS: Final = ("Total",)
"""How a hub's metrics add up: their unit is Count and their aggregation Total (Azure Monitor metrics,
2024-08-08). The aggregation Count would count samples and not events. None of them has dimensions."""

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
"""Metrics that are documented but missing from the service's own list: an alert on one must ask Azure
to skip the metric's validation."""


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
"""The address of a service account that somebody made, or of App Engine's own: both name the project
(Google Cloud: Service accounts overview). Others that Google makes itself have other forms."""


PROFILE_SIGNERS: Final = frozenset(
    {
        "Apple iPhone OS Provisioning Profile Signing",
        "Apple Provisioning Profile Signing",
        "Mac OS X Provisioning Profile Signing",
    }
)
"""Whom Apple lets sign provisioning profiles, by common name: what several independent verifiers of
profiles ask for. A chain to Apple alone proves nothing: a developer's certificate has one, too."""


def firebase_project(email: str) -> str | None:
    """Return the project that a service account's address names; nothing for a form not known.

    What is judged is what is sent: white space is no part of an address, and Google writes no capitals in it.

    A project of an organisation's domain is written ``example.com:project``; such an address has the
    project first and the domain behind it.
    """
    found = _SERVICE_ACCOUNT.fullmatch(email)
    if found is None:
        return None
    project, domain = found["project"] or found["of_app_engine"], found["domain"]
    return f"{domain.removeprefix('.')}:{project}" if domain else project


def apns_host(endpoint: str) -> str:
    """Return the lower-case host of an APNs endpoint, which may be a URL or a bare host name.

    Scheme and host are the same in any letter case (RFC 3986); the rest counts as it is written. What is
    neither a URL nor a host has an empty host.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    return found["host"].lower() if found else ""


def apns_path(endpoint: str) -> str:
    """Return the path of an APNs endpoint, empty where it has none."""
    found = _ENDPOINT.fullmatch(endpoint)
    return (found["path"] or "") if found else ""


def apns_port(endpoint: str) -> str:
    """Return the port of an APNs endpoint, empty where it names none."""
    found = _ENDPOINT.fullmatch(endpoint)
    return (found["port"] or "") if found else ""


APNS_PATH: Final = "/3/device"
"""The path that an endpoint of the ``api.*`` family needs: without it a hub accepts the endpoint and
delivers nothing (reported in MicrosoftDocs/azure-docs, thread 55558)."""

APNS_PORTS: Final = ("", "443", "2197")
"""The ports at which the hosts of the ``api.*`` family answer (Apple: Sending notification requests to
APNs); 2195 belonged to the retired binary service of ``gateway.*``."""

_ENDPOINT: Final = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]://)?(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>443|2197|2195))?(?P<path>/[^?#]*)?"
)
"""What an address of Apple's service can look like; never in clear. With ``fullmatch``, so that a line
break behind it counts."""

ADM_ACCESS_URL: Final = "https://api.amazon.com/auth/O2/token"
"""Where a hub fetches its access to Amazon Device Messaging (Microsoft: Notification Hubs .NET SDK,
AdmCredential, which refuses every other address)."""

GCM_ENDPOINTS: Final = (
    "https://fcm.googleapis.com/fcm/send",
    "https://android.googleapis.com/gcm/send",
)
"""Where hubs deliver to for a ``gcmCredential``; one that names no endpoint delivers to Google, too (examples of
the REST API, 2017-04-01; Google: GCM and FCM migration)."""

WNS_ACCESS_URL: Final = "https://login.live.com/accesstoken.srf"
"""Where a hub fetches its access to the Windows service when nothing else is set (Microsoft:
Update-AzNotificationHub, parameter ``-WnsCredentialWindowsLiveEndpoint``)."""

ENTRA_HOSTS: Final = (
    "login.chinacloudapi.cn",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
)
"""Hosts at which Microsoft Entra ID hands out tokens (Microsoft: National clouds)."""


def same_address(address: str, other: str) -> bool:
    """Tell whether two addresses are one: scheme and host are the same in any letter case (RFC 3986).

    So is the port that the scheme has anyway; the path counts exactly.
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
"""The push service that reaches a platform, by the word for the platform in lower case; the services are
named as in the metric tables."""
