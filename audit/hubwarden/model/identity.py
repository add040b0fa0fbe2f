"""A name for a subject that is the same in every run: by what the subject is, not by where it is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from hubwarden.model.base import ResourceId, Subject, value_or_none
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.model.resources import (
    Alert,
    DiagnosticSetting,
    Lock,
    LogStore,
    ProcessingRule,
    RoleGrant,
)

_NAMESPACE: Final = "/providers/microsoft.notificationhubs/namespaces/"
_IN_SUBSCRIPTION: Final = re.compile(r"/subscriptions/(?:\{[^/]*\}|[^/{}]*)(?=/)")
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/([^/{}]+)")
_NOT_TOLD: Final = "00000000-0000-0000-0000-000000000000"
_INDEX: Final = re.compile(r"\[\d+\]")
_SCOPES: Final[Mapping[type[Subject], str]] = {
    Alert: "scopes",
    ProcessingRule: "scopes",
    DiagnosticSetting: "target",
    LogStore: "store",
    Lock: "scope",
    RoleGrant: "scope",
}
"""The field with the scope of a kind of resource, which may lie in another subscription than the resource."""


def identity(subject: Subject) -> str:
    """Return the name of a subject that is the same in every run and for every source.

    A namespace's name is globally unique, so whatever is in one is named from the namespace on. Everything else is
    named by its resource group and path, and by what it watches or protects; the subscription is left out, because
    sources that read files do not know it. The name of an inspected file is left out. If a part of the name is not
    known, or a stack or template itself is meant, the stack (or else the source) is part of the name. The identity
    of a change also contains its two values.
    """
    text = subject.id.text
    origin = subject.origin
    if origin.location is not None and text == origin.location.file:
        name = ""
    elif text == origin.source or text.startswith(f"{origin.source}/"):
        name = f"{origin.stack or origin.source}{text.removeprefix(origin.source)}".lower()
    else:
        name = stable_id(text)
    if "{" in name:
        # In another source the same symbol may mean another value.
        name = _joined(name, origin.stack or origin.source)
    if isinstance(subject, Change):
        told = (value_or_none(subject, of) for of in ("field", "declared", "live", "digest"))
        return _joined(name, _subscription(text), *told)
    if (field := _SCOPES.get(type(subject))) is not None:
        return _joined(name, *sorted(_scopes(value_or_none(subject, field))))
    if isinstance(subject, (KeyUse, PlainSecret)):
        rule = value_or_none(subject, "rule") if isinstance(subject, KeyUse) else None
        return _joined(name, _place(subject), *([stable_id(str(rule))] if rule else ()))
    if isinstance(subject, Build):
        return _joined(*(value_or_none(subject, field) for field in ("kind", "bundle_id")))
    if isinstance(subject, CredentialFile):
        return type(value_or_none(subject, "content")).__name__
    return name


@lru_cache(maxsize=4096)
def stable_id(text: str) -> str:
    """Return a resource id in lower case, from the namespace on, or else without its subscription."""
    small = text.lower()
    _, found, inside = small.partition(_NAMESPACE)
    if found and inside and not inside.startswith("{"):
        return f"{found}{inside}"
    return (
        _IN_SUBSCRIPTION.sub("", small, count=1) if small.startswith("/subscriptions/") else small
    )


def source_of(identity: str) -> str:
    """Return the only stack or source in which an identity means something; empty where it does in all."""
    name, _, more = identity.partition("\n")
    return more.partition("\n")[0] if "{" in name else ""


def _subscription(text: str) -> str:
    """Return the subscription of a resource outside namespaces of a known name; empty where it is not known."""
    if stable_id(text).startswith(_NAMESPACE):
        return ""
    found = _SUBSCRIPTION.match(text.lower())
    return found[1] if found and found[1] != _NOT_TOLD else ""


def _scopes(value: ResourceId | tuple[ResourceId, ...] | None) -> Iterator[str]:
    """Yield what a resource watches or protects; empty for a whole subscription whose id is not known."""
    for scope in (value,) if isinstance(value, ResourceId) else value or ():
        whole = _SUBSCRIPTION.fullmatch(scope.folded)
        yield stable_id(scope.text) if whole is None or whole[1] != _NOT_TOLD else ""


def _place(subject: Subject) -> str:
    """Return the place in a resource without list indexes, which change with the order of items."""
    return _INDEX.sub("[]", str(value_or_none(subject, "place")))


def _joined(*parts: object) -> str:
    return "\n".join(map(str, parts))
