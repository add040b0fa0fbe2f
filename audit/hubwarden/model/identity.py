"""Names a subject in a way that outlives a run: by what it is, not by where it is written down."""

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
"""The field that says what a resource is about, which may lie in another subscription than its id tells."""


def identity(subject: Subject) -> str:
    """Return what tells a subject from others in every run, whichever source tells of it.

    A namespace's name is unique in the world, so what is in one is named from there on. Everything else is
    named by its resource group and path, and by what it watches or protects: sources that read files do not
    know the subscription. A file that is inspected goes without its name. What is not known by name, and what
    a stack or a template has, is that of its stack, or else of its source. A change is also its two values.
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
        # A symbol stands for one value within a source; in another the same symbol says nothing.
        name = _joined(name, origin.stack or origin.source)
    if isinstance(subject, Change):
        told = (value_or_none(subject, of) for of in ("field", "declared", "live", "digest"))
        return _joined(name, _subscription(text), *told)
    if (field := _SCOPES.get(type(subject))) is not None:
        return _joined(name, *sorted(_scopes(value_or_none(subject, field))))
    if isinstance(subject, KeyUse | PlainSecret):
        rule = value_or_none(subject, "rule") if isinstance(subject, KeyUse) else None
        return _joined(name, _place(subject), *([stable_id(str(rule))] if rule else ()))
    if isinstance(subject, Build):
        return _joined(*(value_or_none(subject, field) for field in ("kind", "bundle_id")))
    if isinstance(subject, CredentialFile):
        return type(value_or_none(subject, "content")).__name__
    return name


@lru_cache(maxsize=4096)
def stable_id(text: str) -> str:
    """Return an id of Azure in small letters, from the namespace on or else from the resource group on."""
    small = text.lower()
    _, found, inside = small.partition(_NAMESPACE)
    if found and inside and not inside.startswith("{"):
        return f"{found}{inside}"
    return (
        _IN_SUBSCRIPTION.sub("", small, count=1) if small.startswith("/subscriptions/") else small
    )


def source_of(identity: str) -> str:
    """Return the stack or source of which alone an identity holds; empty where it holds in every one."""
    name, _, more = identity.partition("\n")
    return more.partition("\n")[0] if "{" in name else ""


def _subscription(text: str) -> str:
    """Return the subscription of a resource that is in no namespace of a known name, where it is told."""
    if stable_id(text).startswith(_NAMESPACE):
        return ""
    found = _SUBSCRIPTION.match(text.lower())
    return found[1] if found and found[1] != _NOT_TOLD else ""


def _scopes(value: ResourceId | tuple[ResourceId, ...] | None) -> Iterator[str]:
    """Yield what a resource watches or protects; a subscription that the source does not tell is left out."""
    for scope in (value,) if isinstance(value, ResourceId) else value or ():
        whole = _SUBSCRIPTION.fullmatch(scope.folded)
        yield stable_id(scope.text) if whole is None or whole[1] != _NOT_TOLD else ""


def _place(subject: Subject) -> str:
    """Return a place in a resource without the numbers of its items, which change with their order."""
    return _INDEX.sub("[]", str(value_or_none(subject, "place")))


def _joined(*parts: object) -> str:
    return "\n".join(map(str, parts))
