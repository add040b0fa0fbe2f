"""Classifies differences: which are worse than declared, and which are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from hubwarden.drift.worse_values import (
    always,
    fewer,
    gained,
    greater,
    is_approved,
    is_off,
    is_on,
    less_sensitive,
    lost,
    lost_ids,
    lower_tier,
    may_do_more,
    more,
    not_named,
    opened,
    shorter,
    weaker_lock,
)
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.change import (
    AccessNarrowed,
    AccessRuleAdded,
    AccessWidened,
    AlertingWeakened,
    Change,
    CredentialSwapped,
    DiagnosticsReduced,
    HubAdded,
    HubGone,
    LockRemoved,
    NetworkClosed,
    NetworkOpened,
    RoleGranted,
    RoleRemoved,
    SafeguardAdded,
    SettingChanged,
    TagsChanged,
    TierLowered,
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
from hubwarden.model.roles import DenyAssignment, RoleDefinition

Test = Callable[[Any, Any], bool]
"""Tells whether the live value (the second argument) is worse than the declared one (the first)."""


class Kinds(NamedTuple):
    """The kinds of change that a difference in one field can be."""

    worse: type[Change]
    other: type[Change]
    is_worse: Test


def _only(kind: type[Change]) -> Kinds:
    return Kinds(kind, kind, always)


_ALERTING: Final = _only(AlertingWeakened)
_SETTING: Final = _only(SettingChanged)
_DESTINATION: Final = Kinds(DiagnosticsReduced, SafeguardAdded, not_named)
_SENT: Final = Kinds(DiagnosticsReduced, SafeguardAdded, is_off)
_CATEGORIES: Final = Kinds(DiagnosticsReduced, SafeguardAdded, lost)

_FIELDS: Final[Mapping[type[Subject], Mapping[str, Kinds]]] = {
    Namespace: {
        "tier": Kinds(TierLowered, SettingChanged, lower_tier),
        "public_access": Kinds(NetworkOpened, NetworkClosed, is_on),
        "public_rights": Kinds(NetworkOpened, NetworkClosed, gained),
        "ranges": Kinds(NetworkOpened, NetworkClosed, opened),
        "region": _SETTING,
        "zone_redundant": _SETTING,
        "replication_region": _SETTING,
        "resource_group": _SETTING,
        "subscription": _SETTING,
        "tags": _only(TagsChanged),
    },
    Hub: {
        "registration_ttl": _SETTING,
        "namespace": _SETTING,
        "tags": _only(TagsChanged),
    },
    AccessRule: {
        "rights": Kinds(AccessWidened, AccessNarrowed, gained),
        "scope": _only(AccessWidened),
    },
    DiagnosticSetting: {
        "log_categories": _CATEGORIES,
        "metric_categories": _CATEGORIES,
        "to_workspace": _SENT,
        "to_storage": _SENT,
        "to_event_hub": _SENT,
        "workspace": _DESTINATION,
        "storage": _DESTINATION,
        "target": _only(DiagnosticsReduced),
    },
    LogStore: {
        "days": Kinds(DiagnosticsReduced, SafeguardAdded, shorter),
        "store": _only(DiagnosticsReduced),
    },
    Alert: {
        "enabled": Kinds(AlertingWeakened, SafeguardAdded, is_off),
        "scopes": Kinds(AlertingWeakened, SafeguardAdded, lost_ids),
        "action_groups": Kinds(AlertingWeakened, SafeguardAdded, lost_ids),
        "criteria": _ALERTING,
        "severity": Kinds(AlertingWeakened, SafeguardAdded, greater),
        "window": _ALERTING,
        "frequency": Kinds(AlertingWeakened, SafeguardAdded, greater),
    },
    Criterion: dict.fromkeys(
        (
            "metric",
            "metric_namespace",
            "operator",
            "aggregation",
            "learns_from",
            "evaluated_periods",
            "failing_periods",
        ),
        _ALERTING,
    )
    | {
        "by_dimension": Kinds(AlertingWeakened, SafeguardAdded, is_on),
        "sensitivity": Kinds(AlertingWeakened, SafeguardAdded, less_sensitive),
        "threshold": Kinds(AlertingWeakened, SafeguardAdded, always),
    },
    ActionGroup: {
        "enabled": Kinds(AlertingWeakened, SafeguardAdded, is_off),
        "receivers": Kinds(AlertingWeakened, SafeguardAdded, fewer),
        "unreachable": Kinds(AlertingWeakened, SafeguardAdded, more),
    },
    ProcessingRule: dict.fromkeys(("scopes", "conditional", "until", "at_times"), _ALERTING)
    | {
        "enabled": Kinds(AlertingWeakened, SafeguardAdded, always),
        "silences": Kinds(AlertingWeakened, SafeguardAdded, is_on),
    },
    Lock: {
        "level": Kinds(LockRemoved, SafeguardAdded, weaker_lock),
        "scope": _only(LockRemoved),
    },
    PrivateEndpoint: {"status": Kinds(NetworkOpened, NetworkClosed, is_approved)},
    RoleGrant: dict.fromkeys(("scope", "principal", "role"), _only(RoleGranted))
    | {"eligible": Kinds(RoleGranted, RoleRemoved, is_off)},
    DenyAssignment: dict.fromkeys(
        ("scope", "below", "principals", "excluded", "permissions"), _only(RoleGranted)
    ),
    RoleDefinition: {"permissions": Kinds(RoleGranted, RoleRemoved, may_do_more)},
}
"""By kind of resource and field. Every field of a credential counts as the credential itself."""

_GONE: Final[Mapping[type[Subject], type[Change]]] = {
    Namespace: HubGone,
    Hub: HubGone,
    AccessRule: AccessNarrowed,
    DiagnosticSetting: DiagnosticsReduced,
    LogStore: DiagnosticsReduced,
    Alert: AlertingWeakened,
    ActionGroup: AlertingWeakened,
    ProcessingRule: AlertingWeakened,
    Lock: LockRemoved,
    PrivateEndpoint: NetworkClosed,
    RoleGrant: RoleRemoved,
    RoleDefinition: RoleRemoved,
    DenyAssignment: RoleGranted,
}

_ADDED: Final[Mapping[type[Subject], type[Change]]] = {
    Namespace: HubAdded,
    Hub: HubAdded,
    AccessRule: AccessRuleAdded,
    DiagnosticSetting: SafeguardAdded,
    LogStore: DiagnosticsReduced,
    Alert: SafeguardAdded,
    ActionGroup: SafeguardAdded,
    ProcessingRule: AlertingWeakened,
    Lock: SafeguardAdded,
    PrivateEndpoint: NetworkOpened,
    RoleGrant: RoleGranted,
    DenyAssignment: RoleRemoved,
}


def of_field(subject: Subject, field: str, declared: Any, live: Any) -> type[Change]:
    """Return the kind of change of a difference in a field."""
    kinds = _kinds(subject, field)
    is_worse = kinds.is_worse
    if isinstance(subject, Criterion) and field == "threshold":
        is_worse = partial(_fires_later, subject)
    elif isinstance(subject, ProcessingRule) and field == "enabled":
        is_worse = partial(_silenced, subject)
    return kinds.worse if is_worse(declared, live) else kinds.other


def of_unknown_field(subject: Subject, field: str) -> type[Change]:
    """Return the worst kind of change that a difference in a field could be, where one side is not known."""
    return _kinds(subject, field).worse


def of_missing(subject: Subject) -> type[Change]:
    """Return the kind of change if a declared resource is not live."""
    if isinstance(subject, ProcessingRule) and _silences(subject):
        return SafeguardAdded
    return _GONE[type(subject)]


def of_extra(subject: Subject) -> type[Change]:
    """Return the kind of change if a live resource is not declared."""
    if isinstance(subject, ProcessingRule) and not _silences(subject):
        return SafeguardAdded
    return _ADDED[type(subject)]


def _fires_later(criterion: Criterion, declared: float | None, live: float | None) -> bool:
    """Tell whether a criterion fires, or may fire, later with the live threshold than with the declared one."""
    if declared is None or live is None:
        return True
    try:
        operator = criterion.operator.lower()
    except Undetermined:
        return True
    if operator.startswith("less"):
        return live < declared
    return live > declared or not operator.startswith("greater")


def _silenced(rule: ProcessingRule, _declared: bool, live: bool) -> bool:  # noqa: FBT001 - values of a field
    return live is _silences(rule)


def _silences(rule: ProcessingRule) -> bool:
    """Tell whether a processing rule removes action groups, or may."""
    try:
        return rule.silences
    except Undetermined:
        return True


def _kinds(subject: Subject, field: str) -> Kinds:
    return _FIELDS.get(type(subject), {}).get(field, _only(CredentialSwapped))
