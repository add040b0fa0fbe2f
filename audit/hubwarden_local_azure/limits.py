"""Resource Manager's rate limits: token buckets for each subscription, principal and kind of request.

Source: "Understand how Azure Resource Manager throttles requests" (limits since 2024): a bucket for 250 reads that
refills by 25 a second, one for 200 writes and one for 200 deletions that refill by 10 a second; the same for the
tenant. A subscription as a whole has fifteen times as much. A refused request takes a token, too, down to one
second's refill below zero: the document says that repeating too early makes the wait longer, but not how much.

One user can send 200 log queries in 30 seconds (Azure Monitor's service limits). For batches of metrics no number
is published: 100 a second is the local Azure's own limit. Resource Graph has no limit here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.paths import subscription_of
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.services import Service, service_of
from hubwarden_local_azure.tenant import Principal

_RATES: Final = {"reads": (250.0, 25.0), "writes": (200.0, 10.0), "deletes": (200.0, 10.0)}
"""The capacity of a bucket, and its refill for each second."""
_OWN_RATES: Final[dict[Service, tuple[float, float]]] = {
    "metrics": (100.0, 100.0),
    "logs": (200.0, 200 / 30),
}
"""The same for the services beside Resource Manager."""
_KINDS: Final = {"GET": "reads", "HEAD": "reads", "DELETE": "deletes"}
_ALL_PRINCIPALS: Final = 15


@dataclass(frozen=True, slots=True)
class Limits:
    """The rate limits that apply."""

    scale: float = 1.0
    """A factor for the capacity and refill of the buckets."""

    def __post_init__(self) -> None:
        if not 0 < self.scale < math.inf:
            raise ValueError("scale must be above 0")


class Bucket:
    """Tokens that refill over time."""

    def __init__(self, size: float, rate: float, now: float) -> None:
        self._size, self._rate = size, rate
        self._level, self._at = size, now

    def take(self, now: float) -> float:
        """Take a token; return the tokens left. A negative number means that the request is refused."""
        gained = max(0.0, now - self._at) * self._rate
        self._level = min(self._size, self._level + gained)
        self._at = max(self._at, now)
        left = self._level - 1
        self._level = max(left, -self._rate)
        return left

    @property
    def wait(self) -> int:
        """The whole seconds until there is a token again."""
        return max(1, math.ceil((1 - self._level) / self._rate))


class Throttle:
    """The buckets of all subscriptions and principals."""

    def __init__(self, limits: Limits | None) -> None:
        self._limits = limits
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def take(self, request: Request, path: str, caller: Principal, now: float) -> dict[str, str]:
        """Return the headers with the remaining requests, or refuse the request with 429."""
        if self._limits is None:
            return {}
        service = service_of(path)
        if service != "management":
            self._take_beside(service, path, caller, now)
            return {}
        kind = _KINDS.get(request.method, "writes")
        subscription = subscription_of(path).lower()
        place = "subscription" if subscription else "tenant"
        headers, wait = {}, 0
        own = (f"{place}-{kind}", (place, subscription, caller.id, kind), 1)
        shared = (f"{place}-global-{kind}", (place, subscription, "", kind), _ALL_PRINCIPALS)
        for name, key, share in (own, shared):
            bucket = self._bucket(key, _RATES[kind], share, now)
            left = bucket.take(now)
            headers[f"x-ms-ratelimit-remaining-{name}"] = str(max(0, math.floor(left)))
            wait = max(wait, bucket.wait if left < 0 else 0)
        if wait:
            raise _refused(place, subscription, kind, {**headers, "Retry-After": str(wait)})
        return headers

    def _take_beside(self, service: Service, path: str, caller: Principal, now: float) -> None:
        """Refuse a request that is over the limit of a service beside Resource Manager."""
        if service not in _OWN_RATES:
            return
        key = (service, subscription_of(path).lower(), caller.id)
        bucket = self._bucket(key, _OWN_RATES[service], 1, now)
        if bucket.take(now) < 0:
            words = f"Too many requests; try again after {bucket.wait} seconds."
            raise ArmError(429, "TooManyRequests", words, {"Retry-After": str(bucket.wait)})

    def _bucket(
        self, key: tuple[str, ...], rates: tuple[float, float], share: int, now: float
    ) -> Bucket:
        if key not in self._buckets:
            factor = share * (self._limits.scale if self._limits else 1.0)
            size, rate = rates
            self._buckets[key] = Bucket(max(1.0, size * factor), rate * factor, now)
        return self._buckets[key]


def _refused(place: str, subscription: str, kind: str, headers: Mapping[str, str]) -> ArmError:
    of = f" for subscription '{subscription}'" if subscription else ""
    return ArmError(
        429,
        f"{place.capitalize()}RequestsThrottled",
        f"Number of {kind}{of} exceeded the limit. Please try again after "
        f"'{headers['Retry-After']}' seconds.",
        headers,
    )
