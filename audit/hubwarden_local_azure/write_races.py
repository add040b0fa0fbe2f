"""Simultaneous writes under one namespace, which the real service can refuse.

Users report this for access rules that are created at the same time (hashicorp/terraform-provider-azurerm 4085).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, Literal

from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.refusals import ArmError, conflict

_NAMESPACE: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.NotificationHubs/"
    r"namespaces/[^/]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WriteRaces:
    """Makes a write refuse others that are sent at the same time."""

    seconds: float = 0.05
    """The seconds that a write takes; meanwhile other writes under its namespace are refused."""
    status: Literal[409, 429] = 409

    def __post_init__(self) -> None:
        if not 0 <= self.seconds < math.inf:
            raise ValueError("seconds must be 0 or more")

    def refusal(self) -> ArmError:
        """Return the refusal of a simultaneous write."""
        if self.status == 409:  # noqa: PLR2004  # Conflict.
            return conflict("SubCode=40901. Another conflicting operation is in progress.")
        return ArmError(
            429, "TooManyRequests", "SubCode=42901. The namespace is being written to; retry later."
        )


def written_namespace(request: Request) -> str:
    """Return the namespace that a request writes to or below, in lower case; empty where it does not."""
    if request.method not in {"PUT", "PATCH", "DELETE"}:
        return ""
    found = _NAMESPACE.match(request.path)
    return found[0].lower() if found else ""
