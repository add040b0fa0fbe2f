"""What Pulumi runs: previews with the policy pack, and programs."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from deploying import HOW_TO_GET, Project, command

import push_files
from bench.measuring import HERE, Case, hubwarden

NOBODY = "http://127.0.0.1:9"
"""A preview before the first deployment asks no service."""


def pack(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """Previews of the example with so many apps, before anything was deployed."""
    if command() is None:
        raise LookupError(f"no Pulumi engine: {HOW_TO_GET}")
    for hubs in sizes:
        project = _project(folder / f"pack-{hubs}", hubs)
        for series, more in (
            ("without", ()),
            ("with the pack", ("--policy-pack", str(project.policies))),
        ):
            arguments = ("preview", "--stack", "test", "--json", *more)
            yield Case(
                series,
                hubs,
                project.line(arguments),
                project.root / "project",
                project.variables(),
                frozenset({0}),
            )


def _project(root: Path, apps: int) -> Project:
    """Return the example with so many apps, each with a key of its own."""
    project = Project.copied(root, NOBODY)
    project.begin("test", {})
    _with_apps(project.root / "project", apps)
    key = push_files.firebase_key()
    secrets = [f"--secret=hubwarden:app-{index}-fcmPrivateKey={key}" for index in range(apps)]
    project.done("config", "set-all", "--stack", "test", *secrets)
    return project


def _with_apps(folder: Path, count: int) -> None:
    """Let the sandbox have that many apps, each like the example's second one."""
    file = folder / "Pulumi.test.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    app = data["config"]["hubwarden:apps"]["courier"]
    data["config"]["hubwarden:apps"] = {f"app-{index}": app for index in range(count)}
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")


def program(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """The example with so many apps: judged, and run against Pulumi's own mocks."""
    for apps in sizes:
        root = folder / f"program-{apps}"
        copy = Project.copied(root, NOBODY).root / "project"
        _with_apps(copy, apps)
        yield Case(
            "only run", apps, [sys.executable, str(HERE / "bare_program.py"), "test"], copy,
            codes=frozenset({0}),
        )  # fmt: skip
        yield Case(
            "judged",
            apps,
            hubwarden("check", "program:test", "--as-of", "2026-01-01", "--format", "json"),
            copy,
        )
