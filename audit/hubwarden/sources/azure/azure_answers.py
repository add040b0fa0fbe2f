"""What Azure answered, before it becomes records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.live_client import Body

GONE: Final = 404
"""The status for a resource that is not there."""


@dataclass(slots=True)
class Answers:
    """What Azure answered, by the kind of resource. Bodies may hold secrets: none is shown or kept."""

    bodies: dict[Call, list[Body]] = field(default_factory=dict, repr=False)
    credentials: dict[str, Body] = field(default_factory=dict, repr=False)
    """By the id of a namespace or a hub in small letters, the answer of pnsCredentials."""
    of_subscription: dict[str, dict[Call, Sequence[Body]]] = field(default_factory=dict, repr=False)
    """What each subscription holds around its hubs."""

    def add(self, call: Call, bodies: Iterable[Body] | None) -> list[Body]:
        """Keep what a call was answered with, each resource once, and return it."""
        kept = self.bodies.setdefault(call, [])
        new = list(bodies or ())
        kept += new
        return new
