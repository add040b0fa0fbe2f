"""Reads the activity log: who did what when. Tokens and their claims, which it also has, are not asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId
from hubwarden.printable import printable
from hubwarden.secret import harmless
from hubwarden.sources.azure.azure_gaps import gaps_of
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_session import signed_in
from hubwarden.sources.azure.call_table import ACTIVITY_LOG
from hubwarden.sources.azure.live_client import Body, LiveClient
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.signing_in import quiet_clients

PROVIDERS: Final = (
    "microsoft.notificationhubs",
    "microsoft.insights",
    "microsoft.alertsmanagement",
    "microsoft.authorization",
)
"""Of whom a save keeps the log: the providers of all that is compared, but for places of logs."""
_DAYS: Final = 89
"""Azure keeps 90 days and refuses to be asked for more."""
_SELECTED: Final = "id,caller,eventTimestamp,operationName,resourceId,status"
_LONGEST_NAME: Final = 256

Wanted = tuple[str, str]
"""A subscription and a resource provider."""


def ask_activity_log(
    wanted: Iterable[Wanted], source: str, options: AzureOptions, clock: Clock | None = None
) -> ActivityLog:
    """Sign in and read the log of some subscriptions and providers; ``source`` is what it belongs to.

    What is not told is a gap of the log. Raises ``UsageError`` where nobody is signed in.
    """

    async def read() -> ActivityLog:
        async with signed_in(options, clock or Clock()) as (client, _):
            return await read_activity_log(client, wanted, source)

    with quiet_clients():
        return asyncio.run(read())


async def read_activity_log(
    client: LiveClient, wanted: Iterable[Wanted], source: str
) -> ActivityLog:
    """Read the log, one list for each subscription and provider."""
    wanted = sorted(set(wanted))
    since = (datetime.now(UTC) - timedelta(days=_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    before = len(client.missed)

    async def of(subscription: str, provider: str) -> Iterable[Body] | None:
        words = f"eventTimestamp ge '{since}' and resourceProvider eq '{provider}'"
        query = {"$filter": words, "$select": _SELECTED}
        where = f"/subscriptions/{subscription}"
        return await client.listed(ACTIVITY_LOG, where, query, subscription=subscription)

    told = await asyncio.gather(*(of(*item) for item in wanted))
    gaps = gaps_of(client.missed[before:], source)
    del client.missed[before:]
    return ActivityLog(
        tuple(event for bodies in told for body in bodies or () for event in _event(body, source)),
        frozenset(
            provider
            for (_, provider), bodies in zip(wanted, told, strict=True)
            if bodies is not None
        ),
        tuple(gaps),
    )


def _event(body: Body, source: str) -> Iterator[ActivityEvent]:
    """Yield the event that a body tells of, if that is something that succeeded."""
    resource, operation = body.get("resourceId"), _word(body, "operationName")
    if _word(body, "status") != "succeeded" or not isinstance(resource, str):
        return
    try:
        at = datetime.fromisoformat(str(body.get("eventTimestamp")))
    except ValueError:
        return
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    yield ActivityEvent(
        ResourceId(resource, "{" not in resource, source), operation, _actor(body.get("caller")), at
    )


def _word(body: Body, name: str) -> str:
    """Return the part of a word that does not depend on a language, in small letters."""
    value: Any = body.get(name)
    return str(value.get("value", "")).lower() if isinstance(value, dict) else ""


def _actor(caller: Any) -> str | None:
    """Return who is named, as a report may show it."""
    if not isinstance(caller, str) or not caller.strip() or len(caller) > _LONGEST_NAME:
        return None
    name = printable(caller.strip())
    return name if harmless(name) == name else None
