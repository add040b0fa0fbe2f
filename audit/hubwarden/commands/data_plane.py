"""The options that read the registrations of a hub, and what they ask for before anything is asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, NoReturn

import click

from hubwarden.deadline import Deadline
from hubwarden.errors import UsageError
from hubwarden.printable import inert
from hubwarden.registrations.hub_connection import VARIABLE, HubConnection, read_connection
from hubwarden.registrations.hub_registrations import (
    DEFAULT_MOST,
    LONGEST_MOST,
    HubRegistrations,
)
from hubwarden.sources.azure.azure_options import CloudName


@dataclass(frozen=True, slots=True)
class DataPlane:
    """The options, as they were given."""

    wanted: bool
    hub: str | None
    most: int | None


@dataclass(frozen=True, slots=True)
class AskedRegistrations:
    """Whose registrations are to be read, and how many."""

    connection: HubConnection
    most: int


def data_plane(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Give a command the options of the data plane, as one argument ``data_plane``."""

    @wraps(command)
    def bundled(
        *arguments: Any, data_plane: bool, hub: str | None, most: int | None, **rest: Any
    ) -> NoReturn:
        command(*arguments, data_plane=DataPlane(data_plane, hub, most), **rest)

    found: Callable[..., NoReturn] = bundled
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


def asked_registrations(given: DataPlane) -> AskedRegistrations | None:
    """Return whose registrations are to be read; nothing where none are.

    The connection string leaves the environment, so that nothing that the run starts has it. Raises
    ``UsageError`` for options that belong to nothing, and for a string that names no hub.
    """
    if not given.wanted:
        for name, value in (("--hub", given.hub), ("--most", given.most)):
            if value is not None:
                raise UsageError(f"{name} is about --data-plane, and that is not given")
        return None
    connection = read_connection(os.environ.pop(VARIABLE, None), given.hub)
    return AskedRegistrations(connection, DEFAULT_MOST if given.most is None else given.most)


def read_asked(
    asked: AskedRegistrations | None, cloud: CloudName | None, deadline: Deadline
) -> HubRegistrations | None:
    """Read registrations, and say before that which hub is asked, and with which right; nothing where none are asked for."""
    if asked is None:
        return None
    # Only who asks for it loads the clients.
    from hubwarden.sources.azure.registration_reading import read_registrations  # noqa: PLC0415

    def announce(address: str) -> None:
        host = address.split("/")[2]
        words = (
            f"--data-plane: asking {host} for the registrations of hub {asked.connection.hub} in "
            f"{asked.connection.namespace}, {asked.most:,} at most. Listing needs an access rule with Manage. "
            "Only counts are kept."
        )
        click.echo(inert(words), err=True)

    with _progress(asked.most) as progress:
        return read_registrations(
            asked.connection,
            cloud_name=cloud,
            most=asked.most,
            deadline=deadline.at,
            announce=announce,
            progress=progress,
        )


@contextmanager
def _progress(most: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many are read; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda _count: None
        return
    with click.progressbar(
        length=most, label="Reading registrations", file=sys.stderr, show_pos=True
    ) as bar:
        yield lambda count: bar.update(count - bar.pos)


_OPTIONS: Final = (
    click.option(
        "--data-plane",
        is_flag=True,
        help=f"Read the registrations of one hub, too, as counts. The environment variable {VARIABLE} holds the "
        "connection string of a rule of it with Manage.",
    ),
    click.option(
        "--hub",
        metavar="NAME",
        help="The hub that --data-plane reads, where the connection string has no EntityPath.",
    ),
    click.option(
        "--most",
        type=click.IntRange(1, LONGEST_MOST),
        help=f"Registrations that --data-plane reads at most: a hub with more gives a sample. Default: {DEFAULT_MOST}.",
    ),
)
