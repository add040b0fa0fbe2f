"""The figures that are derived from what a hub's metrics count, with their formulas, in one table.

Which metrics tell of a concern is in ``hubwarden.facts``, where alerts have it from, too.

Sources: Microsoft, "Monitoring Azure Notification Hubs data reference" (what each metric counts);
``outgoing.allpns.pnserror`` leaves problems of authentication out, so these are added. The thresholds of 1 %
for errors of the push services and 5 % for bad channels are to begin with; Microsoft publishes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from hubwarden.facts import PLATFORM_METRICS, Concern, metrics_for
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import MADE_OF, of_platforms

FigureName = Literal[
    "failed-requests",
    "authentication-error",
    "pns-error",
    "bad-channel",
    "wrong-app",
    "payload",
    "throttling",
]

PUSHES: Final = "notificationhub.pushes"
REQUESTS: Final = "incoming.all.requests"
FAILED: Final = "incoming.all.failedrequests"
SENDS: Final = "incoming"
SUCCESS: Final = "outgoing.allpns.success"

UNMEASURED_PLATFORMS: Final = ("Amazon", "Baidu", "browsers", "Xiaomi")
"""Platforms for which the service publishes no metric of their own: only the totals count them."""

_PLATFORMS: Final = tuple(PLATFORM_METRICS)
_TOTALS_OF_WINDOWS: Final = frozenset(
    {"outgoing.wns.authenticationerror", "outgoing.mpns.authenticationerror"}
)

AUTHENTICATION: Final = (
    *(name for name in metrics_for("authentication", _PLATFORMS) if name not in _TOTALS_OF_WINDOWS),
    *of_platforms("invalidtoken", "wrongtoken", "tokenproviderunreachable"),
)
"""What counts refused credentials. The totals ``authenticationerror`` of Windows are left out: they count the
same pushes again."""

THROTTLED: Final = metrics_for("throttling", _PLATFORMS)
WRONG_APP: Final = (
    "outgoing.fcmv1.wrongchannel",
    "outgoing.gcm.wrongchannel",
    "outgoing.wns.wrongtoken",
)

_EXPLAINING: Final = tuple(
    dict.fromkeys(
        (
            *MADE_OF,
            *AUTHENTICATION,
            *THROTTLED,
            *WRONG_APP,
            # A device that is not connected is no fault.
            *of_platforms("channeldisconnected", "dropped"),
        )
    )
)
"""What tells of a push how it ended. ``allpns.channelerror`` is left out: it does not tell the kind."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A figure: some metrics together, as a share of a whole."""

    name: FigureName
    says: str
    """What it counts."""
    did: str
    """The same as what they did: "... of ... pushes failed"."""
    parts: tuple[str, ...]
    whole: str
    above: float
    """The share above which it is reported where no baseline says otherwise, from 0 to 1; 0 where any count is
    too many."""
    concern: Concern | None = None
    """The concern that an alert on the same metrics watches over."""


FORMULAS: Final = (
    Formula(
        "failed-requests",
        "requests that failed",
        "failed",
        (FAILED,),
        REQUESTS,
        0.01,
        "failed-requests",
    ),
    Formula(
        "authentication-error",
        "pushes with refused credentials",
        "were refused for the credential",
        AUTHENTICATION,
        PUSHES,
        0.0,
        "authentication",
    ),
    Formula(
        "pns-error",
        "pushes that a push service did not take, refused credentials among them",
        "were not taken by a push service, those refused for the credential among them",
        (*metrics_for("pns-errors", ()), *AUTHENTICATION),
        PUSHES,
        0.01,
        "pns-errors",
    ),
    Formula(
        "bad-channel",
        "pushes to tokens that are expired or invalid",
        "went to tokens that are expired or invalid",
        metrics_for("bad-channel", ()),
        PUSHES,
        0.05,
        "bad-channel",
    ),
    Formula(
        "wrong-app",
        "pushes to tokens of another app",
        "went to tokens of another app",
        WRONG_APP,
        PUSHES,
        0.005,
    ),
    Formula(
        "payload",
        "pushes with a payload that is too large or malformed",
        "had a payload that is too large or malformed",
        ("outgoing.allpns.invalidpayload",), PUSHES, 0.001,
    ),
    Formula(
        "throttling",
        "pushes that a push service had no time for",
        "came faster than a push service takes them",
        THROTTLED,
        PUSHES,
        0.0,
        "throttling",
    ),
)  # fmt: skip
"""Every figure but the one that is a remainder."""


