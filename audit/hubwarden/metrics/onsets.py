"""Onsets: the moment at which a figure of a hub changed, and how long that lasted.

The stretch of intervals is looked for that fits a raised share best (the maximal sum of log-likelihood ratios).
What comes back at the same hours of other days, or on the same kind of day, is a rhythm and no onset; where the
window is too short to tell the two apart, none is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from hubwarden.metrics.growth import grows
from hubwarden.metrics.history import History
from hubwarden.metrics.intervals import Interval, intervals_of, is_weekend, share_of, whole_of
from hubwarden.metrics.recurrence import recurrences

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
_CLEAR_SAMPLE: Final = 0.25
"""The part of a sample that is enough where nothing but a fault makes such a stretch: one of the last hours, say."""
_CLEAR_SCORE: Final = 60.0
"""How much better a raised share must fit there."""
_BLOCKS: Final = 10
"""Into so many parts a window is divided; the quietest is taken for undisturbed: even a fault of most of the window
leaves it so. A part has enough of the whole that chance does not make it quiet."""
_THROUGHOUT: Final = 0.95
"""The part of a stretch in which the share must be raised: bursts with quiet between them are none."""
_IN_PEAKS: Final = 0.9
"""The part of the count of a stretch that lies in peaks where they are all that there is."""
_DAY: Final = timedelta(days=1)


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
    daily: bool = False
    """Whether it is so in the same hours of each day since, or nearly each, and not in between."""
    gradual: bool = False
    """Whether the share grows day by day, so that nothing happened at that moment."""


def onsets(history: History, limits: Limits = STANDARD) -> Iterator[Onset]:
    """Yield the onset of each figure that is above its limit, or was for a while."""
    for figure in figures(history, limits):
        if figure.count and figure.level is not Level.TOO_FEW:
            found = _onset(intervals_of(history, figure.formula), figure, limits.sample)
            if found is not None:
                gradual = grows(history, figure.formula, limits.sample)
                yield replace(found, gradual=gradual)


def _onset(intervals: Sequence[Interval], figure: Figure, sample: int) -> Onset | None:
    begin, end = _last_peak(intervals, *_trimmed(intervals, *_raised(intervals, figure.above)))
    if begin == end:
        return None
    most = share_of(intervals[begin:end]) * _ELSEWHERE
    days = recurrences(intervals, begin, end, most)
    if days is None:
        return None
    inside = [item for day in days for item in day]
    chosen = {item.time for item in inside}
    outside = [item for item in intervals if item.time not in chosen]
    before = [item for item in intervals if item.time < inside[0].time]
    if whole_of(inside) < sample * _CLEAR_SAMPLE or whole_of(before) < sample:
        return None
    after = share_of(inside)
    if after <= figure.above or max(share_of(outside), share_of(before)) > most:
        return None
    score = _LEAST_SCORE if whole_of(inside) >= sample else _CLEAR_SCORE
    is_new = len(days) > 1 or _is_new(inside, outside, most)
    if not is_new or _surprise(inside, outside) < score:
        return None
    times = [item.time for item in intervals]
    grain = min(later - time for time, later in pairwise(times))
    # So little after it does not tell that it ended: what was counted last may not be complete.
    since = [item for item in intervals if item.time > inside[-1].time]
    is_over = whole_of(since) >= min(sample, whole_of(days[-1]))
    return Onset(
        figure.formula,
        inside[0].time,
        grain,
        since[0].time if is_over else None,
        share_of(before),
        after,
        daily=len(days) > 1,
    )


def _surprise(inside: Sequence[Interval], outside: Sequence[Interval]) -> float:
    """Return how much better the count inside fits its own share than that of the rest, as a log-likelihood ratio.

    The stretch was chosen for its share, against the quietest part; where counts are small, chance makes such stretches.
    """
    count, whole = sum(item.count for item in inside), whole_of(inside)
    expected = whole * max(share_of(outside), _LEAST_SHARE)
    return count * math.log(count / expected) - (count - expected) if count else 0.0


def _raised(intervals: Sequence[Interval], above: float) -> tuple[int, int]:
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
    intervals: Sequence[Interval], begin: int, end: int, quiet: float
) -> tuple[int, int]:
    """Return a stretch from where its own share fits best: a single hit shortly before it is no part of it."""
    raised = min(max(share_of(intervals[begin:end]), _TIMES_MORE * quiet), 0.9)
    hit, miss = math.log(raised / quiet), math.log((1 - raised) / (1 - quiet))
    best, found, score = 0.0, begin, 0.0
    for at in range(end - 1, begin - 1, -1):
        item = intervals[at]
        score += item.count * hit + (item.whole - item.count) * miss
        if score > best:
            best, found = score, at
    return found, end


def _trimmed(intervals: Sequence[Interval], begin: int, end: int) -> tuple[int, int]:
    """Return the end of a stretch throughout which the share is raised; nothing lies in it where it is nowhere.

    A burst before it, of a rhythm say, is no part of it.
    """
    share = share_of(intervals[begin:end])
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


def _last_peak(intervals: Sequence[Interval], begin: int, end: int) -> tuple[int, int]:
    """Return the last peak of a stretch where nearly all of its count lies in peaks, as of a job once a day."""
    stretch = intervals[begin:end]
    share = share_of(stretch)
    peaks = [at for at in range(begin, end) if intervals[at].share > _TIMES_MORE * share]
    of_peaks = sum(intervals[at].count for at in peaks)
    if not peaks or of_peaks < _IN_PEAKS * sum(item.count for item in stretch):
        return begin, end
    first = last = peaks[-1]
    while first - 1 in peaks:
        first -= 1
    return first, last + 1


def _may_be_chance(count: float, expected: float) -> bool:
    """Tell whether so few may be counted by chance where more are to be expected."""
    return expected - count <= 2 * math.sqrt(expected) + 1


def _undisturbed(intervals: Sequence[Interval]) -> float:
    """Return the share in the quietest part of the window; its parts have equally much of the whole."""
    least, left = 1.0, whole_of(intervals) / _BLOCKS
    count = whole = 0.0
    for item in intervals:
        count, whole = count + item.count, whole + item.whole
        if whole >= left:
            least, count, whole = min(least, count / whole), 0.0, 0.0
    return least


def _is_new(inside: Sequence[Interval], outside: Sequence[Interval], most: float) -> bool:
    """Tell whether a stretch is neither a part of the day nor of the week that is always so."""
    length = inside[-1].time - inside[0].time
    hours = {item.time.time() for item in inside}
    if length < _DAY:
        outside = [item for item in outside if item.time.time() in hours]
    first = is_weekend(inside[0])
    alike = [
        [item for item in outside if is_weekend(item) == weekend]
        for weekend in set(map(is_weekend, inside))
    ]
    # Of days like the one on which it began, others must be known.
    return any(is_weekend(item) == first for item in outside) and all(
        share_of(items) <= most for items in alike
    )
