"""What was asked of the local Azure: never a body and never a token."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_REMEMBERED: Final = 100_000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and how it was answered."""

    method: str
    path: str
    """As it came, percent-encoded."""
    query: str
    """As it came, percent-encoded; empty for a request of a token endpoint."""
    api_version: str
    host: str
    """Host and port as the client asked for them."""
    secure: bool
    """Whether it came over https."""
    token: bool
    """Whether it brought a bearer token."""
    caller: str
    """Object id of the token's principal, or nothing where there was no token."""
    status: int
    """Status of the answer; 0 where there was none."""
    fault: str
    """What was done to the answer on purpose, or nothing."""

    def public(self) -> dict[str, Any]:
        """Return the record as ``/_local/requests`` gives it."""
        return {
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "apiVersion": self.api_version,
            "host": self.host,
            "secure": self.secure,
            "token": self.token,
            "caller": self.caller,
            "status": self.status,
            "fault": self.fault,
        }


class RequestLog:
    """The last hundred thousand requests."""

    def __init__(self) -> None:
        self._records: deque[RequestRecord] = deque(maxlen=_REMEMBERED)

    def __iter__(self) -> Iterator[RequestRecord]:
        return iter(tuple(self._records))

    def add(self, record: RequestRecord) -> None:
        """Remember a request."""
        self._records.append(record)

    def clear(self) -> None:
        """Forget all requests so far."""
        self._records.clear()
