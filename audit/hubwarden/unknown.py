"""A value that a source does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, NoReturn

Cause = Literal[
    "not-told", "at-deployment", "unclear", "conflict", "unread", "baseline", "not-asked"
]
"""Why something is not known; a baseline accepts by it.

- ``not-told``: the source does not tell it. It declares no value, a secret is closed or not set, or only
  Azure has it.
- ``at-deployment``: the source does not tell it, and a deployment makes it known.
- ``unclear``: it was read, and what its form means is documented nowhere, or looking into it ended early.
- ``conflict``: it is told several times, and differently.
- ``unread``: a part of the source could not be read, so that nothing counts as absent.
- ``baseline``: the baseline does not say what holds.
- ``not-asked``: the source could tell it, and the run did not ask (``--with-credentials``).
"""

UNTOLD: Final[tuple[Cause, ...]] = ("not-told", "at-deployment")
"""What an acceptance covers that names no cause: the source does not tell it."""

_GRAVITY: Final[tuple[Cause, ...]] = (
    "at-deployment",
    "not-told",
    "not-asked",
    "baseline",
    "conflict",
    "unread",
    "unclear",
)


def gravity(cause: Cause) -> int:
    """Return how far something is from being untold: what was read and is not clear is the gravest."""
    return _GRAVITY.index(cause)


def gravest(*causes: Cause) -> Cause:
    """Return the cause of what several things leave open: what was read comes before what was not."""
    return max(causes, key=gravity, default="at-deployment")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the source does not tell.

    It cannot be taken for true or false: testing it raises ``TypeError``.
    """

    symbol: str
    """Names the value: within a source, equal symbols stand for equal values. Holds no secret.
    A text that is known in part keeps its known part, as in ``{parameters('ns')}/hub``."""
    reason: str
    """Why the source cannot tell, in words for the user."""
    present: bool = False
    """Whether the source tells that there is a value (not empty, not null), only not which."""
    later: bool = False
    """Whether the deployment makes it known."""
    cause: Cause = "not-told"
    if_set: Any = field(default=None, compare=False, repr=False)
    """The value that it has if it has one; ``None`` where that is not known either."""

    def __bool__(self) -> NoReturn:
        raise TypeError("an unknown value is neither true nor false")
