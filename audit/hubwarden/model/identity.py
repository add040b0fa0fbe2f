"""Names a subject in a way that outlives a run: by what it is, not by where it is written down."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from hubwarden.model.base import Subject, value_or_none
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.key_uses import KeyUse, PlainSecret

_NAMESPACE: Final = "/providers/microsoft.notificationhubs/namespaces/"
_IN_SUBSCRIPTION: Final = re.compile(r"/subscriptions/(?:\{[^/]*\}|[^/{}]*)(?=/)")
_INDEX: Final = re.compile(r"\[\d+\]")


def identity(subject: Subject) -> str:
    """Return what tells a subject from others in every run, whichever source tells of it; no path is in it.

    A namespace's name is unique in the world, so what is in one is named from there on. Everything else is
    named by its resource group and path: sources that read files do not know the subscription. A file goes
    without its name, what a stack or a template has goes by its own name. A change is also its two values.
    """
    text = subject.id.text
    origin = subject.origin
    if origin.location is not None and text == origin.location.file:
        name = ""
    elif text == origin.source or text.startswith(f"{origin.source}/"):
        name = f"{origin.stack or ''}{text.removeprefix(origin.source)}".lower()
    else:
        name = stable_id(text)
    if isinstance(subject, Change):
        return _joined(name, *(value_or_none(subject, of) for of in ("field", "declared", "live")))
    if isinstance(subject, KeyUse):
        rule = value_or_none(subject, "rule")
        return _joined(name, _place(subject), stable_id(str(rule or "")))
    if isinstance(subject, PlainSecret):
        return _joined(name, _place(subject))
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


def _place(subject: Subject) -> str:
    """Return a place in a resource without the numbers of its items, which change with their order."""
    return _INDEX.sub("[]", str(value_or_none(subject, "place")))


def _joined(*parts: object) -> str:
    return "\n".join(map(str, parts))
