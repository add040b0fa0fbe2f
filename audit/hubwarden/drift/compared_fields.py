"""The fields of a resource that are compared, and the normal form of their values."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from hubwarden.facts import (
    GCM_ENDPOINTS,
    HUB_METRIC_NAMESPACE,
    WNS_ACCESS_URL,
    apns_host,
    apns_path,
    apns_port,
)
from hubwarden.model.base import Subject
from hubwarden.model.credentials import (
    SERVICES,
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
    Credentials,
    FcmLegacy,
    FcmV1,
    Mpns,
    Wns,
    Xiaomi,
)
from hubwarden.model.resources import (
    AccessRule,
    ActionGroup,
    Alert,
    Criterion,
    DiagnosticSetting,
    Hub,
    Lock,
    LogStore,
    Namespace,
    PrivateEndpoint,
    ProcessingRule,
    RoleGrant,
)
from hubwarden.model.roles import DenyAssignment, Permission, RoleDefinition

Normal = Callable[[Any], Any]
"""A function to the normal form of a value: equal for all spellings of the same value."""

NEVER: Final = timedelta(days=10675199)
"""The lifetime of registrations that never expire, as the service writes it (.NET's ``TimeSpan.MaxValue``)."""


def as_is(value: Any) -> Any:
    """Return a value unchanged: every spelling is a different value."""
    return value


def small(value: str | None) -> str | None:
    """Return a word in lower case."""
    return None if value is None else str.lower(value)


def small_set(values: Iterable[str]) -> frozenset[str]:
    """Return words in lower case, without their order."""
    return frozenset(map(str.lower, values))


def lifetime(value: timedelta | None) -> timedelta | None:
    """Return a lifetime; ``None`` where it never ends."""
    return None if value is None or value >= NEVER else value


def ranges(value: Mapping[str, Iterable[str]]) -> frozenset[tuple[str, str]]:
    """Return all pairs of an address range and a right, as one set."""
    return frozenset(
        (right.lower(), _range(mask)) for right, masks in value.items() for mask in masks
    )


def apns_address(value: str | None) -> Any:
    """Return an address of Apple's service with scheme and host in lower case and port 443 by default."""
    if value is None or not apns_host(value):
        return value
    return apns_host(value), apns_port(value) or "443", apns_path(value)


def thumbprint(value: str | None) -> str | None:
    """Return a thumbprint in upper case, without the blanks or colons that tools write."""
    return None if value is None else value.replace(" ", "").replace(":", "").lower()


def _range(mask: str) -> str:
    try:
        return str(ipaddress.ip_network(mask.strip(), strict=False))
    except ValueError:
        return mask.lower()


def _metric_namespace(value: str | None) -> str:
    return (value or HUB_METRIC_NAMESPACE).lower()


def _wns_address(value: str | None) -> str:
    return value or WNS_ACCESS_URL


def _gcm_address(value: str | None) -> str:
    return GCM_ENDPOINTS[0] if value in (None, *GCM_ENDPOINTS) else value


def _permissions(value: Iterable[Permission]) -> frozenset[Any]:
    return frozenset((small_set(item.actions), small_set(item.not_actions)) for item in value)


COMPARED: Final[Mapping[type[Subject], Mapping[str, Normal]]] = {
    Namespace: {
        "tier": small,
        "public_access": as_is,
        "public_rights": small_set,
        "ranges": ranges,
        "region": small,
        "zone_redundant": as_is,
        "replication_region": small,
    },
    Hub: {"registration_ttl": lifetime},
    AccessRule: {"rights": small_set},
    DiagnosticSetting: {
        "log_categories": small_set,
        "metric_categories": small_set,
        "to_workspace": as_is,
        "to_storage": as_is,
        "to_event_hub": as_is,
    },
    Alert: {"enabled": as_is, "severity": as_is, "window": as_is, "frequency": as_is},
    Criterion: {
        "metric": small,
        "metric_namespace": _metric_namespace,
        "operator": small,
        "threshold": as_is,
        "aggregation": small,
        "by_dimension": as_is,
        "learns_from": as_is,
        "sensitivity": small,
        "evaluated_periods": as_is,
        "failing_periods": as_is,
    },
    ActionGroup: {"enabled": as_is, "receivers": as_is, "unreachable": frozenset},
    ProcessingRule: {
        "enabled": as_is,
        "silences": as_is,
        "conditional": as_is,
        "until": as_is,
        "at_times": as_is,
    },
    Lock: {"level": small},
    LogStore: {"days": as_is},
    PrivateEndpoint: {"status": small},
    RoleGrant: {"principal": small, "eligible": as_is},
    DenyAssignment: {
        "below": as_is,
        "principals": small_set,
        "excluded": small_set,
        "permissions": _permissions,
    },
    RoleDefinition: {"permissions": _permissions},
    Apns: {"endpoint": apns_address},
    ApnsToken: {"key": as_is, "key_id": as_is, "team_id": as_is, "bundle_id": as_is},
    ApnsCertificate: {},
    FcmV1: {"project_id": as_is, "client_email": as_is, "private_key": as_is},
    FcmLegacy: {"endpoint": _gcm_address, "api_key": as_is},
    Wns: {"package_sid": as_is, "secret_key": as_is, "token_url": _wns_address},
    Mpns: {"thumbprint": thumbprint},
    Adm: {"client_id": as_is, "client_secret": as_is, "token_url": as_is},
    Baidu: {"endpoint": as_is, "api_key": as_is, "secret_key": as_is},
    Browser: {"subject": as_is, "public_key": as_is, "private_key": as_is},
    Xiaomi: {"endpoint": as_is, "app_secret": as_is},
}
"""The fields with plain values that are compared, by kind, each with its normal form."""

IDS: Final[Mapping[type[Subject], tuple[str, ...]]] = {
    Hub: ("namespace",),
    AccessRule: ("scope",),
    DiagnosticSetting: ("target", "workspace", "storage"),
    Alert: ("scopes", "action_groups"),
    ProcessingRule: ("scopes",),
    Lock: ("scope",),
    LogStore: ("store",),
    RoleGrant: ("scope", "role"),
    DenyAssignment: ("scope",),
}
"""The fields that hold one or several resource ids, or ``None``."""

IN_THE_PATH: Final = ("namespace", "scope", "target", "store")
"""The fields among these that are also in the resource's path, by which it was paired: if they may be the same,
they are."""

COMPARED_APART: Final[Mapping[type[Subject], tuple[str, ...]]] = {
    Namespace: ("tags", "credentials"),
    Hub: ("tags", "credentials"),
    Alert: ("criteria",),
    Credentials: SERVICES,
    Apns: ("token", "certificate"),
    ApnsCertificate: ("material", "thumbprint", "bundle_id"),
}
"""The fields whose parts are compared one by one."""

FILLED_IN: Final = frozenset(
    {
        "Namespace.zone_redundant",
        "Namespace.region",
        "Alert.severity",
        "Alert.window",
        "Alert.frequency",
    }
)
"""Fields that the service sets where a declaration leaves them out; then nothing is declared to compare with."""
