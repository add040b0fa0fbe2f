"""Whether a share grows day by day, or rose at once: people leave one by one, and a change hits all at one time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hubwarden.metrics.figures import Formula, at_least
from hubwarden.metrics.history import History
from hubwarden.metrics.series import steps

_DAYS: Final = 6
"""Fewer days do not tell a slope from a step."""
_TIMES: Final = 2
"""By how much more the share must be in the last third of the days than in the first."""


def grows(history: History, formula: Formula, sample: int) -> bool:
    """Tell whether a share grows over the days of a history: a slope fits it better than a step.

    Days with less than ``sample`` of the whole are left out.
    """
    days = [item.history for item in steps(history, "day")]
    wholes = [item.total(formula.whole) or 0.0 for item in days]
    shares = [
        (at_least(day, formula.parts) or 0.0) / whole
        for day, whole in zip(days, wholes, strict=True)
        if whole >= sample
    ]
    if len(shares) < _DAYS:
        return False
    third = len(shares) // 3
    if _mean(shares[-third:]) <= _TIMES * _mean(shares[:third]):
        return False
    of_step = min(_spread(shares[:at]) + _spread(shares[at:]) for at in range(1, len(shares)))
    return _spread_of_slope(shares) < of_step


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _spread(values: Sequence[float]) -> float:
    """Return the squares of the distances from the mean, together."""
    middle = _mean(values)
    return sum((value - middle) ** 2 for value in values)


def _spread_of_slope(values: Sequence[float]) -> float:
    """Return the squares of the distances from the line that fits best, together."""
    middle, center = _mean(values), (len(values) - 1) / 2
    slope = sum((at - center) * value for at, value in enumerate(values)) / sum(
        (at - center) ** 2 for at in range(len(values))
    )
    return sum((value - middle - slope * (at - center)) ** 2 for at, value in enumerate(values))
