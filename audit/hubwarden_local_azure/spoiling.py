"""The effects of faults on answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import msgspec

from hubwarden_local_azure import log_queries
from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.data_plane.listing_registrations import spoiled_listing
from hubwarden_local_azure.faults import Fault
from hubwarden_local_azure.refusals import ArmError, conflict

_SKIP: Final = re.compile(r"(p?)([0-9]{1,9})")
_MALFORMED: Final = b"<html><body>502 Bad Gateway</body></html>"


def refused(fault: Fault) -> ArmError | None:
    """Return the refusal that a fault sends instead of an answer; ``None`` where the request is answered."""
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    match fault.kind:
        case "throttled":
            return ArmError(
                429,
                "TooManyRequests",
                "The request is being throttled as the limit has been reached.",
                headers,
            )
        case "server-error":
            return ArmError(
                fault.status, "ServerError", "The service is not available at the moment.", headers
            )
        case "conflict":
            return conflict("Another conflicting operation is in progress. Please retry later.")
    return None


def spoiled(answer: Answer, fault: Fault, request: Request, url: str) -> Answer:
    """Return the answer as the fault changes it."""
    match fault.kind:
        case "slow":
            return replace(answer, wait=fault.seconds)
        case "cut" | "reset":
            return replace(answer, ending=fault.kind)
        case "empty" | "malformed":
            return replace(answer, raw=_MALFORMED if fault.kind == "malformed" else b"")
    if answer.content_type == "application/atom+xml":
        return spoiled_listing(answer, fault, request)
    match fault.kind:
        case "truncated" if answer.body is not None:
            whole = msgspec.json.encode(answer.body)
            return replace(answer, raw=whole[: len(whole) // 2])
    return replace(answer, body=_spoiled_body(answer.body, fault, request, url))


def _spoiled_body(body: Any, fault: Fault, request: Request, url: str) -> Any:
    if isinstance(body, dict) and isinstance(body.get("value"), list):
        return _list(body, fault, request, url)
    if isinstance(body, dict) and isinstance(body.get("data"), list):
        return _rows(body, fault)
    for name in ("values", "tables"):
        if isinstance(body, dict) and isinstance(body.get(name), list):
            return _telemetry(body, name, fault)
    return body


def _telemetry(body: dict[str, Any], name: str, fault: Fault) -> dict[str, Any]:
    """Return a changed answer with metrics (the list is ``values``) or from a log query (``tables``)."""
    match fault.kind:
        case "no-value":
            return {}
        case "null-value":
            return {**body, name: None}
        case "result-truncated" if name == "tables":
            return log_queries.partial(body)
    return body


def _list(body: dict[str, Any], fault: Fault, request: Request, url: str) -> dict[str, Any]:
    here = f"{request.path}?{request.raw_query}"
    elsewhere = url.replace("127.0.0.1", "localhost")
    match fault.kind:
        case "no-value":
            return {}
        case "null-value":
            return {"value": None}
        case "link-elsewhere":
            return {**body, "nextLink": f"{elsewhere}{here}&$skipToken=p1"}
        case "link-to-itself":
            return {**body, "nextLink": f"{url}{here}"}
    return body


def _rows(body: dict[str, Any], fault: Fault) -> dict[str, Any]:
    """Return a changed answer of Resource Graph, which has ``data`` where lists have ``value``."""
    match fault.kind:
        case "no-value":
            return {}
        case "null-value":
            return {**body, "data": None}
        case "result-truncated":
            return {**body, "resultTruncated": "true"}
    return body


def shifted(request: Request, fault: Fault) -> Request:
    """Return the request for a page that has moved by one item since the page before was read."""
    step = {"page-repeats": -1, "page-skips": 1}.get(fault.kind, 0)
    found = _SKIP.fullmatch(request.query.get("$skipToken", ""))
    if not step or not found:
        return request
    token = f"{found[1]}{max(0, int(found[2]) + step)}"
    return replace(request, query={**request.query, "$skipToken": token})
