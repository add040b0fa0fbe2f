"""Which subscriptions are in scope, and what Resource Graph shows in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

from hubwarden.errors import UsageError
from hubwarden.sources.azure.az_running import AZ_SECONDS, az_output
from hubwarden.sources.azure.azure_uri import GUID, AzureScope
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import DESCENDANTS, GRAPH, SUBSCRIPTIONS
from hubwarden.sources.azure.envelope import parsed
from hubwarden.sources.azure.live_client import UNREADABLE, Body, LiveClient, Missed

HUBS_QUERY: Final = (
    "resources | where type in~ ('microsoft.notificationhubs/namespaces', "
    "'microsoft.notificationhubs/namespaces/notificationhubs') "
    "| project id, name, type, subscriptionId | order by id asc"
)
SUBSCRIPTIONS_QUERY: Final = (
    "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' "
    "| project id, name, type, subscriptionId | order by id asc"
)
_AT_ONCE: Final = 200
"""Subscriptions in one query; a group of 300 is documented as too many."""
_ROWS: Final = 1000


@dataclass(slots=True)
class Inventory:
    """What Resource Graph shows of the scope."""

    subscriptions: tuple[str, ...] = ()
    """Ids of the subscriptions in scope, listed apart from Resource Graph."""
    namespaces: set[str] = field(default_factory=set)
    """Ids."""
    hubs: set[str] = field(default_factory=set)
    """Ids."""
    silent: tuple[str, ...] = ()
    """Subscriptions in scope that Resource Graph did not answer for."""


async def take_inventory(client: LiveClient, scope: AzureScope) -> Inventory:
    """List the subscriptions in scope and ask Resource Graph what is in them.

    What is not told is in ``client.missed``. Raises ``UsageError`` where the scope names no subscription
    that the account can see.
    """
    subscriptions = await _subscriptions(client, scope)
    found = Inventory(tuple(sorted({item.lower() for item in subscriptions})))
    answered: set[str] | None = set()
    for start in range(0, len(found.subscriptions), _AT_ONCE):
        some = found.subscriptions[start : start + _AT_ONCE]
        for row in await _rows(client, some, HUBS_QUERY) or ():
            id, kind = str(row.get("id", "")), str(row.get("type", "")).lower()
            if _within(id, scope):
                (found.hubs if kind.endswith("/notificationhubs") else found.namespaces).add(id)
        rows = None if scope.group else await _rows(client, some, SUBSCRIPTIONS_QUERY)
        if rows is None or answered is None:
            # The gap of the query says it, or the scope is a part of a subscription.
            answered = None
        else:
            answered |= {str(row.get("subscriptionId", "")).lower() for row in rows}
    if answered is not None:
        found.silent = tuple(item for item in found.subscriptions if item not in answered)
    return found


def _within(id: str, scope: AzureScope) -> bool:
    parts = id.lower().split("/")
    wanted = (("resourcegroups", scope.group), ("namespaces", scope.namespace))
    if any(name and not _has(parts, kind, name.lower()) for kind, name in wanted):
        return False
    return (
        not scope.hub
        or "notificationhubs" not in parts
        or _has(parts, "notificationhubs", scope.hub.lower())
    )


def _has(parts: Sequence[str], kind: str, name: str) -> bool:
    return (kind, name) in pairwise(parts)


async def _subscriptions(client: LiveClient, scope: AzureScope) -> Sequence[str]:
    if scope.subscription:
        return [scope.subscription]
    if scope.kind == "management group":
        under = await client.listed(DESCENDANTS, f"management group {scope.name}", group=scope.name)
        return [str(item.get("name", "")) for item in under or () if _is_subscription(item)]
    if scope.kind == "account" and (own := await _own_subscription(client)):
        return [own]
    seen = await client.listed(SUBSCRIPTIONS, "the account")
    if seen is None:
        return []
    return [_chosen(seen, scope.name)]


def _is_subscription(item: Body) -> bool:
    kind = str(item.get("type", "")).lower()
    return kind.endswith("/subscriptions") and GUID.fullmatch(str(item.get("name", ""))) is not None


def _chosen(seen: Sequence[Body], name: str) -> str:
    """Return the id of the one subscription that is meant; raises ``UsageError`` where it is not one."""
    fitting = [
        item
        for item in seen
        if not name or str(item.get("displayName", "")).lower() == name.lower()
    ]
    ids = [str(item.get("subscriptionId", "")) for item in fitting]
    if len(ids) == 1 and GUID.fullmatch(ids[0]):
        return ids[0]
    what = f"named {name}" if name else "of its own"
    count = f"{len(ids)} subscriptions" if ids else "no subscription"
    raise UsageError(
        f"the signed-in account sees {count} {what}, of {len(seen)} in all",
        hint="name one by its id, azure:00000000-..., or set AZURE_SUBSCRIPTION_ID",
    )


async def _own_subscription(client: LiveClient) -> str:
    """Return the subscription that the environment or ``az`` has chosen; an empty text for neither."""
    for name in ("AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"):
        if GUID.fullmatch(value := os.environ.get(name, "").strip()):
            return value
    deadline = client.around.deadline
    left = AZ_SECONDS if deadline is None else deadline - client.around.clock.now()
    said = await az_output(("account", "show", "--output", "json"), min(AZ_SECONDS, left))
    with suppress(CallFailed):
        id = parsed(said).get("id")
        return id if isinstance(id, str) and GUID.fullmatch(id) else ""
    return ""


async def _rows(
    client: LiveClient, subscriptions: Sequence[str], query: str
) -> Sequence[Body] | None:
    """Return the rows that a query finds; nothing, and a gap, where they are not all told."""
    rows: list[Body] = []
    failure: CallFailed
    try:
        async for page in _pages(client, subscriptions, query):
            rows += page.data
            total, cut, token = page.total_records, str(page.result_truncated), page.skip_token
        if len(rows) != total or (cut.lower() == "true" and not token):
            raise CallFailed("Azure left rows out of the answer")  # noqa: TRY301
        if client.around.cut:
            raise CallFailed("Azure left subscriptions out of the answer")  # noqa: TRY301
    except CallFailed as failed:
        failure = failed
    except Exception:  # noqa: BLE001 - a client's error may quote the answer
        failure = CallFailed(UNREADABLE)
    else:
        return rows
    client.missed += [Missed(GRAPH, f"/subscriptions/{item}", failure) for item in subscriptions]
    return None


async def _pages(client: LiveClient, subscriptions: Sequence[str], query: str) -> Any:
    """Yield the pages of a query; raises ``CallFailed`` where they lead in a circle."""
    token, seen = None, set[str]()
    graph = client.graph()
    while True:
        options = QueryRequestOptions(top=_ROWS, skip_token=token, result_format="objectArray")
        request = QueryRequest(subscriptions=list(subscriptions), query=query, options=options)
        page = await graph.resources(request)
        yield page
        token = page.skip_token
        if not token:
            return
        if token in seen or not page.data:
            raise CallFailed("the answer's link to the next page leads in a circle")
        seen.add(token)


def missing_subscriptions(found: Inventory) -> Iterator[str]:
    """Yield the ids of subscriptions that are in scope and were not answered for."""
    yield from (f"/subscriptions/{item}" for item in found.silent)
