"""A local Azure whose hubs were counted, and an account that reads it."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hubwarden.metrics.window import Window
from hubwarden_local_azure import Principal, Subscription, Tenant, running
from hubwarden_local_azure.identity import az_command
from hubwarden_local_azure.server import Server
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    OTHER_SUBSCRIPTION,
    SETTING,
    SUBSCRIPTION,
    WORKSPACE,
    hub,
    namespace,
    version_of,
)
from sources.azure.conftest import SIGN_IN

READER = Principal(
    "00000000-0000-0000-0000-0000000000d1",
    "reader",
    client_id="00000000-0000-0000-0000-0000000000d2",
)
TENANT = Tenant(
    principals=(READER,),
    subscriptions=(
        Subscription(SUBSCRIPTION.split("/")[2], "Shop"),
        Subscription(OTHER_SUBSCRIPTION.split("/")[2], "Store"),
    ),
)
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = Window(START, START + timedelta(hours=6), HOUR)


@contextlib.contextmanager
def counted_azure(folder: Path, **options: Any) -> Iterator[Server]:
    """Run a local Azure with a group, a namespace and a hub, and sign its owner in."""
    ca_file = folder / "ca.pem"
    with (
        running(ca_file=ca_file, tenant=TENANT, **options) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in SIGN_IN:
            patch.delenv(name, raising=False)
        az_command.install(folder / "bin", TENANT, READER)
        patch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
        patch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        patch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
        for id in (GROUP, NAMESPACE, HUB, WORKSPACE):
            server.add(id, BODIES[id], version_of(id))
        give(server)
        yield server


def give(server: Server, subscription: str = SUBSCRIPTION) -> None:
    """Make the reader an owner of a subscription."""
    name = f"{READER.id[:-2]}{subscription[-2:]}"
    id = f"{subscription}/providers/Microsoft.Authorization/roleAssignments/{name}"
    server.add(
        id, {"properties": {"roleDefinitionId": OWNER, "principalId": READER.id}}, "2022-04-01"
    )


def add_hubs(
    server: Server, count: int, space: str = NAMESPACE, location: str = "westeurope"
) -> list[str]:
    """Make hubs in a namespace, which is made, too, where it is another one than the first."""
    if space != NAMESPACE:
        group = space.partition("/providers/")[0]
        server.add(group, {"location": "westeurope"}, version_of(group))
        server.add(space, namespace() | {"location": location}, NEWEST)
    ids = [f"{space}/notificationHubs/app-{at:03}" for at in range(count)]
    for id in ids:
        server.add(id, hub() | {"location": location}, NEWEST)
    return ids


def export(
    server: Server, on: str = HUB, workspace: str = WORKSPACE, name: str = "numbers"
) -> None:
    """Send the metrics of a hub to a workspace."""
    metrics = [{"category": "AllMetrics", "enabled": True}]
    properties = {"workspaceId": workspace, "metrics": metrics}
    server.add(f"{on}/{SETTING}/{name}", {"properties": properties}, version_of(SETTING))


def count(server: Server, id: str, metric: str, by_hour: dict[int, float]) -> None:
    """Count something for a hub in some hours of the window."""
    for hour, number in by_hour.items():
        server.count(id, metric, (START + hour * HOUR).timestamp() + 59 * 60, number)


def fill(server: Server, counts: Any, id: str = HUB) -> None:
    """Count for a hub what a history has, by metric and time."""
    for metric, by_time in counts.items():
        for time, number in by_time.items():
            if number:
                server.count(id, metric, time.timestamp(), number)
