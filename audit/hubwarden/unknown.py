"""A value that a source does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn


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

    def __bool__(self) -> NoReturn:
        raise TypeError("an unknown value is neither true nor false")
