"""A history for people: what was observed, and the figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.diagnosis.changes_before import ChangeBefore
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.metrics.figures import UNMEASURED_PLATFORMS, Figure, unaccounted
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import short
from hubwarden.reports.parts.words import some


def history_lines(history: History, diagnosis: Diagnosis, pen: Pen) -> Iterator[str]:
    """Yield the lines about one hub."""
    begin, end = history.window
    yield ""
    yield from pen.lines(f"History of {short(history.hub)}", style="heading")
    yield from pen.lines("  counted    ", f"{begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC")
    for item in diagnosis.observations:
        if item.hub == history.hub:
            yield from pen.lines("  shows      ", item.says)
    for dated in diagnosis.onsets.get(history.hub, ()):
        yield from pen.lines("  changed    ", _onset(dated.onset))
        for change in dated.changes:
            yield from pen.lines("  before it  ", _change(change))
    for figure in diagnosis.figures(history):
        yield from pen.lines(f"  {figure.formula.name:<22} ", _figure(figure))
    rest = unaccounted(history)
    told = "not to be told" if rest is None else f"{rest * 100:.3g} % of pushes"
    yield from pen.lines(f"  {'unaccounted':<22} ", told)
    platforms = ", ".join(UNMEASURED_PLATFORMS)
    yield from pen.lines("  not measured ", f"by platform: {platforms}, in the totals alone")


def _figure(figure: Figure) -> str:
    if figure.count is None or figure.whole is None:
        return f"{figure.level}: {some(figure.missing)}"
    share = "" if figure.share is None else f", {figure.share * 100:.3g} %"
    part = f" (not measured: {some(figure.missing)})" if figure.missing else ""
    return f"{figure.level}: {figure.count:,.0f} of {figure.whole:,.0f}{share}{part}"


def _onset(onset: Onset) -> str:
    until = f" until {onset.until:%Y-%m-%d %H:%M} UTC" if onset.until else ""
    return (
        f"{onset.formula.name} from {onset.at:%Y-%m-%d %H:%M} UTC on{until}: {onset.after * 100:.3g} %, "
        f"before {onset.before * 100:.3g} %"
    )


def _change(change: ChangeBefore) -> str:
    event = change.event
    by = f" by {event.actor}" if event.actor else ""
    return f"{event.at:%Y-%m-%d %H:%M} UTC: {change.says}{by} ({short(event.resource.text)})"
