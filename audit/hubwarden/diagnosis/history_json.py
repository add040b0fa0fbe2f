"""What was counted for a hub, for programs: a part of the JSON of a diagnosis."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from msgspec import Struct

from hubwarden.diagnosis.cause import Doing
from hubwarden.diagnosis.changes_before import DatedOnset
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.metrics.figures import Figure, unaccounted
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stops import Stop
from hubwarden.policy.demands import SeverityWord


class FigureOfHistory(Struct, frozen=True):
    """A figure: some metrics together, as a share of a whole."""

    name: str
    says: str
    level: Literal["above", "within", "too few", "no rate", "measured in part", "not measured"]
    count: float | None
    whole: float | None
    share: float | None
    """From 0 to 1; null where there is nothing of the whole, or it was not measured."""
    above: float
    """The share above which it is reported."""
    missing: tuple[str, ...]
    """Metrics of it that were not measured."""


class DoneBefore(Struct, frozen=True):
    """Something that was done to a hub, or to what it is in, before a figure of it changed."""

    done: Doing
    resource: str
    operation: str
    actor: str | None
    at: str


class OnsetOfFigure(Struct, frozen=True):
    """The moment at which a figure changed."""

    figure: str
    at: str
    """The begin of its first interval."""
    until: str | None
    """The begin of the first interval after it; null where it lasts."""
    before: float
    """The share until then, from 0 to 1."""
    after: float
    """The share since then; of one that is daily, in these hours."""
    daily: bool
    """Whether it is so in the same hours of each day alone."""
    gradual: bool
    """Whether the share grew day by day, so that nothing happened at that moment."""
    changes: tuple[DoneBefore, ...]
    """The latest first."""


class StopOfHub(Struct, frozen=True):
    """Something that stopped while sends go on."""

    what: str
    """pushes, registrations, or pushes by outgoing.apns."""
    at: str
    """The begin of the first interval without it."""
    before: float | None
    """What was counted in ``hours`` before, on average; null where no days were compared."""
    hours: float
    """24, or fewer where the last hours were compared with the same hours of other days."""
    during: float
    """What was counted since."""
    beside: float
    """What went on since: sends, or pushes to others."""
    changes: tuple[DoneBefore, ...]
    """The latest first."""


class ObservationOfHub(Struct, frozen=True):
    """What a history shows: the finding of a rule, or that the hub delivers as it should."""

    rule: str | None
    """Null where the hub delivers as it should; so are outcome, severity and fingerprint."""
    outcome: Literal["fail", "waived"] | None
    severity: SeverityWord | None
    says: str
    fingerprint: str | None


class HistoryOfHub(Struct, frozen=True):
    """What was counted for a hub."""

    hub: str
    begin: str
    end: str
    observations: tuple[ObservationOfHub, ...]
    figures: tuple[FigureOfHistory, ...]
    unaccounted: float | None
    onsets: tuple[OnsetOfFigure, ...]
    stops: tuple[StopOfHub, ...]


def history_document(history: History, diagnosis: Diagnosis) -> HistoryOfHub:
    """Return what was counted for one hub, and what that shows."""
    begin, end = history.window
    dated = diagnosis.onsets.get(history.hub, ())
    return HistoryOfHub(
        history.hub,
        begin.isoformat(),
        end.isoformat(),
        tuple(_observation(item) for item in diagnosis.observations if item.hub == history.hub),
        tuple(map(_figure, diagnosis.figures(history))),
        unaccounted(history),
        tuple(
            _onset(item.onset, _done(item)) for item in dated if not isinstance(item.onset, Stop)
        ),
        tuple(_stop(item.onset, _done(item)) for item in dated if isinstance(item.onset, Stop)),
    )


def _observation(item: Observation) -> ObservationOfHub:
    if item.result is None:
        return ObservationOfHub(None, None, None, item.says, None)
    outcome: Any = item.result.outcome.value
    severity: Any = item.result.severity.word
    found = item.result.fingerprint
    return ObservationOfHub(item.result.rule.id, outcome, severity, item.says, found)


def _onset(onset: Onset, done: tuple[DoneBefore, ...]) -> OnsetOfFigure:
    return OnsetOfFigure(
        onset.formula.name,
        onset.at.isoformat(),
        None if onset.until is None else onset.until.isoformat(),
        onset.before,
        onset.after,
        onset.daily,
        onset.gradual,
        done,
    )


def _stop(stop: Stop, done: tuple[DoneBefore, ...]) -> StopOfHub:
    hours = stop.span / timedelta(hours=1)
    at = stop.at.isoformat()
    return StopOfHub(stop.what, at, stop.before, hours, stop.during, stop.beside, done)


def _done(dated: DatedOnset) -> tuple[DoneBefore, ...]:
    return tuple(
        DoneBefore(
            item.doing,
            item.event.resource.text,
            item.event.operation,
            item.event.actor,
            item.event.at.isoformat(),
        )
        for item in dated.changes
    )


def _figure(figure: Figure) -> FigureOfHistory:
    level: Any = figure.level.value
    return FigureOfHistory(
        figure.formula.name,
        figure.formula.says,
        level,
        figure.count,
        figure.whole,
        figure.share,
        figure.above,
        figure.missing,
    )
