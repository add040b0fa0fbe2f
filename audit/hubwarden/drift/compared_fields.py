"""Which fields of a resource are compared, and in which form two spellings are one value."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from hubwarden.facts import (
    HUB_METRIC_NAMESPACE,
    WNS_ACCESS_URL,
    apns_host,
    apns_path,
    apns_port,
)
from hubwarden.model.base import Subject
from hubwarden.model.credentials import (
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
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
"""Gives the form of a value that is the same for all its spellings."""

NEVER: Final = timedelta(days=10675199)
"""What the service writes where registrations never expire (``TimeSpan.MaxValue`` of .NET, in days)."""


def as_is(value: Any) -> Any:
    """Return a value of which each spelling is another value."""
    return value


def small(value: str | None) -> str | None:
    """Return a word whose letter case does not matter."""
    return None if value is None else str.lower(value)


def small_set(values: Iterable[str]) -> frozenset[str]:
    """Return words whose order and letter case do not matter."""
    return frozenset(map(str.lower, values))


def lifetime(value: timedelta | None) -> timedelta | None:
    """Return after which time something expires; ``None`` where it never does."""
    return None if value is None or value >= NEVER else value


def ranges(value: Mapping[str, Iterable[str]]) -> frozenset[tuple[str, str]]:
    """Return each right that a range of addresses has."""
    return frozenset(
        (right.lower(), _range(mask)) for right, masks in value.items() for mask in masks
    )


def apns_address(value: str | None) -> Any:
    """Return an address of Apple's service; scheme and host in any letter case, 443 where no port is."""
    if value is None or not apns_host(value):
        return value
    return apns_host(value), apns_port(value) or "443", apns_path(value)


def thumbprint(value: str | None) -> str | None:
    """Return a thumbprint, which tools write in any letter case and with blanks or colons."""
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
    Alert: {"enabled": as_is},
    Criterion: {
        "metric": small,
        "metric_namespace": _metric_namespace,
        "operator": small,
        "threshold": as_is,
        "aggregation": small,
        "by_dimension": as_is,
        "learns_from": as_is,
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
    FcmLegacy: {"api_key": as_is},
    Wns: {"package_sid": as_is, "secret_key": as_is, "token_url": _wns_address},
    Mpns: {"thumbprint": thumbprint},
    Adm: {"client_id": as_is, "client_secret": as_is, "token_url": as_is},
    Baidu: {"endpoint": as_is, "api_key": as_is, "secret_key": as_is},
    Browser: {"subject": as_is, "public_key": as_is, "private_key": as_is},
    Xiaomi: {"endpoint": as_is, "app_secret": as_is},
}
"""Fields with a value of their own, by kind, with the form in which they are compared."""

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
"""Fields that hold the id of a resource, several of them, or ``None``."""

IN_THE_PATH: Final = ("namespace", "scope", "target", "store")
"""Those of them that stand in the path of the resource, too, by which it was paired: where they may be the
same, they are."""

COMPARED_APART: Final[Mapping[type[Subject], tuple[str, ...]]] = {
    Namespace: ("tags", "credentials"),
    Hub: ("tags", "credentials"),
    Alert: ("criteria",),
    Apns: ("token", "certificate"),
    ApnsCertificate: ("material", "thumbprint", "bundle_id"),
}
"""Fields whose parts are compared one by one."""

_PULUMI: Final = "it says what Pulumi does, and Azure does not know it"
_DECLARED_ONLY: Final = "only a declaration says it, and Azure does not know it"
_OF_THE_PATH: Final = "it follows from the path, by which resources are paired"
_OF_THE_RANGES: Final = "it follows from the ranges, which are compared"
_OF_THE_KEY: Final = "it follows from the key or certificate, which is compared"
_OF_THE_FORM: Final = "it says how the source writes the credential down"

NOT_COMPARED: Final[Mapping[type[Subject], Mapping[str, str]]] = {
    Namespace: {
        "name": _OF_THE_PATH,
        "addresses": _OF_THE_RANGES,
        "known_addresses": _OF_THE_RANGES,
        "protect": _PULUMI,
        "retain_on_delete": _PULUMI,
    },
    Hub: {
        "name": _OF_THE_PATH,
        "platforms": _DECLARED_ONLY,
        "further_platforms": _DECLARED_ONLY,
        "protect": _PULUMI,
        "retain_on_delete": _PULUMI,
    },
    AccessRule: {
        "name": _OF_THE_PATH,
        "on_namespace": _OF_THE_PATH,
        "azure_default": "it follows from the name and the rights",
        "consumer": _DECLARED_ONLY,
        "role": _DECLARED_ONLY,
        "claimed_role": _DECLARED_ONLY,
        "used_by": _DECLARED_ONLY,
        "modified": "the service writes it",
    },
    LogStore: {"of_table": "it says what kind of place it is"},
    PrivateEndpoint: {"endpoint": "it is what endpoints are paired by"},
    RoleGrant: {"principal_kind": "it follows from the principal"},
    DenyAssignment: {"groups": "it follows from the principals"},
    ApnsToken: {"content": _OF_THE_KEY},
    ApnsCertificate: {"content": _OF_THE_KEY},
    **{
        kind: {
            **({"content": _OF_THE_KEY} if kind in (FcmV1, Browser) else {}),
            "in_clear": _OF_THE_FORM,
            "placeholders": _OF_THE_FORM,
            "missing": _OF_THE_FORM,
            "symbols": "they name what is not known",
        }
        for kind in (Apns, FcmV1, FcmLegacy, Wns, Mpns, Adm, Baidu, Browser, Xiaomi)
    },
}
"""Fields that are not compared, and why."""

FILLED_IN: Final = frozenset({"Namespace.zone_redundant", "Namespace.region"})
"""Fields that the service fills in where a declaration leaves them out: nothing is then declared."""
