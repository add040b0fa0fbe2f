"""The log of requests to the local Azure; it contains neither bodies nor tokens."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_REMEMBERED: Final = 100_000


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request and its answer."""

    method: str
    path: str
    """The path, percent-encoded."""
    query: str
    """The query, percent-encoded; empty for a request to a token endpoint."""
    api_version: str
    host: str
    """The host and port in the request."""
    secure: bool
    """Whether it came over https."""
    token: bool
    """Whether it had a bearer token."""
    caller: str
    """The object id of the token's principal; empty where there was no token."""
    status: int
    """The status of the answer; 0 where there was none."""
    fault: str
    """The fault that struck it; empty where none did."""

    def public(self) -> dict[str, Any]:
        """Return the record in the form of ``/_local/requests``."""
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
        """Add a request."""
        self._records.append(record)

    def clear(self) -> None:
        """Remove all requests."""
        self._records.clear()
