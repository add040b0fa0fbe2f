"""Resource Graph: answers the two queries that Hubwarden sends from the store, and no others.

Bodies of request and answer: REST API of Resource Graph 2021-03-01 (QueryRequest, QueryResponse). Paging and its
headers: Microsoft, "Work with large Azure resource data sets" and "Guidance for throttled requests". Any other
query is refused, since an incomplete query language would give wrong answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from hubwarden_local_azure.access.permissions import judge_access
from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.paths import subscription_of
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.routes import Question, route
from hubwarden_local_azure.store import Resource
from hubwarden_local_azure.subscriptions import known_subscriptions
from hubwarden_local_azure.surroundings import Surroundings

_VERSIONS: Final = ("2021-03-01", "2022-10-01")
_MOST: Final = 1000
"""The most rows of a page."""
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


def _answer(ask: Question) -> Answer:
    """Answer a query. Resources that the caller may not read are left out silently, as in Resource Graph."""
    if ask.request.version not in _VERSIONS:
        raise _bad("the api-version is not supported", "InvalidApiVersionParameter")
    body = read_body(ask.request.body)
    query, wanted = _query(body), _wanted(body.get("subscriptions"))
    options = body.get("options") or {}
    if not isinstance(options, Mapping):
        raise _bad("options must be an object")
    top, start = _top(options), _start(options)
    rows = sorted(_rows(ask.around, query, wanted), key=lambda row: str(row["id"]).lower())
    page = rows[start : start + top]
    more = start + top < len(rows)
    answered: dict[str, Any] = {
        "totalRecords": len(rows),
        "count": len(page),
        "data": page,
        "facets": [],
        "resultTruncated": "false",
    }
    # Paging with a skip token is possible because the id is a column.
    return Answer(200, answered | ({"$skipToken": f"r{start + top}"} if more else {}))


def _rows(around: Surroundings, query: str, wanted: set[str]) -> Iterable[dict[str, Any]]:
    for subscription in known_subscriptions(around):
        scope = f"/subscriptions/{subscription.id}"
        if subscription.id.lower() not in wanted:
            continue
        if query == _SUBSCRIPTIONS:
            if _may(around, "Microsoft.Resources/subscriptions/read", scope):
                yield {
                    "id": scope,
                    "name": subscription.name,
                    "type": "microsoft.resources/subscriptions",
                    "subscriptionId": subscription.id,
                }
            continue
        for type_ in _HUB_TYPES:
            for item in around.store.of(type_, scope):
                if _may(around, f"{type_}/read", item.id):
                    yield _row(item)


def _may(around: Surroundings, action: str, scope: str) -> bool:
    try:
        judge_access(around.store, around.tenant, around.caller, action, scope)
    except ArmError:
        return False
    return True


def _row(resource: Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "name": resource.name,
        # Resource Graph writes types in lower case.
        "type": resource.type.lower(),
        "subscriptionId": subscription_of(resource.id),
    }


def _query(body: Mapping[str, Any]) -> str:
    query = body.get("query")
    bare = " ".join(query.split()) if isinstance(query, str) else ""
    if bare not in (_HUBS, _SUBSCRIPTIONS):
        raise _bad("the local Azure knows the queries of Hubwarden only", "UnknownQuery")
    return bare


def _wanted(value: Any) -> set[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _bad("subscriptions must be a list of ids")
    return {item.lower() for item in value}


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


def _bad(why: str, code: str = "BadRequest") -> ArmError:
    return bad_request(f"The query is refused: {why}.", code)


ROUTES: Final = (route("POST", r"/providers/Microsoft\.ResourceGraph/resources", "", _answer),)
