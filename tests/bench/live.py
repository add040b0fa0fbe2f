"""Live Azure under its rate limits: how many calls a run makes, how long they take, and what they could take at best.

The local Azure is filled from a template and gives as many reads and writes as Resource Manager does. Its
answers take no time, so what is measured is the asking.
"""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import documents
from bench.estates import HUBS_A_NAMESPACE, estate
from bench.measuring import Case, check, measure
from hubwarden.commands.demonstration.arm_bodies import bodies_of
from hubwarden.commands.demonstration.local_server import (
    MISLEADING,
    LocalAzure,
    local_azure,
)
from hubwarden.commands.demonstration.serving import subscriptions_of
from hubwarden.sources.opening import open_source
from hubwarden_local_azure import Limits

SIZES = {"full": [100, 1_000], "quick": [100], "tiny": [10]}
_READS, _READS_A_SECOND = 250, 25
_WRITES, _WRITES_A_SECOND = 200, 10
REFUSED = 429
_OF_A_HUB = r"/notificationHubs/[^/]+(?:/.*)?"
_OF_A_NAMESPACE = r"/namespaces/[^/]+(?:/.*)?"


@dataclass
class Live:
    """What one run asked for, and what it took."""

    hubs: int
    with_credentials: bool
    calls: int
    fewest: int
    """The calls without which some of it cannot be read."""
    refused: int
    """Answers of 429."""
    seconds: float
    bucket: float
    """The seconds that Resource Manager's limits need for the fewest calls."""
    cpu: float
    peak_kib: float
    failure: str = ""


def live(sizes: Sequence[int], limit: int) -> Iterator[Live]:
    """Yield what reading so many hubs takes, without and with their push credentials."""
    for hubs in sizes:
        with tempfile.TemporaryDirectory() as name, filled(Path(name).resolve(), hubs) as azure:
            for with_credentials in (False, True):
                yield _measured(
                    azure, Path(name).resolve(), hubs, limit, with_credentials=with_credentials
                )


@contextlib.contextmanager
def filled(folder: Path, hubs: int) -> Iterator[LocalAzure]:
    """Run a local Azure with so many hubs, under the rate limits."""
    template = folder / "template.json"
    template.write_text(json.dumps(documents.template(estate(hubs))), encoding="utf-8")
    bodies = bodies_of(open_source(f"template:{template}", None, None), {})
    with local_azure(folder, subscriptions=subscriptions_of(bodies), limits=Limits()) as azure:
        azure.fill(bodies)
        yield azure


def _measured(
    azure: LocalAzure, folder: Path, hubs: int, limit: int, *, with_credentials: bool
) -> Live:
    flags = ["--with-credentials"] * with_credentials
    azure.server.requests.clear()
    case = Case(
        "live",
        hubs,
        check("azure:", "--environment", "production", "--timeout", str(limit), *flags),
        folder,
        {**{k: v for k, v in os.environ.items() if k not in MISLEADING}, **azure.environment},
        frozenset({0, 1}),  # 3 would be a run that did not read all.
    )
    (took,) = measure("live", [case], 1, limit, lambda _: None)
    asked = [
        item
        for item in azure.server.requests
        if item.path.startswith(("/subscriptions", "/providers"))
    ]
    reads, writes, graph = fewest(
        [(item.method, item.path) for item in asked], hubs, with_credentials=with_credentials
    )
    return Live(
        hubs,
        with_credentials,
        len(asked),
        reads + writes + graph,
        sum(item.status == REFUSED for item in asked),
        took.seconds[0] if took.seconds else 0.0,
        bucket_of(reads, writes),
        took.cpu[0] if took.cpu else 0.0,
        took.peak_kib[0] if took.peak_kib else 0.0,
        took.failure,
    )


def bucket_of(reads: int, writes: int) -> float:
    """Return the seconds that Resource Manager's limits need for so many reads and writes."""
    return max((reads - _READS) / _READS_A_SECOND, (writes - _WRITES) / _WRITES_A_SECOND, 0.0)


def fewest(
    asked: Sequence[tuple[str, str]], hubs: int, *, with_credentials: bool
) -> tuple[int, int, int]:
    """Return how many reads, writes and queries of Resource Graph there must be at the least.

    Access rules and diagnostic settings are listed for each hub and each namespace, connections and the hubs
    themselves for each namespace, and push credentials are asked for one by one. What is asked once for a
    subscription is counted as it was asked, each address once.
    """
    namespaces = -(-hubs // HUBS_A_NAMESPACE)
    inside = re.compile(f"{_OF_A_NAMESPACE}|{_OF_A_HUB}", re.IGNORECASE)
    around = {(method, path) for method, path in asked if not inside.search(path)}
    # Resource Graph is asked for what there is, and for what the access of roles rests on. It has limits of
    # its own.
    graph = sum(path.endswith("/resources") for _, path in asked)
    reads = 2 * hubs + 4 * namespaces + sum(method == "GET" for method, _ in around)
    return reads, (hubs + namespaces) * with_credentials, graph


def table(found: Sequence[Live]) -> Iterator[str]:
    """Yield the lines that tell what was measured."""
    yield "Live Azure under Resource Manager's limits"
    yield (
        f"{'hubs':>7} {'credentials':>12} {'calls':>7} {'fewest':>7} {'a hub':>6} {'429':>5} "
        f"{'seconds':>8} {'bucket':>7} {'ratio':>6} {'cpu s':>6} {'MiB':>5}"
    )
    for item in found:
        if item.failure:
            yield f"{item.hubs:>7,} {item.failure}"
            continue
        ratio = f"{item.seconds / item.bucket:.2f}" if item.bucket else "-"
        yield (
            f"{item.hubs:>7,} {'with' if item.with_credentials else 'without':>12} {item.calls:>7,} "
            f"{item.fewest:>7,} {item.calls / item.hubs:>6.2f} {item.refused:>5} {item.seconds:>8.1f} "
            f"{item.bucket:>7.1f} {ratio:>6} {item.cpu:>6.1f} {item.peak_kib / 1024:>5.0f}"
        )


def facts(found: Sequence[Live]) -> list[dict[str, object]]:
    """Return what was measured as JSON has it."""
    return [asdict(item) for item in found]
