"""Onsets: the moment at which a figure of a hub changed, and how long that lasted.

The stretch of intervals is looked for that fits a raised share best (the maximal sum of log-likelihood ratios).
What comes back at the same hours of other days, or on the same kind of day, is a rhythm and no onset; where the
window is too short to tell the two apart, none is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from hubwarden.metrics.figures import (
    STANDARD,
    Figure,
    Formula,
    Level,
    Limits,
    figures,
)
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import MADE_OF

_LEAST_SHARE: Final = 1e-4
"""Below this a share is taken for this: one push of ten thousand may fail for no reason."""
_LEAST_RAISED: Final = 0.01
"""A raised share is this at the least."""
_TIMES_MORE: Final = 3
"""By how much a share is raised that is looked for."""
_ELSEWHERE: Final = 0.5
"""What the share elsewhere may be of it, at the most."""
_LEAST_SCORE: Final = 15.0
"""How much better a raised share must fit; chance alone reaches this once in millions of windows."""
_BLOCKS: Final = 10
"""Into so many parts a window is divided; the quietest is taken for undisturbed: even a fault of most of the window
leaves it so. A part has enough of the whole that chance does not make it quiet."""
_THROUGHOUT: Final = 0.95
"""The part of a stretch in which the share must be raised: bursts with quiet between them are none."""
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Onset:
    """A figure that changed."""

    formula: Formula
    at: datetime
    """When the first interval of it begins (UTC)."""
    grain: timedelta
    """How long an interval is: it began within the first."""
    until: datetime | None
    """When the first interval after it begins; ``None`` where it lasts."""
    before: float
    """The share of the whole until then, from 0 to 1."""
    after: float
    """The share since then."""


@dataclass(frozen=True, slots=True)
class _Interval:
    time: datetime
    count: float
    whole: float

    @property
    def share(self) -> float:
        return self.count / self.whole


def onsets(history: History, limits: Limits = STANDARD) -> Iterator[Onset]:
    """Yield the onset of each figure that is above its limit, or was for a while."""
    for figure in figures(history, limits):
        if figure.count and figure.level is not Level.TOO_FEW:
            intervals = _intervals(history, figure.formula)
            found = _onset(intervals, figure, limits.sample)
            if found is not None:
                yield found


def _intervals(history: History, formula: Formula) -> list[_Interval]:
    """Return the intervals in which there was something of the whole, in their order."""
    parts = [
        name
        for part in formula.parts
        for name in ((part,) if part in history.counts else MADE_OF.get(part, ()))
        if name in history.counts
    ]
    wholes = history.counts.get(formula.whole, {})
    return [
        _Interval(
            time, min(whole, sum(history.counts[name].get(time, 0.0) for name in parts)), whole
        )
        for time, whole in sorted(wholes.items())
        if whole
    ]


def _onset(intervals: Sequence[_Interval], figure: Figure, sample: int) -> Onset | None:
    begin, end = _trimmed(intervals, *_raised(intervals, figure.above))
    inside, outside = intervals[begin:end], [*intervals[:begin], *intervals[end:]]
    before = intervals[:begin]
    if _whole(inside) < sample or _whole(before) < sample:
        return None
    after = _share(inside)
    most = after * _ELSEWHERE
    if after <= figure.above or _share(outside) > most or _share(before) > most:
        return None
    if not _is_new(inside, outside, most) or _surprise(inside, outside) < _LEAST_SCORE:
        return None
    times = [item.time for item in intervals]
    grain = min(later - time for time, later in pairwise(times))
    # So little after it does not tell that it ended: what was counted last may not be complete.
    until = times[end] if _whole(intervals[end:]) >= sample else None
    return Onset(figure.formula, times[begin], grain, until, _share(before), after)


def _surprise(inside: Sequence[_Interval], outside: Sequence[_Interval]) -> float:
    """Return how much better the count inside fits its own share than that of the rest, as a log-likelihood ratio.

    The stretch was chosen for its share, against the quietest part; where counts are small, chance makes such stretches.
    """
    count, whole = sum(item.count for item in inside), _whole(inside)
    expected = whole * max(_share(outside), _LEAST_SHARE)
    return count * math.log(count / expected) - (count - expected) if count else 0.0


def _raised(intervals: Sequence[_Interval], above: float) -> tuple[int, int]:
    """Return where the stretch with a raised share begins and ends; nothing lies in it where there is none."""
    quiet = min(max(_undisturbed(intervals), _LEAST_SHARE), 0.3)
    raised = min(max(_TIMES_MORE * quiet, above, _LEAST_RAISED), 0.9)
    hit, miss = math.log(raised / quiet), math.log((1 - raised) / (1 - quiet))
    best, found, score, start = _LEAST_SCORE, (0, 0), 0.0, 0
    for at, item in enumerate(intervals):
        if score <= 0:
            score, start = 0.0, at
        score += item.count * hit + (item.whole - item.count) * miss
        if score > best:
            best, found = score, (start, at + 1)
    return _sharpened(intervals, *found, quiet)


def _sharpened(
    intervals: Sequence[_Interval], begin: int, end: int, quiet: float
) -> tuple[int, int]:
    """Return a stretch from where its own share fits best: a single hit shortly before it is no part of it."""
    raised = min(max(_share(intervals[begin:end]), _TIMES_MORE * quiet), 0.9)
    hit, miss = math.log(raised / quiet), math.log((1 - raised) / (1 - quiet))
    best, found, score = 0.0, begin, 0.0
    for at in range(end - 1, begin - 1, -1):
        item = intervals[at]
        score += item.count * hit + (item.whole - item.count) * miss
        if score > best:
            best, found = score, at
    return found, end


def _trimmed(intervals: Sequence[_Interval], begin: int, end: int) -> tuple[int, int]:
    """Return the end of a stretch throughout which the share is raised; nothing lies in it where it is nowhere.

    A burst before it, of a rhythm say, is no part of it.
    """
    share = _share(intervals[begin:end])
    most = share / _TIMES_MORE
    high = whole = 0.0
    found = end
    for at in range(end - 1, begin - 1, -1):
        item = intervals[at]
        if item.share <= most and _may_be_chance(item.count, item.whole * share):
            continue
        whole += item.whole
        high += item.whole if item.share > most else 0.0
        if item.share > most and high >= _THROUGHOUT * whole:
            found = at
    return found, end


def _may_be_chance(count: float, expected: float) -> bool:
    """Tell whether so few may be counted by chance where more are to be expected."""
    return expected - count <= 2 * math.sqrt(expected) + 1


def _undisturbed(intervals: Sequence[_Interval]) -> float:
    """Return the share in the quietest part of the window; its parts have equally much of the whole."""
    least, left = 1.0, _whole(intervals) / _BLOCKS
    count = whole = 0.0
    for item in intervals:
        count, whole = count + item.count, whole + item.whole
        if whole >= left:
            least, count, whole = min(least, count / whole), 0.0, 0.0
    return least


def _is_new(inside: Sequence[_Interval], outside: Sequence[_Interval], most: float) -> bool:
    """Tell whether a stretch is neither a part of the day nor of the week that is always so."""
    length = inside[-1].time - inside[0].time
    hours = {item.time.time() for item in inside}
    if length < _DAY:
        outside = [item for item in outside if item.time.time() in hours]
    first = _is_weekend(inside[0])
    alike = [
        [item for item in outside if _is_weekend(item) == weekend]
        for weekend in set(map(_is_weekend, inside))
    ]
    # Of days like the one on which it began, others must be known.
    return any(_is_weekend(item) == first for item in outside) and all(
        _share(items) <= most for items in alike
    )


def _is_weekend(item: _Interval) -> bool:
    return item.time.weekday() >= _SATURDAY


def _whole(intervals: Iterable[_Interval]) -> float:
    return sum(item.whole for item in intervals)


def _share(intervals: Sequence[_Interval]) -> float:
    whole = _whole(intervals)
    return sum(item.count for item in intervals) / whole if whole else 0.0
