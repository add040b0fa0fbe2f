"""Waivers: findings that somebody answers for until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from msgspec import Struct

from hubwarden.policy.environment_demands import RuleId, Text
from hubwarden.policy.resource_patterns import is_about


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
    _by_rule: dict[str, tuple[Waiver, ...]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # The longest first: of several about one resource, this one decides.
        for item in sorted(self.items, key=lambda item: item.expires, reverse=True):
            self._by_rule[item.rule] = (*self._by_rule.get(item.rule, ()), item)

    def about(self, rule: str, id: str) -> Waiver | None:
        """Return the waiver about a rule and a resource, by its id; of several, the one that ends last."""
        found: Sequence[Waiver] = self._by_rule.get(rule, ())
        return next((item for item in found if is_about(item.resource, id)), None)
