"""Waivers: findings that somebody answers for until a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from msgspec import Struct

from hubwarden.policy.environment_demands import RuleId, Text
from hubwarden.policy.resource_patterns import is_about, key_of, keys_of


class Waiver(Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers for the findings of a rule about a resource, why, and until when."""

    rule: RuleId
    resource: Text
    """A resource as the report prints it (``namespace/hub``), its id, or a pattern for either."""
    reason: Text
    owner: Text
    """Who answers for it."""
    ticket: Text
    """Where its end is planned."""
    expires: date
    """The last day on which it holds, in UTC."""


class WaiverFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of waivers holds."""

    version: Literal[1]
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of a run, and the file that they came from."""

    items: tuple[Waiver, ...] = ()
    file: str = ""
    """As messages name it; empty where there is none."""
    digest: str = ""
    """SHA-256 over the file, hexadecimal."""
    _by_key: dict[tuple[str, str | None], list[Waiver]] = field(
        init=False, default_factory=dict, repr=False
    )
    """By rule and by what the resource is found by; ``None`` for patterns."""

    def __post_init__(self) -> None:
        for item in self.items:
            self._by_key.setdefault((item.rule, key_of(item.resource)), []).append(item)

    def about(self, rule: str, id: str) -> Waiver | None:
        """Return the waiver about a rule and a resource, by its id; of several, the one that ends last."""
        if not self.items:
            return None
        found = [
            item
            for key in (None, *keys_of(id))
            for item in self._by_key.get((rule, key), ())
            if is_about(item.resource, id)
        ]
        return max(found, key=lambda item: item.expires, default=None)
