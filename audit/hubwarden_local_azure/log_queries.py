"""Log Analytics: answers the query of exported metrics that Hubwarden sends from the counts, and no other.

Bodies of request and answer: "Azure Monitor Log Analytics API" (request format, response format, errors) and the
client azure-monitor-query. Columns: reference of the table AzureMetrics. A workspace contains what the diagnostic
settings of hubs send there: one row for each metric and minute. Any other query is refused, since an incomplete
query language would give wrong answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.insights import DIAGNOSTIC_SETTINGS
from hubwarden_local_azure.metrics import TYPE
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.routes import Question, route
from hubwarden_local_azure.store import Resource

_WORKSPACES: Final = "Microsoft.OperationalInsights/workspaces"
_RIGHTS: Final = (f"{_WORKSPACES}/query/read", f"{_WORKSPACES}/query/AzureMetrics/read")
_MOST_WORKSPACES: Final = 100
_MOST_ROWS: Final = 500_000
"""The most rows of one answer (Azure Monitor's service limits)."""
_TIME: Final = r"datetime\(([0-9TZ:-]{20})\)"
_QUERY: Final = re.compile(
    rf"AzureMetrics \| where TimeGenerated >= {_TIME} and TimeGenerated < {_TIME} "
    r"\| where _ResourceId in~ \((?P<ids>.+)\) "
    r"\| summarize Total = max\(Total\) by _ResourceId = tolower\(_ResourceId\), "
    r"MetricName = tolower\(MetricName\), TimeGenerated "
    r"\| summarize Total = sum\(Total\) by _ResourceId, MetricName, "
    r"TimeGenerated = bin\(TimeGenerated, (?P<grain>[0-9]+)s\)"
)
_COLUMNS: Final = (
    ("_ResourceId", "string"),
    ("MetricName", "string"),
    ("TimeGenerated", "datetime"),
    ("Total", "real"),
)


class _Wanted(NamedTuple):
    """The parts of a query; times are in seconds since the epoch, the grain is in seconds."""

    hubs: frozenset[str]
    start: int
    end: int
    grain: int


def _answer(ask: Question) -> Answer:
    body = read_body(ask.request.body)
    wanted = _wanted(body.get("query"))
    further = body.get("workspaces") or []
    if not isinstance(further, list) or not all(isinstance(item, str) for item in further):
        raise _refused("workspaces must be a list of ids")
    names = {item.lower() for item in (ask.parts["workspace"], *further)}
    if len(names) > _MOST_WORKSPACES:
        raise _refused(f"a query has {_MOST_WORKSPACES} workspaces at most")
    workspaces = {_workspace(ask, name).id.lower() for name in names}
    rows = list(_rows(ask, wanted, workspaces))
    table = {
        "name": "PrimaryResult",
        "columns": [{"name": name, "type": kind} for name, kind in _COLUMNS],
        "rows": rows[:_MOST_ROWS],
    }
    found: dict[str, Any] = {"tables": [table]}
    return Answer(200, partial(found) if len(rows) > _MOST_ROWS else found)


def partial(body: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with half of its rows that says it is incomplete."""
    tables = [
        {**table, "rows": table["rows"][: max(1, len(table["rows"]) // 2)]}
        for table in body["tables"]
    ]
    words = "There were some errors when processing your query."
    return {**body, "tables": tables, "error": {"code": "PartialError", "message": words}}


def _wanted(query: Any) -> _Wanted:
    found = _QUERY.fullmatch(" ".join(query.split())) if isinstance(query, str) else None
    if found is None:
        raise _refused("the local Azure knows the query of Hubwarden only", "SyntaxError")
    try:
        ids = json.loads(f"[{found['ids']}]")
        start, end = (int(datetime.fromisoformat(text).timestamp()) for text in found.group(1, 2))
    except ValueError:
        raise _refused("a value of the query cannot be read", "SyntaxError") from None
    grain = int(found["grain"])
    if not start < end or not grain or start % grain or end % grain:
        raise _refused("the time is empty, or does not begin and end at the grain", "SemanticError")
    return _Wanted(frozenset(str(id).lower() for id in ids), start, end, grain)


def _workspace(ask: Question, name: str) -> Resource:
    """Return the workspace with an id, after checking that the caller may query it."""
    found = [
        item
        for item in ask.store.of(_WORKSPACES)
        if str(item.properties.get("customerId")).lower() == name or item.id.lower() == name
    ]
    if not found:
        raise ArmError(404, "PathNotFoundError", "The requested path does not exist")
    try:
        for right in _RIGHTS:
            ask.around.permit(right, found[0].id)
    except ArmError:
        words = (
            "The provided credentials have insufficient access to perform the requested operation"
        )
        raise ArmError(403, "InsufficientAccessError", words) from None
    return found[0]


def _rows(ask: Question, wanted: _Wanted, workspaces: set[str]) -> Iterator[list[Any]]:
    times = [_iso(time) for time in range(wanted.start, wanted.end, wanted.grain)]
    for hub in ask.store.of(TYPE):
        if hub.id.lower() not in wanted.hubs or not _is_exported(ask, hub, workspaces):
            continue
        for name in ask.around.metrics.names:
            totals = ask.around.metrics.totals(hub.id, name, wanted.start, wanted.end, wanted.grain)
            for time, total in zip(times, totals, strict=True):
                yield [hub.id.lower(), name, time, total]


def _is_exported(ask: Question, hub: Resource, workspaces: set[str]) -> bool:
    return any(
        str(setting.properties.get("workspaceId", "")).lower() in workspaces
        and any(
            item.get("category") == "AllMetrics" and item.get("enabled")
            for item in setting.properties.get("metrics", [])
        )
        for setting in ask.store.on(DIAGNOSTIC_SETTINGS, hub.id)
    )


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _RefusedQuery(ArmError):
    """A refusal with an inner error that gives the reason."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(400, "BadArgumentError", "The request had some invalid properties")
        self._inner = {"code": code, "message": f"The query is refused: {why}."}

    def body(self) -> dict[str, object]:
        """Return the JSON envelope of the error."""
        return {"error": {"code": self.code, "message": self.message, "innererror": self._inner}}


def _refused(why: str, code: str = "BadArgumentError") -> ArmError:
    return _RefusedQuery(why, code)


ROUTES: Final = (route("POST", r"/v1/workspaces/(?P<workspace>[^/]+)/query", "", _answer),)
