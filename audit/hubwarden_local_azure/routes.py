"""Requests that are recognised by their path and not by the table of resource types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.store import Store
from hubwarden_local_azure.surroundings import Surroundings
from hubwarden_local_azure.tenant import Tenant

SUBSCRIPTION: Final = r"(?P<scope>/subscriptions/(?P<subscription>[0-9a-fA-F-]{36}))"
"""The beginning of a path in a subscription, with the regex groups ``scope`` and ``subscription``."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request with the parsed parts of its path."""

    request: Request
    around: Surroundings
    path: str
    """The decoded path of the request."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The decoded values of the route's regex groups."""

    @property
    def store(self) -> Store:
        """The resources."""
        return self.around.store

    @property
    def tenant(self) -> Tenant:
        """The directory."""
        return self.around.tenant


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, the right that they need, and the function that answers."""

    method: str
    path: re.Pattern[str]
    """Matches the whole path. Its group ``scope`` is the scope of the right; without that group, the tenant is."""
    action: str
    """The action that the caller must be allowed; empty: none, or the answer has only what the caller may see."""
    answer: Callable[[Question], Answer]


def route(method: str, path: str, action: str, answer: Callable[[Question], Answer]) -> Route:
    """Return a route for a pattern, which ignores letter case as Resource Manager does."""
    return Route(method, re.compile(path, re.IGNORECASE), action, answer)


def follow(
    routes: Iterable[Route], path: str, request: Request, around: Surroundings
) -> Answer | None:
    """Answer a request by the first matching route, after checking its right; ``None`` where none matches."""
    for item in routes:
        found = item.path.fullmatch(path) if item.method == request.method else None
        if found is None:
            continue
        parts = {name: value or "" for name, value in found.groupdict().items()}
        if item.action:
            around.permit(item.action.format(**parts), parts.get("scope", ""))
        return item.answer(Question(request, around, path, parts))
    return None
