"""What an answer needs beside the request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from hubwarden_local_azure.access.permissions import judge_access, unauthorized
from hubwarden_local_azure.activity_log import Event
from hubwarden_local_azure.metric_counts import Metrics
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.store import Store
from hubwarden_local_azure.tenant import Principal, Tenant


def stamp(seconds: float) -> str:
    """Return a time, in seconds since the epoch, as answers have it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an answer needs beside the request."""

    store: Store
    url: str
    """Where the server is reached, for the links in answers."""
    delay: float
    """Seconds that an operation takes that takes a while."""
    seconds: float
    """The time of the request, in seconds since the epoch."""
    tenant: Tenant
    caller: Principal
    events: list[Event]
    """The activity log, the oldest event first."""
    metrics: Metrics
    forbidden: bool = False
    """Whether the caller is refused everything, on purpose."""
    permitted: list[tuple[str, str]] = field(default_factory=list)
    """Action and scope of what the caller was asked to have a right for, in this request."""

    @property
    def now(self) -> str:
        """The time of the request."""
        return stamp(self.seconds)

    def may(self, action: str, scope: str) -> bool:
        """Tell whether the caller's roles give an action."""
        try:
            judge_access(self.store, self.tenant, self.caller, action, scope)
        except ArmError:
            return False
        return True

    def permit(self, action: str, scope: str) -> None:
        """Refuse what the caller's roles do not give."""
        self.permitted.append((action, scope))
        if self.forbidden:
            raise unauthorized(self.caller, action, scope)
        judge_access(self.store, self.tenant, self.caller, action, scope)
