"""Whether requests fail where there are the most of them: then a limit was reached, and no key is wrong."""

from __future__ import annotations

from typing import Final

from hubwarden.metrics.figures import FAILED, REQUESTS
from hubwarden.metrics.history import History
from hubwarden.metrics.series import steps

_LEAST: Final = 8
"""Steps with failures from which on they are compared."""
_CALM: Final = 0.2
"""The share that may fail in the calmer half of the steps, as a part of that in all."""
_CORRELATED: Final = 0.5
"""How closely the share must follow the number of requests: 1 where it does wholly."""


def fail_under_load(history: History, limit: float, sample: int) -> bool:
    """Tell whether the share of requests that fail rises with their number, and is low where there are few.

    ``limit`` is the share from which on a step has failures. Of a caller with a wrong key the same share fails,
    however much it calls.
    """
    found = sorted(
        (whole, item.history.total(FAILED) or 0.0)
        for item in steps(history, "hour")
        if (whole := item.history.total(REQUESTS))
    )
    if sum(whole for whole, _ in found) < sample:
        return False
    hit = [(whole, count / whole) for whole, count in found if count > limit * whole]
    if len(hit) < _LEAST:
        return False
    calmer = found[: len(found) // 2]
    return _share(calmer) <= _CALM * _share(found) and _correlation(hit) >= _CORRELATED


def _share(found: list[tuple[float, float]]) -> float:
    whole = sum(size for size, _ in found)
    return sum(count for _, count in found) / whole if whole else 0.0


def _correlation(pairs: list[tuple[float, float]]) -> float:
    """Return how closely two values follow each other (Pearson), from -1 to 1; 0 where one does not vary."""
    first, second = (sum(pair[at] for pair in pairs) / len(pairs) for at in (0, 1))
    both = sum((a - first) * (b - second) for a, b in pairs)
    of_first, of_second = (
        sum((a - first) ** 2 for a, _ in pairs),
        sum((b - second) ** 2 for _, b in pairs),
    )
    return both / (of_first * of_second) ** 0.5 if of_first and of_second else 0.0
