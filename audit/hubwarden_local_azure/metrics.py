"""The two requests that return metrics of hubs.

Unit, aggregation and grain: "Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs". Bodies
and the limit of fifty resources: API reference of metrics batch (2024-02-01). Only public code shows that more than
twenty names are refused. A minute without a count is zero (``fillGapWithZero`` in the service's list of
operations). In Azure each region has a host of its own; here all share this one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from hubwarden_local_azure.answers import Answer
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.locating import existing
from hubwarden_local_azure.refusals import ArmError, bad_request
from hubwarden_local_azure.regions import plain
from hubwarden_local_azure.routes import SUBSCRIPTION, Question, route
from hubwarden_local_azure.shapes import FILLED, ListOf, check, members
from hubwarden_local_azure.store import Resource

TYPE: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs"
_MOST_RESOURCES: Final = 50
_MOST_NAMES: Final = 20
_MOST_POINTS: Final = 50_000
"""The most points of one series; the local Azure's own limit."""
_GRAINS: Final = {
    "PT1M": 60,
    "PT5M": 300,
    "PT15M": 900,
    "PT30M": 1800,
    "PT1H": 3600,
    "PT6H": 21_600,
    "PT12H": 43_200,
    "P1D": 86_400,
}
_QUESTION: Final = members("resourceids*", resourceids=ListOf(FILLED))
_RESOURCE: Final = (
    r"(?P<scope>/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.NotificationHubs/"
    r"namespaces/[^/]+/notificationHubs/[^/]+)"
)


@dataclass(frozen=True, slots=True)
class _Window:
    start: int
    end: int
    grain: int
    interval: str


def _batch(ask: Question) -> Answer:
    query = ask.request.query
    hubs = _hubs(ask)
    names = [name for name in query.get("metricnames", "").lower().split(",") if name]
    _judge_names(names, ask.around.metrics.names)
    window = _window(ask)
    values = [
        {
            "starttime": _iso(window.start),
            "endtime": _iso(window.end),
            "interval": window.interval,
            "namespace": TYPE,
            "resourceregion": plain(hub.location),
            "resourceid": hub.id,
            "value": [_metric(ask, hub, name, window) for name in names],
        }
        for hub in hubs
    ]
    return Answer(200, {"values": values})


def _hubs(ask: Question) -> list[Resource]:
    body = check(read_body(ask.request.body), _QUESTION, "body")
    ids: list[str] = body["resourceids"]
    if not 0 < len(ids) <= _MOST_RESOURCES:
        raise bad_request(f"A batch has 1 to {_MOST_RESOURCES} resources, not {len(ids)}.")
    if ask.request.query.get("metricnamespace", "").lower() != TYPE.lower():
        raise bad_request(
            f"The metric namespace is not '{TYPE}', of which alone there are metrics."
        )
    hubs = [existing(ask.store, id) for id in ids]
    alike = {(hub.type.lower(), hub.id.lower().split("/")[2], hub.location) for hub in hubs}
    if alike != {(TYPE.lower(), ask.parts["subscription"].lower(), hubs[0].location)}:
        raise bad_request("The resources must be of one subscription, one region and one type.")
    return hubs


def _judge_names(given: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in given if name not in known]
    if unknown or not given:
        raise bad_request(
            f"Failed to find metric configuration for provider: Microsoft.NotificationHubs, resource "
            f"Type: namespaces/notificationHubs. Valid metrics: {','.join(known)}"
        )
    if len(given) > _MOST_NAMES:
        raise bad_request(f"A query has {_MOST_NAMES} metrics at most, not {len(given)}.")


def _window(ask: Question) -> _Window:
    query = ask.request.query
    interval = query.get("interval", "PT1M")
    if interval not in _GRAINS:
        raise bad_request(f"The time grain is none of {', '.join(_GRAINS)}.")
    grain = _GRAINS[interval]
    end = _seconds(query["endtime"]) if "endtime" in query else int(ask.around.seconds)
    start = _seconds(query["starttime"]) if "starttime" in query else end - 3600
    start -= start % grain
    if not start < end or (end - start) / grain > _MOST_POINTS:
        raise bad_request("The time span is empty or too long for the time grain.")
    return _Window(start, end, grain, interval)


def _metric(ask: Question, hub: Resource, name: str, window: _Window) -> dict[str, Any]:
    totals = ask.around.metrics.totals(hub.id, name, window.start, window.end, window.grain)
    data = [
        {"timeStamp": _iso(window.start + at * window.grain), "total": total}
        for at, total in enumerate(totals)
    ]
    return {
        "id": f"{hub.id}/providers/Microsoft.Insights/metrics/{name}",
        "type": "Microsoft.Insights/metrics",
        "name": {"value": name, "localizedValue": name},
        "displayDescription": name,
        "unit": "Count",
        "timeseries": [{"metadatavalues": [], "data": data}],
        "errorCode": "Success",
    }


def _definitions(ask: Question) -> Answer:
    hub = existing(ask.store, ask.parts["scope"])
    return Answer(
        200,
        {
            "value": [
                {
                    "id": f"{hub.id}/providers/microsoft.insights/metricdefinitions/{name}",
                    "resourceId": hub.id,
                    "namespace": TYPE,
                    "name": {"value": name, "localizedValue": name},
                    "isDimensionRequired": False,
                    "unit": "Count",
                    "primaryAggregationType": "Total",
                    "supportedAggregationTypes": ["Total"],
                    "metricAvailabilities": [
                        {"timeGrain": grain, "retention": "P93D"} for grain in _GRAINS
                    ],
                }
                for name in ask.around.metrics.names
            ]
        },
    )


def _seconds(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)?", text):
        raise bad_request("A time cannot be read.")
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return int(aware.timestamp())
    except (ValueError, OverflowError):
        raise ArmError(400, "BadRequest", "A time cannot be read.") from None


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


ROUTES: Final = (
    route("POST", rf"{SUBSCRIPTION}/metrics:getBatch", "Microsoft.Insights/metrics/read", _batch),
    route(
        "GET",
        rf"{_RESOURCE}/providers/Microsoft\.Insights/metricDefinitions",
        "Microsoft.Insights/metricDefinitions/read",
        _definitions,
    ),
)
