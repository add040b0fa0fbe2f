"""Counts and names as sentences have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hubwarden.report import Result
from hubwarden.severity import Severity


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun: ``1 rule``, ``2 rules``."""
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"


def some(names: Sequence[str], at_most: int = 3) -> str:
    """Return names with commas, and how many more there are."""
    if len(names) <= at_most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:at_most])} and {len(names) - at_most} more"


def severities(results: Iterable[Result]) -> str:
    """Return how many results there are of each severity, the gravest first: ``1 critical, 2 low``."""
    found = Counter(result.severity for result in results)
    return ", ".join(f"{found[grade]} {grade.word}" for grade in sorted(found, reverse=True))


def gravest(results: Iterable[Result]) -> Severity:
    """Return the highest severity."""
    return max(result.severity for result in results)
