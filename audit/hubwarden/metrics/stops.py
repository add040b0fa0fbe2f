"""What stopped at a hub: sends, or, while these go on, pushes, those of one platform, devices that register."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from hubwarden.metrics.figures import PUSHES, SENDS
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import PLATFORMS, REGISTERING, of_platform
from hubwarden.metrics.reach import dropped_reach
from hubwarden.metrics.stopped_days import DAY, Counts, difference, stopped, together
from hubwarden.metrics.stopped_pushes import last_push

REACH: Final = "devices that a send reaches"
REGISTRATIONS: Final = "registrations"
ALL_SENDS: Final = "sends"
ALL_PUSHES: Final = "pushes"
_MISSED: Final = 20
"""Pushes that a platform must have missed, by what went to others, before it counts as silent: else little was sent."""
_TO_END: Final = {"gcm", "mpns"}
"""Platforms whose push service is shut down."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something of a hub that stopped."""

    what: str
    """``sends``, ``pushes``, ``registrations``, ``pushes by outgoing.apns``, or ``devices that a send reaches``."""
    metrics: tuple[str, ...]
    """What counts it: where one of them was not measured, it may go on."""
    at: datetime
    """When the first interval without it begins (UTC)."""
    grain: timedelta
    """How long an interval is: it stopped within the one before, or at its end."""
    before: float | None
    """What was counted in ``span`` before, on average; of devices, how many. ``None`` where no days were compared."""
    during: float
    """What was counted since."""
    beside: float
    """What went on since: sends, or pushes to others."""
    span: timedelta = DAY
    """A day, or the last hours of it, which were compared with the same hours of other days."""


def usual_words(stop: Stop) -> str:
    """Return how much there was before something stopped: ``about 1,200 a day before``."""
    when = "a day before" if stop.span == DAY else "in the same hours of days before"
    return f"about {stop.before or 0:,.0f} {when}"


def stops(history: History) -> Iterator[Stop]:
    """Yield all that stopped."""
    for found in (stopped_sends(history), stopped_pushes(history), stopped_registrations(history)):
        if found is not None:
            yield found
    yield from stopped_platforms(history)
    if (reach := dropped_devices(history)) is not None:
        yield reach


def stopped_sends(history: History) -> Stop | None:
    """Return that nothing is sent any more."""
    return _stop(ALL_SENDS, (SENDS,), history.counts.get(SENDS, {}), {})


def stopped_pushes(history: History) -> Stop | None:
    """Return that pushes stopped altogether, as ``last_push`` finds it."""
    found = last_push(history)
    if found is None:
        return None
    last, sends = found
    times = sorted(history.counts[PUSHES])
    begin = times[times.index(last) + 1]
    return Stop(ALL_PUSHES, (PUSHES, SENDS), begin, _grain(times), None, 0.0, sends)


def dropped_devices(history: History) -> Stop | None:
    """Return that sends reach far fewer devices; not where pushes stopped altogether."""
    found = dropped_reach(history)
    if found is None or last_push(history) is not None:
        return None
    sends = history.counts[SENDS]
    beside = sum(count for time, count in sends.items() if time >= found.at)
    return Stop(
        REACH, (PUSHES, SENDS), found.at, _grain(sorted(sends)), found.before, found.since, beside
    )


def stopped_registrations(history: History) -> Stop | None:
    """Return that devices no longer register, by the metrics that were measured."""
    counts = together(history, REGISTERING)
    found = _stop(REGISTRATIONS, REGISTERING, counts, history.counts.get(SENDS, {}))
    return found if found is not None and found.beside else None


def stopped_platforms(history: History) -> Iterator[Stop]:
    """Yield each platform that gets no pushes any more while others do, by the metrics that were measured."""
    every = history.counts.get(PUSHES, {})
    for platform in sorted(PLATFORMS.keys() - _TO_END):
        metrics = of_platform(platform)
        own = together(history, metrics)
        others = difference(every, own)
        found = _stop(f"pushes by outgoing.{platform}", metrics, own, others)
        if found is not None and found.beside * _times_as_many(own, others, found.at) >= _MISSED:
            yield found


def _times_as_many(own: Counts, others: Counts, until: datetime) -> float:
    """Return how many times as many pushes a platform had as others, before something stopped."""
    had, went = (sum(counts[time] for time in counts if time < until) for counts in (own, others))
    return had / went if went else math.inf


def _stop(
    what: str, metrics: tuple[str, ...], counts: Counts, beside: Mapping[datetime, float]
) -> Stop | None:
    found = stopped(counts)
    if found is None:
        return None
    since = [time for time in counts if time >= found.day]
    return Stop(
        what,
        metrics,
        found.at,
        _grain(sorted(counts)),
        found.before,
        sum(counts[time] for time in since),
        sum(beside.get(time, 0.0) for time in since),
        found.span,
    )


def _grain(times: list[datetime]) -> timedelta:
    return min((later - time for time, later in pairwise(times)), default=timedelta())
