"""Charts of a history as shapes that a page draws, each with the table of what it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import ascii_uppercase
from typing import Final, NamedTuple

from hubwarden.diagnosis.changes_before import DatedOnset
from hubwarden.diagnosis.history_text import change_words, figure_words, onset_words
from hubwarden.metrics.figures import (
    PUSHES,
    STANDARD,
    SUCCESS,
    Figure,
    Formula,
    Level,
    Limits,
    at_least,
    figure_of,
    figures,
)
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.series import Moment, followed, length

WIDTH: Final = 360
HEIGHT: Final = 150
_LEFT: Final = 4
_RIGHT: Final = 356
_TOP: Final = 18
_BOTTOM: Final = 130
_ROOM: Final = 1.15
"""How much further than the highest value the scale goes."""
_MOST_DAYS: Final = 40
"""Above so many days a line for each would cover the chart."""


class Line(NamedTuple):
    """A line of a chart; where nothing can be told it has a gap."""

    name: str
    path: str
    """As ``d`` of a path of SVG has it."""


class Limit(NamedTuple):
    """The threshold of a figure."""

    y: float
    words: str


class Mark(NamedTuple):
    """A moment that is marked in a chart, and told below it."""

    letter: str
    words: str
    x: float
    y: float
    """Where the letter stands: each lower than the one before, so that none covers another."""
    is_onset: bool
    """Whether the figure changed then; else something was done to the hub."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, in units of which it is ``WIDTH`` wide and ``HEIGHT`` high."""

    title: str
    says: str
    """What it shows, for whoever does not see it."""
    lines: tuple[Line, ...]
    limit: Limit | None
    over: tuple[tuple[float, float], ...]
    """Where the figure is above its threshold."""
    marks: tuple[Mark, ...]
    """When the figure changed, and what was done to the hub before."""
    days: tuple[float, ...]
    """Where days begin."""
    top: str
    """The highest value of the scale."""
    begin: str
    end: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The same as a table: a time and what was counted in the step that begins then."""


class _Steps(NamedTuple):
    length: str
    moments: tuple[Moment, ...]


def charts(
    history: History, limits: Limits = STANDARD, onsets: Sequence[DatedOnset] = ()
) -> tuple[Chart, ...]:
    """Return the charts of what was measured: pushes, then each figure that has a whole, those above first.

    ``onsets`` are when figures of this hub changed.
    """
    known = [item for item in figures(history, limits) if item.whole]
    wholes = {item.formula.whole for item in known} | {PUSHES}
    by_whole = {whole: _steps(history, whole, limits) for whole in wholes}
    shares = [_share(by_whole[item.formula.whole], item, limits, onsets) for item in known]
    pushes = _pushes(by_whole[PUSHES]) if history.total(PUSHES) else ()
    return (*pushes, *sorted(shares, key=lambda chart: not chart.over))


def _steps(history: History, whole: str, limits: Limits) -> _Steps:
    step, moments = followed(history, whole, limits.sample)
    return _Steps(length(step, moments), moments)


def _pushes(found: _Steps) -> Iterator[Chart]:
    long, moments = found
    pushes = [(it.time, it.history.total(PUSHES)) for it in moments]
    taken = [(it.time, at_least(it.history, (SUCCESS,))) for it in moments]
    highest = max(value or 0.0 for _, value in pushes)
    yield Chart(
        f"pushes, in steps of {long}",
        f"At most {highest:,.0f} pushes in a step.",
        (
            Line("pushes", _path(moments, pushes, highest)),
            Line("accepted by the platforms", _path(moments, taken, highest)),
        ),
        None,
        (),
        (),
        _days(moments),
        f"{highest * _ROOM:,.0f}",
        *_ends(moments),
        ("time (UTC)", "pushes", "accepted by the platforms"),
        tuple(
            (_at(time), _count(count), _count(success))
            for (time, count), (_, success) in zip(pushes, taken, strict=True)
        ),
    )


def _share(found: _Steps, figure: Figure, limits: Limits, onsets: Sequence[DatedOnset]) -> Chart:
    formula = figure.formula
    long, moments = found
    known = [(item.time, figure_of(item.history, formula, limits)) for item in moments]
    # A share of a few pushes jumps between nothing and all: it is in the table alone.
    drawn = [(time, None if it.level is Level.TOO_FEW else it.share) for time, it in known]
    highest = max([figure.above, 0.001, *(value or 0.0 for _, value in drawn)])
    above = [time for time, it in known if it.level is Level.ABOVE]
    few = sum(it.level is Level.TOO_FEW for _, it in known)
    says = f"Above the limit in {len(above)} of {len(known)} steps."
    if few:
        says += f" {few} have too few to judge, and are in the table alone."
    values = dict(drawn)
    words = f"limit {figure.above * 100:.3g} %" if figure.above else "limit 0 %, any is too many"
    return Chart(
        f"{formula.name}, in steps of {long}",
        says,
        (Line(formula.says, _path(moments, drawn, highest)),),
        Limit(_y(figure.above, highest), words),
        tuple((_x(moments, time), _y(values[time] or 0.0, highest)) for time in above),
        tuple(_marks(moments, _of_formula(onsets, formula))),
        _days(moments),
        f"{highest * _ROOM * 100:.3g} %",
        *_ends(moments),
        ("time (UTC)", formula.says),
        tuple((_at(time), figure_words(it)) for time, it in known),
    )


def _of_formula(onsets: Iterable[DatedOnset], formula: Formula) -> list[DatedOnset]:
    return [
        item for item in onsets if isinstance(item.onset, Onset) and item.onset.formula == formula
    ]


def _marks(moments: Sequence[Moment], onsets: Sequence[DatedOnset]) -> Iterator[Mark]:
    """Yield the onsets and what was done before each, in order of time; more than there are letters are none."""
    told = [(item.onset.at, onset_words(item.onset), True) for item in onsets]
    told += [
        (change.event.at, change_words(change), False) for item in onsets for change in item.changes
    ]
    for letter, (time, words, is_onset) in zip(ascii_uppercase, sorted(told), strict=False):
        inside = min(max(time, moments[0].time), moments[-1].time)
        y = _TOP + 11 * (1 + ascii_uppercase.index(letter) % 9)
        yield Mark(letter, words, _x(moments, inside), y, is_onset)


def _path(
    moments: Sequence[Moment], values: Iterable[tuple[datetime, float | None]], highest: float
) -> str:
    """Return a line through values; it breaks off where there is none, and a single one is a short dash."""
    parts: list[str] = []
    draws = False
    for time, value in values:
        if value is not None:
            x, y = _x(moments, time), _y(value, highest)
            parts.append(f"L{x:g} {y:g}" if draws else f"M{x:g} {y:g}h1")
        draws = value is not None
    return "".join(parts)


def _x(moments: Sequence[Moment], time: datetime) -> float:
    begin, end = moments[0].time, moments[-1].time
    share = (time - begin) / (end - begin) if end > begin else 0.5
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _y(value: float, highest: float) -> float:
    share = value / (highest * _ROOM) if highest else 0.0
    return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)


def _days(moments: Sequence[Moment]) -> tuple[float, ...]:
    begin, end = moments[0].time, moments[-1].time
    first = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    count = (end - first).days + 1
    if not 0 < count <= _MOST_DAYS:
        return ()
    return tuple(_x(moments, first + timedelta(days=number)) for number in range(count))


def _ends(moments: Sequence[Moment]) -> tuple[str, str]:
    return _at(moments[0].time), _at(moments[-1].time)


def _at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"


def _count(count: float | None) -> str:
    return "not measured" if count is None else f"{count:,.0f}"
