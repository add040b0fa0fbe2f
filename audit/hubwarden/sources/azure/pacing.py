"""How fast Azure is asked: no faster than it gives.

Resource Manager gives each principal a bucket of 250 reads for a subscription, refilled with 25 a second, and
one of 200 writes, refilled with 10 a second; a POST counts as a write. Resource Graph gives each user 15
queries in 5 seconds, Log Analytics 200 in 30 seconds. No limit is published for batches of metrics, nor for
pages of registrations: 10 batches and 5 pages a second are this module's own choice. Sources: Microsoft,
"Understand how Azure Resource Manager throttles requests" and "Guidance for throttled requests in Azure
Resource Graph". What an answer says of the rest counts more.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is and how to wait; tests turn it."""

    now: Callable[[], float] = time.monotonic
    """Seconds of a clock that never goes back."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(slots=True)
class TokenBucket:
    """Tokens of which each call takes one."""

    capacity: float
    refill: float
    """Tokens a second."""
    tokens: float
    at: float
    """When it was last looked at, in the clock's seconds."""

    def take(self, now: float) -> float:
        """Take a token, perhaps one that is still to come; return the seconds until it is there."""
        self._refill(now)
        self.tokens -= 1
        return max(0.0, -self.tokens / self.refill)

    def at_most(self, tokens: float, now: float) -> None:
        """Take note that no more tokens are left than these."""
        self._refill(now)
        self.tokens = min(self.tokens, tokens)

    def _refill(self, now: float) -> None:
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.refill)
        self.at = max(self.at, now)


_KINDS: Final[Mapping[str, tuple[float, float]]] = {
    "reads": (250, 25),
    "writes": (200, 10),
    "graph": (15, 3),
    "metrics": (40, 10),
    "logs": (100, 6),
    "registrations": (5, 5),
}
"""Capacity and tokens a second."""


class Pacer:
    """Keeps the buckets of one run."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], TokenBucket] = {}

    def wait(self, kind: str, subscription: str) -> float:
        """Take a token of a kind (``reads``, ``writes``, ``graph``, ``metrics``, ``logs``, ``registrations``); return the seconds to wait for it."""
        return self._bucket(kind, subscription).take(self._clock.now())

    def note(self, kind: str, subscription: str, headers: Mapping[str, str]) -> None:
        """Take note of what an answer says is left."""
        name = {
            "reads": "x-ms-ratelimit-remaining-subscription-reads",
            "writes": "x-ms-ratelimit-remaining-subscription-writes",
            "graph": "x-ms-user-quota-remaining",
        }.get(kind, "")
        left = headers.get(name, "")
        if left.isascii() and left.isdigit():
            self._bucket(kind, subscription).at_most(float(left[:9]), self._clock.now())

    def _bucket(self, kind: str, subscription: str) -> TokenBucket:
        key = kind, subscription.lower()
        if key not in self._buckets:
            capacity, refill = _KINDS[kind]
            self._buckets[key] = TokenBucket(capacity, refill, capacity, self._clock.now())
        return self._buckets[key]
