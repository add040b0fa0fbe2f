"""What rules about telemetry share: whether a figure is above its limit, and whether enough was measured to say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hubwarden.metrics.figures import (
    PUSHES,
    SENDS,
    SUCCESS,
    Figure,
    FigureName,
    Level,
    at_least,
    unexplained,
)
from hubwarden.metrics.hub_metrics import MADE_OF
from hubwarden.model.base import Undetermined
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import NotApplicable, Violation

MOSTLY: Final = 0.98
"""The share of pushes from which on a hub delivers as it should, and enough is known of how pushes ended."""


_TOO_MANY: Final = 1.02
_AT_THE_EDGE: Final = 10
"""Successes of pushes from before the window may lie in it: so many more than pushes are no contradiction."""


def above_limit(hub: HubTelemetry, name: FigureName) -> Iterator[Violation]:
    """Yield that a figure is above its limit, over the whole window or since some moment of it.

    Raises ``NotApplicable`` where there was nothing to take a share of, and ``Undetermined`` where too little was
    measured.
    """
    figure, onset = hub.figures[name], hub.onsets.get(name)
    limit, did = percent(figure.above), figure.formula.did
    things = "pushes" if figure.formula.whole == PUSHES else "requests"
    if figure.level is Level.ABOVE:
        count, whole = count_of(figure.count or 0), count_of(figure.whole or 0)
        yield Violation(
            f"{count} of {whole} {things} ({percent(figure.share or 0)}) {did}; the limit is {limit}",
            at=f"figures.{name}",
        )
    elif onset is not None:
        often = ", in the same hours of each day" if onset.daily else ""
        yield Violation(
            f"{percent(onset.after)} of {things} {did} since {onset.at:%Y-%m-%d %H:%M} UTC{often}; the limit is {limit}",
            at=f"figures.{name}",
        )
    elif figure.level is Level.WITHIN:
        return
    elif figure.formula.whole == PUSHES:
        require_pushes(hub)
        _require_bounded(hub, figure)
    elif short := read_in_part(hub, figure):
        raise unread(short)
    elif figure.level is Level.NOT_MEASURED:
        raise NotApplicable(f"{', '.join(figure.missing)} was not measured")
    elif figure.level is Level.NO_RATE:
        raise NotApplicable(f"{figure.formula.whole} counted nothing")
    elif figure.level is Level.TOO_FEW:
        raise _too_few(figure.whole or 0, "requests", hub)


def _require_bounded(hub: HubTelemetry, figure: Figure) -> None:
    """Raise ``NotApplicable`` where a figure that was not wholly measured may be above its limit, and ``Undetermined``
    where a part of it was.

    It cannot be, if all pushes of which no metric tells the end together are within the limit.
    """
    if short := read_in_part(hub, figure):
        raise unread(short)
    if _may_be_above(hub, figure):
        missing, share = ", ".join(figure.missing), percent(unexplained(hub.history) or 0.0)
        raise NotApplicable(f"not measured: {missing}; it is {share} of pushes at most")


def _may_be_above(hub: HubTelemetry, figure: Figure) -> bool:
    return (figure.share or 0.0) + (unexplained(hub.history) or 0.0) > figure.above


def read_in_part(hub: HubTelemetry, figure: Figure) -> list[str]:
    """Return the metrics that were read for a part of the window alone, so that a figure may be above its limit."""
    if figure.level in (Level.WITHIN, Level.ABOVE):
        return []
    if figure.formula.whole == PUSHES and not _may_be_above(hub, figure):
        return []
    return sorted(hub.history.in_part & set(figure.missing))


def unread(metrics: Iterable[str]) -> Undetermined:
    """Return that metrics were read for a part of the window alone."""
    words = f"{', '.join(metrics)} was read for a part of the window alone"
    return Undetermined("HubTelemetry.history", words, cause="unread")


def is_above(hub: HubTelemetry, name: FigureName) -> bool:
    """Tell whether a figure is above its limit, over the whole window or since some moment of it."""
    return hub.figures[name].level is Level.ABOVE or name in hub.onsets


def require_pushes(hub: HubTelemetry) -> None:
    """Make sure that there were pushes, enough of them for a share, and that metrics tell how they ended.

    Raises ``NotApplicable`` where there was none, else ``Undetermined``.
    """
    pushes = hub.history.total(PUSHES)
    if pushes == 0:
        raise NotApplicable(why_not_judged(hub))
    if why := why_not_judged(hub):
        raise Undetermined("HubTelemetry.history", why, cause="unclear")


def require_measured(hub: HubTelemetry, metrics: Iterable[str]) -> None:
    """Raise ``Undetermined`` where some of several metrics were not measured: they may tell otherwise."""
    if missing := hub.history.missing(metrics):
        words = f"{', '.join(missing)} was not measured"
        raise Undetermined("HubTelemetry.history", words, cause="unclear")


def why_not_judged(hub: HubTelemetry) -> str:
    """Return why the counts of pushes say nothing; empty where they do."""
    history = hub.history
    sends, pushes = history.total(SENDS), history.total(PUSHES)
    if pushes is None:
        return f"{PUSHES} was not measured"
    if not pushes:
        return (
            "nothing was sent" if sends == 0 else "there was no push, so that no share can be told"
        )
    if pushes < hub.limits.sample:
        return _few(pushes, "pushes", hub)
    ended = at_least(history, (SUCCESS,)) or 0.0
    if ended > _TOO_MANY * pushes + _AT_THE_EDGE:
        return (
            f"{count_of(ended)} successes of {count_of(pushes)} pushes contradict each other: read all metrics for the "
            "same times, and with the aggregation Total"
        )
    open_share = unexplained(history) or 0.0
    if open_share <= 1 - MOSTLY:
        return ""
    asked = history.missing(MADE_OF) or ("the metrics of each platform",)
    return (
        f"for {percent(open_share)} of pushes no metric that was read tells whether they succeeded or why they "
        f"failed: read {', '.join(asked)}, too"
    )


def _few(count: float, what: str, hub: HubTelemetry) -> str:
    return f"there were {count_of(count)} {what}, and a share is judged from {hub.limits.sample} on"


def _too_few(count: float, what: str, hub: HubTelemetry) -> Undetermined:
    return Undetermined("HubTelemetry.history", _few(count, what, hub), cause="unclear")


def percent(share: float) -> str:
    """Return a share from 0 to 1 in percent, to three digits."""
    return f"{share * 100:.3g} %"


def count_of(count: float, noun: str = "", plural: str = "") -> str:
    """Return a count with commas between thousands, and the noun where one is given: ``1 send``, ``1,200 sends``."""
    number = f"{count:,.0f}"
    if not noun:
        return number
    return f"{number} {noun if number == '1' else plural or f'{noun}s'}"
