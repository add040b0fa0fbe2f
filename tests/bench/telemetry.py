"""A fleet's telemetry: how many calls a diagnosis of live hubs makes, and how long it takes, under the rate limits.

Every hub was counted for a week by the hour, through the local Azure and the real clients.
"""

import math
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.live import REFUSED, bucket_of, fewest, filled
from bench.measuring import Case, measure
from hubwarden.commands.demonstration.local_server import MISLEADING, LocalAzure
from hubwarden.metrics.hub_metrics import METRIC_NAMES

SIZES = {"full": [100, 1_000], "quick": [100], "tiny": [10]}
_DAYS = 7
_HUBS_A_BATCH, _METRICS_A_BATCH, _ROWS_AN_ANSWER = 50, 20, 500_000
_COUNTED = {
    "incoming": 40,
    "incoming.all.requests": 41,
    "notificationhub.pushes": 1_000,
    "outgoing.allpns.success": 990,
    "outgoing.apns.success": 495,
    "outgoing.fcmv1.success": 495,
    "outgoing.apns.badchannel": 10,
    "outgoing.allpns.badorexpiredchannel": 10,
    "registration.all": 60,
}
"""What happens in an hour."""
_WORKSPACE = "/providers/Microsoft.OperationalInsights/workspaces/"
_HUB = re.compile(r"/namespaces/[^/]+/notificationHubs/[^/]+", re.IGNORECASE)


@dataclass
class Counted:
    """What one diagnosis asked for, and what it took."""

    hubs: int
    engine: str
    calls: int
    """Calls that read counts, the one that tells which metrics there are among them."""
    fewest: int
    """The calls without which some of it cannot be read."""
    all_calls: int
    refused: int
    """Answers of 429."""
    seconds: float
    bucket: float
    """The seconds that Resource Manager's limits need for the configuration."""
    cpu: float
    peak_kib: float
    failure: str = ""


def telemetry(sizes: Sequence[int], limit: int) -> Iterator[Counted]:
    """Yield what diagnosing so many hubs takes, by each engine."""
    for hubs in sizes:
        with tempfile.TemporaryDirectory() as name, filled(Path(name).resolve(), hubs) as azure:
            begin, regions = _count(azure)
            for engine in ("metrics", "logs"):
                yield _measured(
                    azure,
                    Path(name).resolve(),
                    hubs,
                    limit,
                    engine=engine,
                    begin=begin,
                    regions=regions,
                )


def _count(azure: LocalAzure) -> tuple[datetime, Counter[str]]:
    """Count a week for every hub, and export it; return when it begins, and how many hubs a region has."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = today - timedelta(days=_DAYS)
    found = azure.server.dump()["resources"]
    regions = {
        item["id"]: f"{item['id'].split('/')[2]} {item['location']}"
        for item in found
        if _HUB.search(item["id"]) and _HUB.split(item["id"])[1] == ""
    }
    hubs = list(regions)
    group = hubs[0].partition("/providers/")[0]
    workspace = f"{group}{_WORKSPACE}bench-logs"
    body = {"location": "westeurope", "properties": {}}
    azure.server.add(workspace, body, "2023-09-01")
    metrics = [{"category": "AllMetrics", "enabled": True}]
    setting = {"properties": {"workspaceId": workspace, "metrics": metrics}}
    for id in hubs:
        path = f"{id}/providers/Microsoft.Insights/diagnosticSettings/bench"
        azure.server.add(path, setting, "2021-05-01-preview")
        for hour in range(_DAYS * 24):
            at = (begin + timedelta(hours=hour)).timestamp()
            for metric, number in _COUNTED.items():
                azure.server.count(id, metric, at, number)
    return begin, Counter(regions.values())


def _measured(
    azure: LocalAzure,
    folder: Path,
    hubs: int,
    limit: int,
    *,
    engine: str,
    begin: datetime,
    regions: Counter[str],
) -> Counted:
    azure.server.requests.clear()
    times = ["--from", begin.isoformat(), "--to", (begin + timedelta(days=_DAYS)).isoformat()]
    command = [sys.executable, "-m", "hubwarden", "diagnose", "azure:", "--telemetry", engine]
    case = Case(
        "telemetry",
        hubs,
        [*command, *times, "--environment", "production", "--timeout", str(limit)],
        folder,
        {**{k: v for k, v in os.environ.items() if k not in MISLEADING}, **azure.environment},
        frozenset({0, 1}),  # 3 would be a run that did not read all.
    )
    (took,) = measure("telemetry", [case], 1, limit, lambda _: None)
    asked = [
        item
        for item in azure.server.requests
        if item.path.startswith(("/subscriptions", "/providers", "/v1/"))
    ]
    counts = [item for item in asked if _reads_counts(item.path)]
    others = [(item.method, item.path) for item in asked if not _reads_counts(item.path)]
    reads, _, _ = fewest(others, hubs, with_credentials=False)
    return Counted(
        hubs,
        engine,
        len(counts),
        _fewest(regions, engine),
        len(asked),
        sum(item.status == REFUSED for item in asked),
        took.seconds[0] if took.seconds else 0.0,
        bucket_of(reads, 0),
        took.cpu[0] if took.cpu else 0.0,
        took.peak_kib[0] if took.peak_kib else 0.0,
        took.failure,
    )


def _reads_counts(path: str) -> bool:
    return path.endswith(("/metrics:getBatch", "/metricDefinitions", "/query"))


def _fewest(regions: Counter[str], engine: str) -> int:
    """Return how many calls the services allow at the least, for so many hubs of each region."""
    if engine == "logs":
        return math.ceil(regions.total() * len(METRIC_NAMES) * _DAYS * 24 / _ROWS_AN_ANSWER)
    each = math.ceil(len(METRIC_NAMES) / _METRICS_A_BATCH)
    return sum(math.ceil(hubs / _HUBS_A_BATCH) * each + 1 for hubs in regions.values())


def table(found: Sequence[Counted]) -> Iterator[str]:
    """Yield the lines that tell what was measured."""
    yield "Telemetry of live hubs, a week by the hour"
    yield (
        f"{'hubs':>7} {'engine':>8} {'calls':>7} {'fewest':>7} {'of all':>7} {'429':>5} "
        f"{'seconds':>8} {'bucket':>7} {'cpu s':>6} {'MiB':>5}"
    )
    for item in found:
        if item.failure:
            yield f"{item.hubs:>7,} {item.engine:>8} {item.failure}"
            continue
        yield (
            f"{item.hubs:>7,} {item.engine:>8} {item.calls:>7,} {item.fewest:>7,} {item.all_calls:>7,} "
            f"{item.refused:>5} {item.seconds:>8.1f} {item.bucket:>7.1f} {item.cpu:>6.1f} "
            f"{item.peak_kib / 1024:>5.0f}"
        )


def facts(found: Sequence[Counted]) -> list[dict[str, object]]:
    """Return what was measured as JSON has it."""
    return [asdict(item) for item in found]
