"""Describes values in words that never contain a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hubwarden.drift.compared_fields import NEVER
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.change import Change
from hubwarden.model.credentials import Credential
from hubwarden.model.resources import (
    AccessRule,
    ActionGroup,
    Alert,
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
from hubwarden.secret import Secret, harmless, shown

_UNITS: Final = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
}

DIFFERS: Final = "differs"
"""The word for both values of a secret."""

_NOUNS: Final[Mapping[type[Subject], str]] = {
    Namespace: "namespace",
    Hub: "hub",
    AccessRule: "access rule",
    DiagnosticSetting: "diagnostic setting",
    LogStore: "log store",
    Alert: "alert",
    ActionGroup: "action group",
    ProcessingRule: "alert processing rule",
    Lock: "lock",
    PrivateEndpoint: "private endpoint",
    RoleGrant: "role assignment",
    RoleDefinition: "role",
    DenyAssignment: "deny assignment",
}


def resource(subject: Subject) -> str:
    """Return the kind and name of a subject, in words."""
    if isinstance(subject, Change):
        return subject.resource
    if isinstance(subject, LogStore) and subject.id != subject.store:
        # A policy is always called "default", so it is named by its account.
        kind = "table" if subject.of_table else "policy"
        return f"{kind} {subject.id.name} of log store {subject.store.name}"
    noun = _NOUNS.get(type(subject))
    if noun is None:
        holder = "hub" if "/notificationhubs/" in subject.id.text.lower() else "namespace"
        noun = f"the push credentials of {holder}"
        if isinstance(subject, Credential):
            noun = f"the {type(subject).__name__} credential of {holder}"
    return f"{noun} {subject.id.name}"


def summary(subject: Subject) -> str:
    """Return the most important facts of a resource that only one side has; may be empty."""
    try:
        if isinstance(subject, AccessRule):
            return words(subject.rights)
        if isinstance(subject, Namespace):
            return f"tier {subject.tier}"
        if isinstance(subject, Lock):
            return subject.level
        if isinstance(subject, LogStore) and subject.days is not None:
            return f"it deletes logs after {subject.days:g} days"
        if isinstance(subject, RoleGrant):
            return f"{subject.principal} has {subject.role.name} on {subject.scope.name}"
    except Undetermined:
        pass
    return ""


def words(value: Any) -> str:
    """Return a value in words, without secrets."""
    for kind, spell in _SPELLINGS.items():
        if isinstance(value, kind):
            return spell(value)
    return str(value)


def _days(value: timedelta) -> str:
    if value >= NEVER:
        return "never"
    unit, length = next(
        (unit, length) for unit, length in _UNITS.items() if length <= value or unit == "minute"
    )
    count = value / length
    return f"{count:g} {unit if count == 1 else f'{unit}s'}"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(sorted(map(words, values))) or "none"


def _permission(value: Permission) -> str:
    return ", ".join((*value.actions, *(f"not {item}" for item in value.not_actions)))


def _by_right(value: Mapping[str, Iterable[str]]) -> str:
    parts = [f"{right} from {_listed(ranges)}" for right, ranges in sorted(value.items())]
    return "; ".join(parts) or "none"


_SPELLINGS: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    type(None): lambda _: "none",
    bool: lambda value: "yes" if value else "no",
    str: lambda value: harmless(shown(value)) or "empty",
    ResourceId: lambda value: value.name,
    datetime: datetime.isoformat,
    timedelta: _days,
    Mapping: _by_right,
    Secret: lambda _: DIFFERS,
    Permission: _permission,
    Subject: lambda _: "set",
    frozenset: _listed,
    tuple: _listed,
}
"""How a value of each type is described; ``bool`` must come before ``int``, which it is a subclass of."""
