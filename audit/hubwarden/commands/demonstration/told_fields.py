"""Reads an estate for a deployment: what it does not tell is counted, and left out or made up."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.secret import Hidden

Sent = tuple[str, str, Mapping[str, Any]]
"""What is sent for a resource: its id, the API version and the body."""

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000001"
"""Stands for a subscription that a source does not name."""

_SYMBOL: Final = re.compile(r"\{[^{}]*\}")
_GUID: Final = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_WORD: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9]{0,23})\}")
_SUBSCRIPTIONS: Final = "/subscriptions/"


@dataclass(slots=True)
class Notes:
    """What of an estate is not as its source tells it, each with how often."""

    made_up: Counter[str] = field(default_factory=Counter)
    """Fields that need a value, and that no source told: they have a harmless one."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Fields and resources that are not there."""
    subscription: str = SUBSCRIPTION
    """Where a resource is of which no subscription is told."""

    def value(self, subject: Subject, name: str, instead: Any) -> Any:
        """Return a field that a resource cannot do without, or else what is put in its place.

        What came with a secret is told to nobody.
        """
        try:
            value = getattr(subject, name)
        except Undetermined:
            value = None
        else:
            if not isinstance(value, Hidden):
                return value
        self.made_up[_called(subject, name)] += 1
        return instead

    def optional(self, subject: Subject, name: str) -> Any:
        """Return a field, or ``None`` where no source told it."""
        try:
            value = getattr(subject, name)
        except Undetermined:
            # What a declaration leaves to Azure is no hole in it.
            if name in subject.undeclared:
                return None
        else:
            if not isinstance(value, Hidden):
                return value
        self.left_out[_called(subject, name)] += 1
        return None

    def id(self, id: ResourceId | str) -> str:
        """Return an id without symbols: a name is made up for each, the same one wherever it stands."""
        text = str(id)
        if not text.startswith(_SUBSCRIPTIONS):
            text = f"{_SUBSCRIPTIONS}{self.subscription}/{text.lstrip('/')}"
        head, parts = text[: len(_SUBSCRIPTIONS)], text[len(_SUBSCRIPTIONS) :]
        subscription, slash, rest = parts.partition("/")
        if not is_guid(subscription):
            self.made_up["subscriptions of ids"] += 1
            subscription = self.subscription
        if "{" in rest:
            self.made_up["names in ids"] += 1
        return f"{head}{subscription}{slash}{_SYMBOL.sub(_name_for, rest)}"


def is_guid(text: str) -> bool:
    """Tell whether a text is a GUID as Resource Manager takes it."""
    return _GUID.fullmatch(text) is not None


def guid(text: str) -> str:
    """Return the GUID that a text is, or else one that is made of it."""
    return text if is_guid(text) else str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def _called(subject: Subject, name: str) -> str:
    return f"{type(subject).__name__}.{name}"


def _name_for(symbol: re.Match[str]) -> str:
    word = _WORD.fullmatch(symbol.group())
    if word:
        return word[1].lower()
    return f"x{hashlib.sha256(symbol.group().encode()).hexdigest()[:8]}"
