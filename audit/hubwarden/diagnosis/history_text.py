"""A history for people: what was observed, and the figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden.diagnosis.changes_before import ChangeBefore
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.metrics.figures import (
    PUSHES,
    UNMEASURED_PLATFORMS,
    Figure,
    Level,
    unaccounted,
    unexplained,
)
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stops import REACH, Stop, usual_words
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import short
from hubwarden.reports.parts.words import some


def history_lines(history: History, diagnosis: Diagnosis, pen: Pen) -> Iterator[str]:
    """Yield the lines about one hub."""
    yield ""
    yield from pen.lines(f"History of {short(history.hub)}", style="heading")
    for name, words in history_words(history, diagnosis):
        yield from pen.lines(f"  {name:<{_WIDTHS.get(name, 22)}} ", words)


_WIDTHS: Final = {
    "counted": 10,
    "shows": 10,
    "changed": 10,
    "stopped": 10,
    "before it": 10,
    "not counted": 12,
    "not measured": 12,
}
"""How wide the names are that are no figures."""


def history_words(history: History, diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """Yield what is told of one hub as names and words: the window, what it shows, each figure."""
    begin, end = history.window
    yield "counted", f"{begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
    for item in diagnosis.observations:
        if item.hub == history.hub:
            yield "shows", observation_words(item)
    for dated in diagnosis.onsets.get(history.hub, ()):
        yield _word(dated.onset), onset_words(dated.onset)
        for change in dated.changes:
            yield "before it", change_words(change)
    open_share = unexplained(history)
    for figure in diagnosis.figures(history):
        of_pushes = figure.formula.whole == PUSHES
        yield figure.formula.name, figure_words(figure, open_share if of_pushes else None)
    rest = unaccounted(history)
    yield "unaccounted", "not to be told" if rest is None else f"{rest * 100:.3g} % of pushes"
    if history.in_part:
        yield "not counted", f"read for a part of the window alone: {some(sorted(history.in_part))}"
    yield "not measured", f"by platform: {', '.join(UNMEASURED_PLATFORMS)}, in the totals alone"


def _word(onset: Onset | Stop) -> str:
    if isinstance(onset, Stop):
        return "stopped"
    return "grew" if onset.gradual else "changed"


def observation_words(item: Observation) -> str:
    """Return what is observed, with the rule that says so."""
    if item.result is None:
        return item.says
    aside = "" if item.fault else f", {item.result.outcome.value}"
    rule = item.result.rule
    return f"{rule.id} {rule.slug} ({item.result.severity.word}{aside}): {item.says}"


def figure_words(figure: Figure, open_share: float | None = None) -> str:
    """Return what a figure says: its level, the count and the whole, and what of it was not measured.

    ``open_share`` is the share of pushes of which no metric tells the end: what was not measured is no more.
    """
    if figure.count is None or figure.whole is None:
        return f"{figure.level}: {some(figure.missing)}"
    counts = f"{figure.count:,.0f} of {figure.whole:,.0f}"
    if figure.share is None or figure.level is Level.TOO_FEW:
        return f"{figure.level}: {counts}{_unmeasured(figure)}"
    most = figure.share + (open_share or 0.0)
    if figure.level is Level.PARTLY and open_share is not None and most <= figure.above:
        return f"{Level.WITHIN}: {counts}, {most * 100:.3g} % at most"
    return f"{figure.level}: {counts}, {figure.share * 100:.3g} %{_unmeasured(figure)}"


def _unmeasured(figure: Figure) -> str:
    return f" (not measured: {some(figure.missing)})" if figure.missing else ""


def onset_words(onset: Onset | Stop) -> str:
    """Return which figure changed, when, and from what to what; or what stopped, and how much of it there was."""
    since = f"from {onset.at:%Y-%m-%d %H:%M} UTC on"
    if isinstance(onset, Stop):
        if onset.what == REACH:
            return f"{onset.what} {since}: about {onset.during:,.0f}, before about {onset.before or 0:,.0f}"
        before = "" if onset.before is None else f": {usual_words(onset)}"
        return f"{onset.what} {since}{before}"
    until = f" until {onset.until:%Y-%m-%d %H:%M} UTC" if onset.until else ""
    often = ", in the same hours of each day" if onset.daily else ""
    return f"{onset.formula.name} {since}{until}{often}: {onset.after * 100:.3g} %, before {onset.before * 100:.3g} %"


def change_words(change: ChangeBefore) -> str:
    """Return what was done, when, by whom and to what."""
    event = change.event
    by = f" by {event.actor}" if event.actor else ""
    return f"{event.at:%Y-%m-%d %H:%M} UTC: {change.says}{by} ({short(event.resource.text)})"
