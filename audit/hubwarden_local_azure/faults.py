"""Faults on demand: failures of networks, proxies and Azure, selected by path and count.

The same faults, seed and requests always give the same answers.
"""

from __future__ import annotations

import fnmatch
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

FaultKind = Literal[
    "throttled",
    "server-error",
    "forbidden",
    "conflict",
    "reset",
    "cut",
    "slow",
    "truncated",
    "empty",
    "malformed",
    "no-value",
    "null-value",
    "link-elsewhere",
    "link-to-itself",
    "result-truncated",
    "page-repeats",
    "page-skips",
    "stale",
]
"""The kinds of faults.

- ``throttled``: 429, with ``retry_after`` as its header.
- ``server-error``: ``status``, 503 by default.
- ``forbidden``: 403, as for a missing right.
- ``conflict``: 409, as for a simultaneous operation.
- ``reset``: the connection ends without an answer, and the request has no effect.
- ``cut``: the connection ends in the middle of the answer.
- ``slow``: the answer is sent after ``seconds``.
- ``truncated``: half of the body is sent, as if it were complete.
- ``empty``: no body.
- ``malformed``: a body that is not valid JSON.
- ``no-value``: ``{}``.
- ``null-value``: ``{"value": null}``.
- ``link-elsewhere``: a nextLink to another origin.
- ``link-to-itself``: a nextLink to the same page.
- ``result-truncated``: an answer of Resource Graph or of a log query that says it is incomplete.
- ``page-repeats`` and ``page-skips``: the list changed while it was read, so that a later page repeats the
  last item of the page before, or lacks its own first item.
- ``stale``: after a write, reads answer as before the write.

A page of registrations is not JSON. There ``no-value`` is a document that is not a feed, ``null-value`` entries
without content, ``link-elsewhere`` a document type, and ``link-to-itself`` the page's own continuation token.
"""
KINDS: Final[tuple[FaultKind, ...]] = get_args(FaultKind)
LASTING: Final[frozenset[FaultKind]] = frozenset({"stale"})
"""Faults that take effect after a write instead of changing an answer."""
PAGES: Final[frozenset[FaultKind]] = frozenset({"page-repeats", "page-skips"})
"""Faults of the second and later pages of a list only."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and the requests that it can strike."""

    kind: FaultKind
    path: str = "*"
    """Pattern for the decoded path, in which ``*`` is any text, in any letter case."""
    method: str = "*"
    times: int | None = 1
    """How often it strikes (for ``stale``: how many reads after each write); ``None``: always."""
    skip: int = 0
    """The number of matching requests that pass before it strikes."""
    chance: float = 1.0
    """The probability that it strikes a matching request, drawn with the seed."""
    status: int = 503
    retry_after: str = ""
    """The header's value: seconds or a date; empty: no header."""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"'{self.kind}' is no kind of fault: {', '.join(KINDS)}")
        if not 0 <= self.chance <= 1:
            raise ValueError("chance must be between 0 and 1")
        if not 0 <= self.seconds < math.inf:
            raise ValueError("seconds must be 0 or more")

    def fits(self, method: str, path: str, *, later_page: bool = False) -> bool:
        """Tell whether the fault can strike a request."""
        if self.method not in {"*", method} or (self.kind in PAGES and not later_page):
            return False
        return bool(re.match(fnmatch.translate(self.path.lower()), path.lower()))


class FaultPlan:
    """Faults, and how often each has struck. The first one that is due strikes a request."""

    def __init__(self, faults: Sequence[Fault] = (), seed: int = 0) -> None:
        self.faults = tuple(faults)
        self._seen = [0] * len(self.faults)
        self._struck = [0] * len(self.faults)
        self._chance = random.Random(seed)  # noqa: S311  # No secret comes of it.

    def strike(self, method: str, path: str, *, later_page: bool = False) -> Fault | None:
        """Return the fault that strikes a request; ``None`` where none does."""
        for at, fault in enumerate(self.faults):
            if fault.kind in LASTING or not fault.fits(method, path, later_page=later_page):
                continue
            self._seen[at] += 1
            spent = fault.times is not None and self._struck[at] >= fault.times
            if spent or self._seen[at] <= fault.skip or self._chance.random() >= fault.chance:
                continue
            self._struck[at] += 1
            return fault
        return None

    def lasting(self, method: str, path: str) -> Fault | None:
        """Return the fault that lasts after a write; ``None`` where none does."""
        for fault in self.faults:
            if fault.kind in LASTING and fault.fits(method, path):
                return fault
        return None


def mixture(
    seed: int, paths: Sequence[str], *, kinds: Sequence[FaultKind] = KINDS, most: int = 4
) -> tuple[Fault, ...]:
    """Return one to ``most`` faults for some of the path patterns, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # No secret comes of it.
    return tuple(
        Fault(
            kind=chance.choice(kinds),
            path=chance.choice(paths),
            times=chance.choice((1, 1, 2, 3, None)),
            skip=chance.randrange(4),
            chance=chance.choice((1.0, 1.0, 0.5)),
            status=chance.choice((500, 502, 503, 504)),
            retry_after=chance.choice(("", "1", "17")),
            seconds=0.05,
        )
        for _ in range(chance.randint(1, most))
    )
