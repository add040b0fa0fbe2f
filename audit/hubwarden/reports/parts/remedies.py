"""What to do about violations, in order: the gravest first, and first what takes nothing from anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hubwarden.report import Result
from hubwarden.rule import Rule
from hubwarden.severity import Severity


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
