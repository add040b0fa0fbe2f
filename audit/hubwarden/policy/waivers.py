"""Waivers: findings that somebody takes responsibility for until a given day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from posixpath import normpath
from typing import Literal

from msgspec import Struct

from hubwarden.policy.environment_demands import RuleId, Text
from hubwarden.policy.resource_patterns import has_symbol, is_about, key_of, keys_of


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """Who takes responsibility for the findings of a rule about a resource, why, and until when."""

    rule: RuleId
    resource: Text
    """The resource by its name in the report (``namespace/hub``), by its id, or by a pattern for either."""
    reason: Text
    owner: Text
    """Who takes responsibility."""
    ticket: Text
    """The ticket that plans the repair."""
    expires: date
    """The last day on which it holds, in UTC."""
    environment: Text | None = None
    """The environment that it is limited to; by default every one, and for a symbol where none is known."""
    source: Text | None = None
    """The source that it is limited to, as the report names it; required if the resource has a symbol."""

    def holds_for(self, environment: str | None, source: str) -> bool:
        """Tell whether it applies in this environment and to this source, whatever the resource is."""
        if self.source is not None and _spelled(self.source) != _spelled(source):
            return False
        if self.environment is None:
            return environment is None or not has_symbol(self.resource)
        return environment == self.environment


class WaiverFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of a file of waivers."""

    version: Literal[1]
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a run, and the file that they came from."""

    items: tuple[Waiver, ...] = ()
    file: str = ""
    """The name of the file in messages; empty where there is none."""
    digest: str = ""
    """SHA-256 over the file, hexadecimal."""
    _by_key: dict[tuple[str, str | None], list[Waiver]] = field(
        init=False, default_factory=dict, repr=False
    )
    """Waivers by rule and key of the resource (``key_of``); ``None`` is the key of patterns."""

    def __post_init__(self) -> None:
        for item in self.items:
            self._by_key.setdefault((item.rule, key_of(item.resource)), []).append(item)

    def about(self, rule: str, id: str, environment: str | None, source: str) -> Waiver | None:
        """Return the waiver for a rule and a resource id, in an environment and a source.

        Of several, the one that ends last counts.
        """
        if not self.items:
            return None
        found = [
            item
            for key in (None, *keys_of(id))
            for item in self._by_key.get((rule, key), ())
            if is_about(item.resource, id) and item.holds_for(environment, source)
        ]
        return max(found, key=lambda item: item.expires, default=None)


def _spelled(source: str) -> str:
    """Return a source in one spelling: without ``./``, and with slashes alone."""
    scheme, colon, rest = source.partition(":")
    return f"{scheme}{colon}{normpath(rest.replace(chr(92), '/'))}" if rest else source
