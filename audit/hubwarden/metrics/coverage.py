"""Which metrics were read for the whole window of a history: what was read for a part of it says nothing of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from hubwarden.metrics.history import History

_LONGEST: Final = timedelta(days=1)
"""How long a metric may have no row while others have: single rows come late or get lost."""


def wholly_read(history: History) -> History:
    """Return a history without the metrics that were read for a part of its window; they are named in ``in_part``."""
    times = sorted({time for by_time in history.counts.values() for time in by_time})
    grain = min((later - time for time, later in pairwise(times)), default=timedelta())
    short = frozenset(
        metric
        for metric, by_time in history.counts.items()
        if len(by_time) < len(times) and _longest_without(by_time, times) + grain > _LONGEST
    )
    if not short:
        return history
    whole = {metric: by_time for metric, by_time in history.counts.items() if metric not in short}
    return replace(history, counts=whole, in_part=short)


def _longest_without(by_time: Mapping[datetime, float], times: Sequence[datetime]) -> timedelta:
    """Return how long the longest stretch of times is, from its first to its last, that a metric has none of."""
    longest, begin = timedelta(), None
    for time in times:
        if time in by_time:
            begin = None
            continue
        begin = begin or time
        longest = max(longest, time - begin)
    return longest
