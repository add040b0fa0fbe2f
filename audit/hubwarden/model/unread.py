"""Gaps of a source, assigned to the namespaces and hubs that they concern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.source_info import Gap


def unread_holders(
    gaps: Sequence[Gap], holders: Sequence[Subject], collections: Sequence[str]
) -> Iterator[tuple[Subject, Undetermined]]:
    """Yield the namespaces and hubs with a collection that was not read, each with the reason.

    A gap in a whole subscription or resource group is assigned to each namespace in it.
    """
    for gap in gaps:
        open_ones = [name for name in collections if name in gap.opens]
        if not (open_ones and gap.scopes):
            continue
        scopes = {scope.lower() for scope in gap.scopes}
        for holder in holders:
            if holder.origin.source == gap.source and _belongs(holder.id.text.lower(), scopes):
                yield holder, Undetermined(f"Estate.{open_ones[0]}", gap.reason, cause="unread")


def _belongs(id: str, scopes: set[str]) -> bool:
    if id in scopes:
        return True
    # For a gap that is wider than a hub, its namespace stands for the hub.
    parts = id.split("/")
    is_namespace = len(parts) > 2 and parts[-2] == "namespaces"  # noqa: PLR2004
    return is_namespace and any("/".join(parts[:end]) in scopes for end in range(3, len(parts)))
