"""Resource Graph: the two queries that Hubwarden sends, answered from the store, and no other.

Shape of request and answer: REST API of Resource Graph 2021-03-01 (QueryRequest, QueryResponse); paging and
its headers: Microsoft, "Work with large Azure resource data sets" and "Guidance for throttled requests".
A query that is not one of these is refused: half a language would answer wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hubwarden_local_azure.paths import group_of, subscription_of
from hubwarden_local_azure.refusals import bad_request
from hubwarden_local_azure.store import Resource, Store

PATH: Final = "/providers/microsoft.resourcegraph/resources"
VERSION: Final = "2021-03-01"
_MOST: Final = 1000
"""Rows of a page."""
_HUB_TYPES: Final = (
    "Microsoft.NotificationHubs/namespaces",
    "Microsoft.NotificationHubs/namespaces/notificationHubs",
)
_HUBS: Final = (
    "resources | where type in~ ('microsoft.notificationhubs/namespaces', "
    "'microsoft.notificationhubs/namespaces/notificationhubs') "
    "| project id, name, type, subscriptionId | order by id asc"
)
_SUBSCRIPTIONS: Final = (
    "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' "
    "| project id, name, type, subscriptionId | order by id asc"
)

May = Callable[[str, str], bool]
"""Tells whether who asks may do an action (first) on what has an id (second)."""


def answer(
    store: Store, subscriptions: Mapping[str, str], body: Mapping[str, Any], may: May
) -> dict[str, Any]:
    """Answer a query. ``subscriptions`` are those that there are: display names by id.

    What who asks may not read is left out without a word, as Resource Graph does. Raises ``ArmError`` for a
    query that is not known and for a request that has not the form of one.
    """
    wanted = _wanted(body.get("subscriptions"), subscriptions)
    rows = _rows(store, subscriptions, _query(body), wanted, may)
    options = body.get("options") or {}
    if not isinstance(options, Mapping):
        raise _bad("options must be an object")
    top, start = _top(options), _start(options)
    page = rows[start : start + top]
    more = start + top < len(rows)
    answered: dict[str, Any] = {
        "totalRecords": len(rows),
        "count": len(page),
        "data": page,
        "facets": [],
        "resultTruncated": "false",
    }
    # Without the id among the columns there would be no token.
    return answered | ({"$skipToken": f"r{start + top}"} if more else {})


def _rows(
    store: Store,
    subscriptions: Mapping[str, str],
    query: str,
    wanted: Iterable[str],
    may: May,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for id in wanted:
        scope = f"/subscriptions/{id}"
        if query == _SUBSCRIPTIONS:
            if may("Microsoft.Resources/subscriptions/read", scope):
                rows.append(
                    {
                        "id": scope,
                        "name": subscriptions[id],
                        "type": "microsoft.resources/subscriptions",
                        "subscriptionId": id,
                    }
                )
            continue
        for type_ in _HUB_TYPES:
            action = f"{type_}/read"
            rows += [_row(item) for item in store.of(type_, scope) if may(action, item.id)]
    return sorted(rows, key=lambda row: str(row["id"]).lower())


def _row(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "name": resource.name,
        # Resource Graph writes types in small letters.
        "type": resource.type.lower(),
        "subscriptionId": subscription_of(resource.id),
        "resourceGroup": group_of(resource.id).lower(),
    }


def _query(body: Mapping[str, Any]) -> str:
    query = body.get("query")
    bare = " ".join(query.split()) if isinstance(query, str) else ""
    if bare not in (_HUBS, _SUBSCRIPTIONS):
        raise _bad("the local Azure knows the queries of Hubwarden only", "UnknownQuery")
    return bare


def _wanted(value: Any, known: Mapping[str, str]) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _bad("subscriptions must be a list of ids")
    asked = {item.lower() for item in value}
    return [id for id in known if id.lower() in asked]


def _top(options: Mapping[str, Any]) -> int:
    top = options.get("$top", 100)
    if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= _MOST:
        raise _bad("$top must be a number from 1 to 1000")
    return top


def _start(options: Mapping[str, Any]) -> int:
    token = options.get("$skipToken") or "r0"
    if not isinstance(token, str) or not re.fullmatch("r[0-9]{1,9}", token):
        raise _bad("$skipToken is not valid")
    return int(token[1:])


def _bad(why: str, code: str = "BadRequest") -> Exception:
    return bad_request(f"Please provide below info when asking for support: {why}.", code)
