"""Faults in mixtures while counts are read: what is told is what was counted, and what is not told is a gap.

``HUBWARDEN_MIXTURES`` is how many mixtures are tried; each is made of its number, which is in the name of its test.
"""

import os
import random

import pytest

from hubwarden.sources.azure.azure_options import AskedTelemetry, AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden_local_azure import Fault
from local_azure.arm_client import HUB, SUBSCRIPTION
from sources.azure.conftest import TurnedClock
from sources.azure.counted_azure import WINDOW, add_hubs, count, counted_azure, export

MIXTURES = int(os.environ.get("HUBWARDEN_MIXTURES", "12"))
KINDS = ("throttled", "server-error", "reset", "cut", "truncated", "empty", "malformed")
KINDS += ("no-value", "null-value", "forbidden", "result-truncated", "conflict")
PATHS = ("*:getBatch", "*/metricDefinitions", "/v1/*", "*/diagnosticSettings", "*/workspaces/*")


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    with counted_azure(tmp_path_factory.mktemp("azure")) as server:
        for number, id in enumerate((HUB, *add_hubs(server, 2)), 1):
            count(server, id, "incoming", {0: number, 5: 2 * number})
            count(server, id, "outgoing.apns.success", {3: number})
            export(server, id)
        yield server


def read(engine):
    options = AzureOptions(telemetry=AskedTelemetry(engine, WINDOW))
    return read_azure(SUBSCRIPTION, options, TurnedClock().clock)


@pytest.fixture(scope="module")
def calm(azure):
    found = {engine: read(engine) for engine in ("metrics", "logs")}
    assert all(estate.gaps == () for estate in found.values())
    return found


@pytest.mark.parametrize("seed", range(MIXTURES))
def test_mixtures(azure, calm, seed):
    chance = random.Random(seed)
    engine = chance.choice(("metrics", "logs"))
    azure.disturb(
        *(
            Fault(
                chance.choice(KINDS),
                path=chance.choice(PATHS),
                times=chance.choice((1, 2, 4, 9, None)),
                skip=chance.choice((0, 0, 1, 3)),
                chance=chance.choice((1, 0.5, 0.1)),
                retry_after=chance.choice(("", "1", "30", "900", "nonsense")),
            )
            for _ in range(chance.randint(1, 4))
        ),
        seed=seed,
    )
    found = read(engine)
    azure.disturb()
    whole = {history.hub.lower(): history for history in calm[engine].histories}
    told = {history.hub.lower(): history for history in found.histories}
    assert told.keys() <= whole.keys()
    for hub, history in told.items():
        for metric, series in history.counts.items():
            assert series == whole[hub].counts[metric]
    missing = whole.keys() - told.keys()
    missing |= {hub for hub in told if told[hub].counts.keys() != whole[hub].counts.keys()}
    named = {scope.lower() for gap in found.gaps for scope in gap.scopes}
    assert missing <= named
