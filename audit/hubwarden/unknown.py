"""A value that a source does not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, NoReturn

Cause = Literal[
    "not-told", "at-deployment", "unclear", "conflict", "unread", "baseline", "not-asked"
]
"""Why something is not known; a baseline accepts unknowns by this cause.

- ``not-told``: the source does not say it. It declares no value, a secret is encrypted or not set, or only
  Azure has it.
- ``at-deployment``: the source does not say it, and a deployment will.
- ``unclear``: it was read, but its form is not documented, or reading it stopped early at a limit.
- ``conflict``: sources, or several places of one, say different things.
- ``unread``: a part of the source could not be read, so nothing counts as absent.
- ``baseline``: the baseline does not say what is demanded.
- ``not-asked``: the source has it, but the run did not read it (``--with-credentials`` does).
"""

UNTOLD: Final[tuple[Cause, ...]] = ("not-told", "at-deployment")
"""The causes that an acceptance without a ``cause`` covers: the source does not say it."""

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
    """Return the rank of a cause: the higher, the worse. What was read but is not clear ranks highest."""
    return _GRAVITY.index(cause)


def gravest(*causes: Cause) -> Cause:
    """Return the worst of several causes; see ``gravity``."""
    return max(causes, key=gravity, default="at-deployment")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the source does not say.

    It cannot be taken for true or false: testing it raises ``TypeError``.
    """

    symbol: str
    """The name of the value. Within one source, equal symbols mean equal values. It never contains a secret.
    A text that is known in part keeps its known part, as in ``{parameters('ns')}/hub``."""
    reason: str
    """Why the source does not say it, in words for the user."""
    present: bool = False
    """Whether it is known that there is a value (not empty, not null), although not which."""
    later: bool = False
    """Whether the value becomes known at deployment."""
    cause: Cause = "not-told"
    if_set: Any = field(default=None, compare=False, repr=False)
    """The value that it has if it is set at all; ``None`` where that is not known either."""

    def __bool__(self) -> NoReturn:
        raise TypeError("an unknown value is neither true nor false")
