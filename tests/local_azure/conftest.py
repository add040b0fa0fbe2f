import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubwarden_local_azure import running
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.server import serving
from local_azure.arm_client import GROUP, HUB, NAMESPACE, Arm, build

# The instant of the tests' own clock.
START = 1_700_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def arm() -> Iterator[Arm]:
    """An empty cloud."""
    with running() as server, contextlib.closing(Arm(server.url)) as client:
        yield client


@pytest.fixture
def shop(arm: Arm) -> Arm:
    """A cloud with a group, a namespace and a hub."""
    build(arm, GROUP, NAMESPACE, HUB)
    return arm


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slow(clock: Clock) -> Iterator[Arm]:
    """A cloud in which operations take ten seconds of the tests' clock."""
    cloud = Cloud(delay=10.0, clock=clock)
    with serving(cloud) as server, contextlib.closing(Arm(server.url)) as client:
        yield client


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[], contextlib.AbstractContextManager[Arm]]:
    """Start a cloud again and again on one file."""

    @contextlib.contextmanager
    def start() -> Iterator[Arm]:
        with (
            running(tmp_path / "state.json") as server,
            contextlib.closing(Arm(server.url)) as client,
        ):
            yield client

    return start
