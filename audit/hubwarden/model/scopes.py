"""Which namespace or hub is in a scope: a resource, a resource group, a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub, Namespace

NO_SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"
"""The subscription id in ids of sources that do not know the subscription."""

_OURS: Final = "microsoft.notificationhubs"


def held_by(estate: Estate, scope: ResourceId, field: str) -> Namespace | Hub | None:
    """Return a namespace or hub that is in a scope or contains it; ``None`` where certainly none does.

    Raises ``Undetermined`` where unknown parts of the ids decide it.
    """
    text = scope.text.lower().rstrip("/")
    index = estate.index("held_by_scope", lambda: _index(estate))
    # A scope below a namespace or hub, such as an access rule, belongs to it.
    parts = text.split("/")
    for length in range(len(parts), 0, -1):
        found = index.get("/".join(parts[:length]))
        comparable = scope.exact or (found is not None and scope.source == found.id.source)
        if (
            comparable
            and (length == len(parts) or _OURS in parts[: max(length - 2, 0)])
            and found is not None
        ):
            return found
    if not index or _is_elsewhere(parts):
        return None
    if not scope.exact or _is_above(parts) or _may_be_named_otherwise(index, parts):
        raise Undetermined(
            field,
            f"whether {scope} holds a namespace in scope depends on what the source does not tell",
            later=scope.later,
        )
    return None


def _index(estate: Estate) -> Mapping[str, Namespace | Hub]:
    """Return the first namespace or hub in each scope, by the scope in lower case."""
    found: dict[str, Namespace | Hub] = {}
    subjects: tuple[Namespace | Hub, ...] = (*estate.namespaces, *estate.hubs)
    for subject in subjects:
        parts = subject.id.text.lower().split("/")
        for length in range(1, len(parts) + 1):
            found.setdefault("/".join(parts[:length]), subject)
    return found


def _is_elsewhere(parts: list[str]) -> bool:
    """Tell whether a scope is a resource of another service."""
    at = next((i for i, part in enumerate(parts) if part == "providers"), None)
    if at is None or at + 1 >= len(parts):
        return False
    provider = parts[at + 1]
    return provider not in (_OURS, "microsoft.management") and "{" not in provider


def _is_above(parts: list[str]) -> bool:
    """Tell whether a scope is a management group; no source says which subscriptions are in it."""
    return parts[1:3] == ["providers", "microsoft.management"]


def _may_be_named_otherwise(index: Mapping[str, Namespace | Hub], parts: list[str]) -> bool:
    """Tell whether a namespace or hub could be in a scope if the unknown parts of its id were known."""
    known = "/".join(["", "subscriptions", NO_SUBSCRIPTION, *parts[3:]])
    if parts[1:2] == ["subscriptions"] and known in index:
        return True
    return any("{" in path and _fits(path.split("/"), parts) for path in index)


def _fits(path: list[str], parts: list[str]) -> bool:
    return len(path) == len(parts) and all(
        "{" in mine or mine == its for mine, its in zip(path, parts, strict=True)
    )
