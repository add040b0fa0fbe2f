"""One kind of call to Azure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Service = Literal["management", "metrics", "logs", "registrations"]
"""What is asked: Resource Manager, or the services of Azure Monitor and the namespaces, which have hosts and tokens
of their own."""


@dataclass(frozen=True)
class Call:
    """One kind of call."""

    what: str
    """What it reads, in words."""
    path: str
    """The path, with the changing parts in braces."""
    version: str
    permission: str
    """The action that a role must have for it; empty where every reader of a subscription may."""
    opens: tuple[str, ...] = ()
    """Collections of the estate that are not told without it; none: all."""
    answer: Literal["list", "resource", "table", "metrics", "rows", "feed"] = "list"
    method: Literal["GET", "POST"] = "GET"
    per: str = "subscription"
    """How often it is made: once for each of these."""
    secret: bool = False
    """Whether it is made with ``--with-credentials`` alone."""
    service: Service = "management"
    also: str = ""
    """A further action that it takes; the answer does not tell which of both is missing."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What fits the path of such a call, in any letter case."""
        parts = re.split(r"\{\w+\}", self.path)
        return re.compile(r"[^/?#]+".join(map(re.escape, parts)), re.IGNORECASE)
