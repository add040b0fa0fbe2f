"""Reads metrics of hubs from Azure Monitor, in batches as large as it allows.

Limits: 50 resources of one subscription and region a call (Microsoft, "Migrate from the metrics API to the
getBatch API"), 20 metrics a call. The client checks neither of them.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.metrics.window import Window
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_clouds import REGION
from hubwarden.sources.azure.azure_counts import Counts, CountsRead, Series
from hubwarden.sources.azure.azure_reading import address_of
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import HUBS, NAMESPACES
from hubwarden.sources.azure.live_client import Body, LiveClient, Missed
from hubwarden.sources.azure.monitor_calls import DEFINITIONS, METRICS
from hubwarden.sources.azure.pipeline_policies import BODY

ItemT = TypeVar("ItemT")
NAMESPACE: Final = "Microsoft.NotificationHubs/namespaces/notificationHubs"
_MOST_HUBS: Final = 50
_MOST_METRICS: Final = 20
_AT_ONCE: Final = 2
"""Answers that are held at the same time: one of 50 hubs and a week by the hour takes 60 MB."""


async def read_metrics(client: LiveClient, answers: Answers, window: Window) -> CountsRead:
    """Read the metrics of all hubs; what is not told is in ``client.missed``."""
    counts, unpublished = Counts(window), set[str]()
    turn = asyncio.Semaphore(_AT_ONCE)

    async def read(region: str, hubs: Sequence[str], names: Sequence[str]) -> None:
        async with turn:
            await client.ask(METRICS, hubs, lambda: _batch(client, region, hubs, names, counts))

    async def group(region: str, hubs: Sequence[str]) -> None:
        names = await _published(client, hubs[0])
        unpublished.update(METRIC_NAMES.difference(names))
        await asyncio.gather(
            *(
                read(region, some, few)
                for some in parts(hubs, _MOST_HUBS)
                for few in parts(names, _MOST_METRICS)
            )
        )

    await asyncio.gather(
        *(group(region, hubs) for (_, region), hubs in _by_region(client, answers))
    )
    return CountsRead(counts.histories(), tuple(sorted(unpublished)))


def parts(items: Sequence[ItemT], most: int) -> Iterator[Sequence[ItemT]]:
    """Yield items in parts of ``most``."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


def _by_region(
    client: LiveClient, answers: Answers
) -> Iterable[tuple[tuple[str, str], Sequence[str]]]:
    """Return the ids of hubs by their subscription and region; one whose region is not known is missed."""
    around = {str(body["id"]).lower(): _region(body) for body in answers.bodies.get(NAMESPACES, ())}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for body in answers.bodies.get(HUBS, ()):
        id = str(body["id"])
        address = address_of(id)
        namespace = id.lower().rpartition("/notificationhubs/")[0]
        region = _region(body) or around.get(namespace, "")
        if address is None or not REGION.fullmatch(region):
            failed = CallFailed("Azure does not tell in which region the hub is")
            client.missed.append(Missed(METRICS, id, failed))
        else:
            found[address.subscription.lower(), region].append(id)
    return sorted((key, sorted(ids, key=str.lower)) for key, ids in found.items())


def _region(body: Body) -> str:
    """Return a location as hosts have it: ``West Europe`` is ``westeurope``."""
    return "".join(str(body.get("location") or "").split()).lower()


async def _published(client: LiveClient, hub: str) -> Sequence[str]:
    """Return the metrics that a hub has; all that are known where it does not tell.

    A batch with one name that the service does not have is refused as a whole.
    """
    address = address_of(hub)
    parts_of_id = {} if address is None else address.parts
    told = await client.listed(DEFINITIONS, hub, **parts_of_id)
    names = set(map(_name, told or ()))
    return sorted(METRIC_NAMES if told is None else METRIC_NAMES & names)


async def _batch(
    client: LiveClient, region: str, hubs: Sequence[str], names: Sequence[str], counts: Counts
) -> None:
    """Read one batch into ``counts``; raises ``CallFailed`` where it does not tell all that it was asked."""
    told: list[Body] = []

    def keep(response: Any, _stream: Any, _headers: Any) -> Mapping[str, Any]:
        # The client's own result names no resource, and making it takes thirty times as long as reading.
        told.extend(response.context[BODY]["values"])
        return {"values": []}

    await client.metrics(region).query_resources(
        resource_ids=hubs,
        metric_namespace=NAMESPACE,
        metric_names=names,
        timespan=(counts.window.begin, counts.window.end),
        granularity=counts.window.grain,
        aggregations=["total"],
        cls=keep,
        stream=True,
    )
    wanted = {hub.lower(): hub for hub in hubs}
    if sorted(str(body["resourceid"]).lower() for body in told) != sorted(wanted):
        raise CallFailed("the answer is not about the hubs that were asked for")
    read: list[tuple[str, str, Series]] = []
    for body in told:
        metrics = {_name(item): item for item in body["value"]}
        if len(metrics) != len(body["value"]) or metrics.keys() != set(names):
            raise CallFailed("the answer does not hold the metrics that were asked for")
        hub = wanted[str(body["resourceid"]).lower()]
        read += [(hub, name, counts.series(_points(item))) for name, item in metrics.items()]
    # All of an answer, or nothing: what is missed is told of all of its hubs.
    for item in read:
        counts.put(*item)


def _name(body: Body) -> str:
    name = body.get("name")
    return str(name.get("value") if isinstance(name, Mapping) else name).lower()


def _points(metric: Body) -> Iterator[tuple[Any, Any]]:
    for series in metric["timeseries"]:
        for point in series["data"]:
            yield point["timeStamp"], point.get("total")
