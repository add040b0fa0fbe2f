"""Requests that are recognised by their path alone, not by the table of resource types."""

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
"""The beginning of a path in a subscription, whose groups are ``scope`` and ``subscription``."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request with the parts of its path."""

    request: Request
    around: Surroundings
    path: str
    """The request's path, nothing percent-encoded."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the route's groups stand for, nothing percent-encoded."""

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
    """A method and a path, and how it is answered."""

    method: str
    path: re.Pattern[str]
    """Of the whole path. Its group ``scope`` is where the caller needs the right; without, the tenant."""
    action: str
    """The right that the caller needs; empty: none, or the answer has only what the caller may see."""
    answer: Callable[[Question], Answer]


def route(method: str, path: str, action: str, answer: Callable[[Question], Answer]) -> Route:
    """Return a route for a pattern, which compares without case as all of Resource Manager does."""
    return Route(method, re.compile(path, re.IGNORECASE), action, answer)


def follow(
    routes: Iterable[Route], path: str, request: Request, around: Surroundings
) -> Answer | None:
    """Answer a request by the route that fits, or not at all; the caller needs the route's right."""
    for item in routes:
        found = item.path.fullmatch(path) if item.method == request.method else None
        if found is None:
            continue
        parts = {name: value or "" for name, value in found.groupdict().items()}
        if item.action:
            around.permit(item.action.format(**parts), parts.get("scope", ""))
        return item.answer(Question(request, around, path, parts))
    return None