@dataclass(frozen=True, slots=True)
class Limits:
    """By what figures are judged."""

    above: Mapping[FigureName, float] = field(default_factory=dict)
    """The share above which a figure is reported, from 0 to 1, where it is another one than the formula's."""
    sample: int = 200
    """How much there must be of the whole before a percentage is judged; a quarter of it where most of it fails."""

    def of(self, formula: Formula) -> float:
        """Return the share above which a figure is reported, from 0 to 1."""
        return self.above.get(formula.name, formula.above)


STANDARD: Final = Limits()
"""What holds where no baseline says otherwise."""


_CLEAR_SAMPLE: Final = 0.25
"""The part of a sample that is enough where most of it fails."""
_CLEAR_SHARE: Final = 0.5


class Level(StrEnum):
    """What a figure says."""

    ABOVE = "above"
    WITHIN = "within"
    TOO_FEW = "too few"
    """Fewer than the minimum sample: no percentage is judged."""
    NO_RATE = "no rate"
    """Nothing of the whole: there is no share, and 0 % would be a lie."""
    PARTLY = "measured in part"
    """What was measured is within the threshold, and not all was measured."""
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Figure:
    """A formula with what a history gives for it."""

    formula: Formula
    level: Level
    count: float | None
    whole: float | None
    above: float
    """The share above which it is reported, from 0 to 1."""
    missing: tuple[str, ...]
    """Metrics of the formula that were not measured: the count is a least one then."""

    @property
    def share(self) -> float | None:
        """The share of the whole; ``None`` where there is none."""
        if not self.whole or self.count is None:
            return None
        return self.count / self.whole


def figures(history: History, limits: Limits = STANDARD) -> Iterator[Figure]:
    """Yield every figure of a history."""
    for formula in FORMULAS:
        yield figure_of(history, formula, limits)


def figure_of(history: History, formula: Formula, limits: Limits = STANDARD) -> Figure:
    """Return what a history gives for one formula."""
    count, whole = at_least(history, formula.parts), history.total(formula.whole)
    missing = history.missing((*formula.parts, formula.whole))
    above = limits.of(formula)
    level = _level(above, limits.sample, count, whole, missing)
    return Figure(formula, level, count, whole, above, missing)


def at_least(history: History, metrics: Iterable[str]) -> float | None:
    """Return what was counted of several metrics at least; ``None`` where nothing was measured.

    Where a total was not measured, what was measured for single platforms stands for it.
    """
    known = [
        count
        for metric in metrics
        if (
            count := history.sum_of(
                (metric,) if metric in history.counts else MADE_OF.get(metric, ())
            )
        )
        is not None
    ]
    return sum(known) if known else None


def unexplained(history: History) -> float | None:
    """Return the share of pushes of which no metric tells success or a kind of failure; ``None`` without pushes.

    What was not measured explains nothing, so this is 1 where only pushes were measured.
    """
    pushes = history.total(PUSHES)
    if not pushes:
        return None
    return max(0.0, pushes - (at_least(history, _EXPLAINING) or 0.0)) / pushes


def _level(
    above: float, sample: int, count: float | None, whole: float | None, missing: tuple[str, ...]
) -> Level:
    if count is None or whole is None:
        return Level.NOT_MEASURED
    if not whole:
        return Level.NO_RATE
    if above and whole < sample and not _is_clear(count, whole, sample):
        return Level.TOO_FEW
    if count > above * whole:
        return Level.ABOVE
    return Level.PARTLY if missing else Level.WITHIN


def _is_clear(count: float, whole: float, sample: int) -> bool:
    """Tell whether most of a small sample fails, so that no percentage has to be told apart from another."""
    return whole >= sample * _CLEAR_SAMPLE and count > whole * _CLEAR_SHARE


def unaccounted(history: History) -> float | None:
    """Return the share of pushes that no metric of an outcome counts; ``None`` where that cannot be told.

    It is pushes less successes, channel errors, bad payloads, errors of push services and refused credentials.
    """
    pushes = history.total(PUSHES)
    totals = (
        SUCCESS,
        "outgoing.allpns.channelerror",
        "outgoing.allpns.invalidpayload",
        "outgoing.allpns.pnserror",
    )
    if not pushes or history.missing(totals):
        return None
    known = (history.sum_of(totals) or 0.0) + (history.sum_of(AUTHENTICATION) or 0.0)
    return max(0.0, pushes - known) / pushes
