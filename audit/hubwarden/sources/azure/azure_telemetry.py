"""Reads what was counted for the hubs in scope, by the engine that is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from hubwarden.metrics.window import Window
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.azure_counts import CountsRead
from hubwarden.sources.azure.azure_logs import read_logs
from hubwarden.sources.azure.azure_metrics import read_metrics
from hubwarden.sources.azure.azure_options import AskedTelemetry, Engine
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import HUBS
from hubwarden.sources.azure.live_client import LiveClient, Missed
from hubwarden.sources.azure.monitor_calls import LOGS, METRICS

_NOTHING: Final = "nothing was counted for the hub in this time"

_Reader = Callable[[LiveClient, Answers, Window], Awaitable[CountsRead]]
_ENGINES: Final[Mapping[Engine, tuple[_Reader, Call]]] = {
    "metrics": (read_metrics, METRICS),
    "logs": (read_logs, LOGS),
}
"""By engine: what reads it, and the call that its gaps name."""


async def read_telemetry(client: LiveClient, answers: Answers, asked: AskedTelemetry) -> CountsRead:
    """Read what was counted for all hubs; what is not told is in ``client.missed``, no hub is passed over."""
    before = len(client.missed)
    read, call = _ENGINES[asked.engine]
    found = await read(client, answers, asked.window)
    told = {history.hub.lower() for history in found.histories}
    told |= {item.scope.lower() for item in client.missed[before:]}
    silent = [str(body["id"]) for body in answers.bodies.get(HUBS, ())]
    client.missed += [
        Missed(call, id, CallFailed(_NOTHING)) for id in silent if id.lower() not in told
    ]
    return found
