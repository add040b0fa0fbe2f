"""Looks at the envelope of each answer before a client does.

The clients take an answer without ``value`` for an empty list, follow a link to any host with the token, and
quote a body that they cannot read in their errors (azure-mgmt-notificationhubs 8.1.0b3, azure-core 1.41).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from hubwarden.registrations.registration import Registration
from hubwarden.registrations.registration_feed import FeedProblem, read_page
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.call_failed import CallFailed

_MOST_PAGES: Final = 2000


class Envelopes:
    """Judges the answers of one run; ``origin`` is the scheme and host that all calls go to."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._links: set[str] = set()
        self._pages = Counter[str]()

    def judge(self, call: Call, path: str, raw: bytes) -> Mapping[str, Any]:
        """Return the body of an answer; raises ``CallFailed`` for one that a client would misread."""
        if call.answer == "feed":
            return {"registrations": _registrations(raw)}
        body = parsed(raw)
        if call.answer in _SHAPES:
            _SHAPES[call.answer](body)
        elif call.answer == "resource":
            if not isinstance(body.get("id"), str):
                raise CallFailed("the answer is not a resource", again=True)
        else:
            self._judge_list(call, path, body)
        return body

    def _judge_list(self, call: Call, path: str, body: Mapping[str, Any]) -> None:
        items = body.get("value")
        if not isinstance(items, list):
            raise CallFailed("the answer holds no list", again=True)
        if not all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in items):
            raise CallFailed("the answer holds something that is not a resource", again=True)
        link = body.get("nextLink")
        if link in (None, ""):
            return
        self._judge_link(call, link)
        self._pages[path.lower()] += 1
        if link in self._links or self._pages[path.lower()] > _MOST_PAGES:
            raise CallFailed("the answer's link to the next page leads in a circle")
        self._links.add(link)

    def _judge_link(self, call: Call, link: Any) -> None:
        try:
            url = urlsplit(link)
            origin = f"{url.scheme}://{url.netloc}".lower()
        except (ValueError, TypeError, AttributeError):
            raise CallFailed("the answer's link to the next page is no link") from None
        if origin != self._origin or not call.pattern.fullmatch(url.path):
            raise CallFailed("the answer's link to the next page leads elsewhere")
        if len(parse_qs(url.query).get("api-version", [])) > 1:
            raise CallFailed("the answer's link to the next page is no link")


def parsed(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object of a body; raises ``CallFailed`` where it is none."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise CallFailed("the answer cannot be read", again=True) from None
    if not isinstance(body, dict):
        raise CallFailed("the answer has a form that is not known", again=True)
    return body


def _registrations(raw: bytes) -> tuple[Registration, ...]:
    try:
        return read_page(raw)
    except FeedProblem as problem:
        raise CallFailed(problem.reason, again=problem.again) from None


def _judge_table(body: Mapping[str, Any]) -> None:
    rows, count, total = (body.get(name) for name in ("data", "count", "totalRecords"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CallFailed("the answer holds no table", again=True)
    if count != len(rows) or isinstance(total, bool) or not isinstance(total, int):
        raise CallFailed("the answer does not hold as many rows as it says", again=True)


def _judge_metrics(body: Mapping[str, Any]) -> None:
    values = body.get("values")
    if not isinstance(values, list) or not all(map(_is_resource_with_metrics, values)):
        raise CallFailed("the answer holds no list of metrics", again=True)
    told = (metric.get("errorCode", "Success") for item in values for metric in item["value"])
    if any(code != "Success" for code in told):
        raise CallFailed("Azure Monitor did not answer for each metric", again=True)


def _is_resource_with_metrics(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("resourceid"), str)
        and isinstance(item.get("value"), list)
        and all(isinstance(metric, dict) for metric in item["value"])
    )


def _judge_rows(body: Mapping[str, Any]) -> None:
    """Judge the answer to a query of logs. Its client takes one without a table for a whole one without a row."""
    if body.get("error"):
        raise CallFailed("the answer is a part of what was asked for")
    tables = body.get("tables")
    if not isinstance(tables, list) or len(tables) != 1 or not isinstance(tables[0], dict):
        raise CallFailed("the answer holds no table", again=True)
    columns, rows = tables[0].get("columns"), tables[0].get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise CallFailed("the answer holds no table", again=True)
    if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        raise CallFailed("the answer holds a row of another form", again=True)


_SHAPES: Final[Mapping[str, Callable[[Mapping[str, Any]], None]]] = {
    "table": _judge_table,
    "metrics": _judge_metrics,
    "rows": _judge_rows,
}
"""By the form of an answer: what judges it, where it is neither a list nor one resource."""
