"""What to do about violations, in order: the gravest first, and first what takes nothing from anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hubwarden.report import Result
from hubwarden.reports.parts.labels import Places
from hubwarden.rule import Rule
from hubwarden.severity import Severity

CUTS_OFF: Final = "Whoever relies on it loses access: change that side first."
"""What to know before a remedy that may cut somebody off."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What puts right all violations of one rule."""

    rule: Rule
    severity: Severity
    """The gravest of them."""
    results: list[Result]

    @property
    def may_cut_off(self) -> bool:
        """Whether somebody who relies on what is wrong loses access by it."""
        return self.rule.fix_kind != "set"

    def times(self, places: Places) -> str:
        """Say how often it is needed, and where first."""
        first = self.results[0]
        place = places.of(first.location) if first.location else first.source
        times = "at" if len(self.results) == 1 else f"{len(self.results)} times, first at"
        return f"{times} {place}"


def remedies(violations: Iterable[Result]) -> list[Remedy]:
    """Return what to do, the gravest first; of equal ones those last that may cut somebody off."""
    by_rule: dict[str, list[Result]] = {}
    for item in violations:
        by_rule.setdefault(item.rule.id, []).append(item)
    found = [
        Remedy(items[0].rule, max(item.severity for item in items), items)
        for items in by_rule.values()
    ]
    return sorted(found, key=lambda item: (-item.severity, item.may_cut_off, item.rule.id))
