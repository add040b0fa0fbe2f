"""Keeps a local Azure running: filled with the demo's estate, with another source, or empty."""

from __future__ import annotations

import os
import shlex
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from hubwarden.commands.composition import compose
from hubwarden.commands.demonstration.arm_bodies import Bodies, bodies_of
from hubwarden.commands.demonstration.local_server import MISLEADING, local_azure, surrounded_by
from hubwarden.commands.demonstration.recorded_stacks import unpack
from hubwarden.commands.demonstration.told_fields import SUBSCRIPTION
from hubwarden.commands.output import put
from hubwarden.commands.reading import read_sources
from hubwarden.sources.opening import project_root

_SHOWN: Final = 12
"""Lines of what is not as the source tells it; of more the number is told."""


def serve_until_stopped(
    folder: Path,
    port: int,
    sources: Sequence[str],
    *,
    empty: bool,
    parameters: Path | None,
    timeout: int,
) -> None:
    """Fill a local Azure, print the variables that lead to it, and serve until Ctrl-C.

    Standard output has one line ``export NAME=VALUE`` for each variable, and ``unset NAME`` for each that
    is set here and would lead to another account. Raises ``UsageError`` and
    ``InputError`` where a source cannot be used, and ``UsageError`` where the extra is missing.
    """
    variables: dict[str, str] = {}
    hints: list[str] = []
    bodies = Bodies()
    if sources:
        composition = compose(project_root(None), timeout=timeout)
        estate = read_sources(composition, sources, parameters)
        bodies = bodies_of(estate, {})
        for gap in estate.gaps:
            bodies.notes.left_out[f"{gap.what}: {gap.reason}"] += 1
    elif not empty:
        recorded = unpack(folder)
        variables["PULUMI_CONFIG_PASSPHRASE"] = recorded.passphrase
        with surrounded_by(variables):
            estate = read_sources(compose(None), recorded.sources, None)
        bodies = bodies_of(estate, recorded.values)
        named = " ".join(map(shlex.quote, recorded.sources))
        baseline = f"--baseline-file {shlex.quote(str(recorded.baseline))}"
        hints = [
            f"hubwarden check azure: {named} --with-credentials {baseline}",
            f"hubwarden drift {shlex.quote(recorded.sources[0])} azure: --with-credentials {baseline}",
        ]
    subscriptions = subscriptions_of(bodies) or [SUBSCRIPTION]
    with local_azure(folder, port=port, subscriptions=subscriptions) as azure:
        made = azure.fill(bodies)
        for line in _notes(bodies, made):
            click.echo(line, err=True)
        for name in MISLEADING:
            if name in os.environ:
                put(f"unset {name}\n", None)
        for name, value in {**variables, **azure.environment}.items():
            put(f"export {name}={shlex.quote(value)}\n", None)
        try:
            for line in (*hints, "Ctrl-C stops it; nothing stays."):
                click.echo(line, err=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)


def subscriptions_of(bodies: Bodies) -> list[str]:
    """Return the ids of the subscriptions that resources are in."""
    return list(dict.fromkeys(item.id.split("/")[2].lower() for item in bodies.resources))


def _notes(bodies: Bodies, made: int) -> Iterator[str]:
    """Yield how much the local Azure holds, and what of it is not as the source tells it."""
    yield f"{made} resources"
    yield from _counted("has a harmless value", bodies.notes.made_up)
    yield from _counted("left out", bodies.notes.left_out)


def _counted(what: str, counts: Mapping[str, int]) -> Iterator[str]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for name, count in ordered[:_SHOWN]:
        yield f"  {what}: {name} ({count})"
    if len(ordered) > _SHOWN:
        yield f"  {what}: {len(ordered) - _SHOWN} more"
