"""Everything that an answer depends on besides the request."""

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
    """Return a time, given in seconds since the epoch, in the form of answers."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that an answer depends on besides the request."""

    store: Store
    url: str
    """The address of the server, for links in answers."""
    delay: float
    """The duration of long-running operations, in seconds."""
    seconds: float
    """The time of the request, in seconds since the epoch."""
    tenant: Tenant
    caller: Principal
    events: list[Event]
    """The activity log, oldest event first."""
    metrics: Metrics
    forbidden: bool = False
    """Whether a fault refuses the caller everything."""
    permitted: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of action and scope that this request checked."""

    @property
    def now(self) -> str:
        """The time of the request, in the form of answers."""
        return stamp(self.seconds)

    def may(self, action: str, scope: str) -> bool:
        """Tell whether the caller's roles allow an action at a scope."""
        try:
            judge_access(self.store, self.tenant, self.caller, action, scope)
        except ArmError:
            return False
        return True

    def permit(self, action: str, scope: str) -> None:
        """Refuse an action that the caller's roles do not allow."""
        self.permitted.append((action, scope))
        if self.forbidden:
            raise unauthorized(self.caller, action, scope)
        judge_access(self.store, self.tenant, self.caller, action, scope)
