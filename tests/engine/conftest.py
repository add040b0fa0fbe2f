"""What the engine tests share: the engine, and both stacks deployed once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from deploying import HOW_TO_GET, Project, command
from standin_client import GOOD, GROUP, HUB, NAMESPACE, RULE, Client, served

from hubwarden_local_azure import running


@dataclass
class Deployed:
    """A project whose stacks stand in a local Azure."""

    project: Project
    azure: object


@pytest.fixture(scope="session")
def engine() -> Path:
    """Return the Pulumi command; without one, skip, or fail where it was promised."""
    found = command()
    if found is None:
        if os.environ.get("HUBWARDEN_ENGINE") == "required":
            pytest.fail(f"there is no engine: {HOW_TO_GET}")
        pytest.skip(f"no Pulumi engine: {HOW_TO_GET}")
    return found


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[object]:
    with running() as item:
        yield item


@pytest.fixture
def fresh(engine: Path, tmp_path: Path, azure) -> Project:
    """Return the program with both stacks made and nothing deployed."""
    project = Project.copied(tmp_path / "fresh", azure.url)
    for stack in ("prod", "test"):
        project.begin(stack)
    return project


@pytest.fixture(scope="session")
def deployed_once(engine: Path, tmp_path_factory) -> Project:
    """Deploy both stacks; the local Azure's state is kept in a file beside the project."""
    folder = tmp_path_factory.mktemp("deployed")
    with running(state=folder / "azure.json") as azure:
        project = Project.copied(folder / "all", azure.url)
        for stack in ("prod", "test"):
            project.begin(stack)
            ended = project.up(stack)
            assert ended.code == 0, ended.text[-4000:]
    (folder / "azure.json").rename(project.root / "azure.json")
    return project


@pytest.fixture
def deployed(deployed_once: Project, tmp_path: Path) -> Iterator[Deployed]:
    """Return a copy of the deployed project, with a local Azure of its own."""
    copy = deployed_once.again(tmp_path / "copy", "")
    with running(state=copy.root / "azure.json") as azure:
        copy.azure_url = azure.url
        yield Deployed(copy, azure)


def pytest_terminal_summary(terminalreporter) -> None:
    """Say in one line what was left out, and how to get it."""
    skipped = terminalreporter.stats.get("skipped", ())
    left_out = [item for item in skipped if HOW_TO_GET in str(item.longrepr)]
    if left_out:
        terminalreporter.write_line(
            f"{len(left_out)} tests with the Pulumi engine were left out: {HOW_TO_GET}"
        )


@pytest.fixture
def local_azure() -> Iterator[str]:
    with running() as item:
        yield item.url


@pytest.fixture
def provider(local_azure) -> Iterator[Client]:
    with served(local_azure, location="northeurope") as client:
        yield client


@pytest.fixture
def offline() -> Iterator[Client]:
    """For what reaches no Resource Manager: port 9 is nobody's."""
    with served("http://127.0.0.1:9", location="northeurope") as client:
        yield client


@pytest.fixture
def hub(provider) -> Client:
    for token in (GROUP, NAMESPACE, HUB, RULE):
        provider.create(token, GOOD[token])
    return provider
