"""Reads the metrics of hubs from the workspaces that diagnostic settings export them to.

One query tells of many hubs in up to 100 workspaces, which is what a fleet needs. Limits: 500,000 rows an answer,
100 workspaces a query (Microsoft, "Azure Monitor service limits"). Columns: reference of the table AzureMetrics.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.metrics.window import Window
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_counts import Counts, CountsRead
from hubwarden.sources.azure.azure_uri import GUID
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import HUB_SETTINGS, HUBS, WORKSPACE
from hubwarden.sources.azure.live_client import Body, LiveClient, Missed
from hubwarden.sources.azure.monitor_calls import LOGS
from hubwarden.sources.azure.pipeline_policies import BODY

_MOST_ROWS: Final = 120_000
"""Of one answer: 60 MB; Log Analytics would give four times as many."""
_MOST_WORKSPACES: Final = 100
_AT_ONCE: Final = 2
"""Answers that are held at the same time; Log Analytics answers five queries of one user at once."""
_SECONDS: Final = 50
"""How long a query may run there."""
_NOT_EXPORTED: Final = "no diagnostic setting of the hub sends AllMetrics to a workspace"
_NO_WORKSPACE: Final = "the workspace that its metrics are sent to does not tell its id"

Hub = tuple[str, str]
"""The id of a hub, and the id under which its workspace is queried."""


async def read_logs(client: LiveClient, answers: Answers, window: Window) -> CountsRead:
    """Read the exported metrics of all hubs; what is not told is in ``client.missed``."""
    counts, turn = Counts(window), asyncio.Semaphore(_AT_ONCE)

    async def read(hubs: Sequence[Hub]) -> None:
        async with turn:
            await client.ask(LOGS, [id for id, _ in hubs], lambda: _query(client, hubs, counts))

    hubs = sorted(_exported(client, answers), key=lambda item: (item[1], item[0].lower()))
    await asyncio.gather(*(read(some) for some in _shares(hubs, window)))
    return CountsRead(counts.histories())


def _exported(client: LiveClient, answers: Answers) -> Iterator[Hub]:
    """Yield the hubs whose metrics are exported; the others are missed."""
    queried = {
        str(body["id"]).lower(): str(_inside(body).get("customerId"))
        for body in answers.bodies.get(WORKSPACE, ())
    }
    to: dict[str, list[str]] = defaultdict(list)
    for setting in answers.bodies.get(HUB_SETTINGS, ()):
        hub = str(setting["id"]).lower().partition("/providers/microsoft.insights/")[0]
        workspace = _inside(setting).get("workspaceId")
        if isinstance(workspace, str) and _sends_metrics(setting):
            to[hub].append(workspace.lower())
    for body in answers.bodies.get(HUBS, ()):
        id = str(body["id"])
        # Exported twice, it is read where it can be.
        ids = [queried.get(item, "") for item in sorted(to[id.lower()])]
        usable = next((item for item in ids if GUID.fullmatch(item)), None)
        if usable is None:
            failed = CallFailed(_NO_WORKSPACE if ids else _NOT_EXPORTED)
            client.missed.append(Missed(LOGS, id, failed))
        else:
            yield id, usable


def _sends_metrics(setting: Body) -> bool:
    metrics = _inside(setting).get("metrics")
    return isinstance(metrics, list) and any(
        isinstance(item, Mapping)
        and str(item.get("category")).lower() == "allmetrics"
        and item.get("enabled") is True
        for item in metrics
    )


def _shares(hubs: Sequence[Hub], window: Window) -> Iterator[Sequence[Hub]]:
    """Yield as many hubs as one query can tell of, by their workspaces."""
    most = max(1, _MOST_ROWS // (window.intervals * len(METRIC_NAMES)))
    share: list[Hub] = []
    for hub in hubs:
        workspaces = {item for _, item in (*share, hub)}
        if len(share) == most or len(workspaces) > _MOST_WORKSPACES:
            yield share
            share = []
        share = [*share, hub]
    if share:
        yield share


def kusto(hubs: Iterable[str], window: Window) -> str:
    """Return the query for the counts of some hubs.

    A hub that two settings export stands in it twice, minute for minute: of equal rows one counts.
    """
    # KQL has the quotes and escapes of JSON.
    ids = ", ".join(json.dumps(id) for id in hubs)
    begin, end = (f"datetime({time:%Y-%m-%dT%H:%M:%SZ})" for time in (window.begin, window.end))
    return (
        "AzureMetrics\n"
        f"| where TimeGenerated >= {begin} and TimeGenerated < {end}\n"
        f"| where _ResourceId in~ ({ids})\n"
        "| summarize Total = max(Total) by _ResourceId = tolower(_ResourceId), "
        "MetricName = tolower(MetricName), TimeGenerated\n"
        "| summarize Total = sum(Total) by _ResourceId, MetricName, "
        f"TimeGenerated = bin(TimeGenerated, {window.grain.total_seconds():.0f}s)"
    )


async def _query(client: LiveClient, hubs: Sequence[Hub], counts: Counts) -> None:
    """Read one answer into ``counts``; raises ``CallFailed`` for one that cannot be."""
    tables: list[Body] = []

    def keep(response: Any, _stream: Any, _headers: Any) -> Mapping[str, Any]:
        # The client's own result is an object for each row and its time.
        tables.extend(response.context[BODY]["tables"])
        return {"tables": []}

    first, *further = dict.fromkeys(workspace for _, workspace in hubs)
    await client.logs().query_workspace(
        first,
        kusto((id for id, _ in hubs), counts.window),
        timespan=(counts.window.begin, counts.window.end),
        server_timeout=_SECONDS,
        additional_workspaces=further or None,
        cls=keep,
        stream=True,
    )
    wanted = {id.lower(): id for id, _ in hubs}
    points: dict[tuple[str, str], list[tuple[Any, Any]]] = defaultdict(list)
    for id, metric, time, total in _rows(tables[0]):
        if not isinstance(id, str) or id.lower() not in wanted:
            raise CallFailed("the answer is not about the hubs that were asked for")
        points[wanted[id.lower()], str(metric).lower()].append((time, total))
    read = [
        (hub, metric, counts.series(found))
        for (hub, metric), found in points.items()
        if metric in METRIC_NAMES
    ]
    # All of an answer, or nothing: what is missed is told of all of its hubs.
    for item in read:
        counts.put(*item)


def _rows(table: Body) -> Iterator[tuple[Any, Any, Any, Any]]:
    names = [column.get("name") for column in table["columns"]]
    id, metric, time, total = (
        names.index(name) for name in ("_ResourceId", "MetricName", "TimeGenerated", "Total")
    )
    for row in table["rows"]:
        yield row[id], row[metric], row[time], row[total]


def _inside(body: Body) -> Mapping[str, Any]:
    inside = body.get("properties")
    return inside if isinstance(inside, Mapping) else {}
