"""The command ``demo``: shows Hubwarden at work on an Azure that runs on this machine."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import click

from hubwarden.commands.options import parameters, timeout
from hubwarden.commands.output import explained, put
from hubwarden.errors import UsageError
from hubwarden.sources.saved.save_folder import require_place

_TERMINATED: Final = 128 + signal.SIGTERM
_EXIT_CODES: Final = """\b
Exit codes:
  0  every change was found, and nothing else was reported;
     with --serve, the server was stopped (Ctrl-C)
  1  a change was missed, or something else was reported
  2  usage, configuration or malformed input
  130  interrupted"""


@click.command("demo", epilog=_EXIT_CODES)
@click.option("--serve", is_flag=True, help="Keep the local Azure running until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 2**16 - 1),
    default=0,
    help="With --serve: the port. Default: a free one.",
)
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="SOURCE",
    help="With --serve: the source of its resources, any that check takes. Default: those of the demo.",
)
@click.option(
    "--empty", is_flag=True, help="With --serve: begin without resources, for a deployment."
)
@click.option(
    "--save",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep what is read after the changes in this folder, without secrets, for the source saved:DIR.",
)
@parameters
@timeout
def command(
    serve: bool,  # noqa: FBT001 - click passes flags so
    port: int,
    sources: tuple[str, ...],
    empty: bool,  # noqa: FBT001 - click passes flags so
    save: Path | None,
    parameters: Path | None,
    timeout: int,
) -> NoReturn:
    """Show what Hubwarden finds in an Azure on this machine that people have tampered with.

    Needs neither an account nor a network, and leaves nothing behind. With --serve, that Azure keeps
    running, and the command prints the variables with which Hubwarden and Pulumi reach it.
    """
    with explained():
        if not serve and (port or sources or empty):
            raise UsageError("--port, --from and --empty belong to --serve")
        if sources and empty:
            raise UsageError("--from fills the local Azure, and --empty does not: choose one")
        if serve and save:
            raise UsageError("--save keeps what the demo reads, and --serve reads nothing")
        if save:
            require_place(save)
        with _for_a_while() as folder:
            if serve:
                from hubwarden.commands.demonstration.serving import serve_until_stopped  # noqa: PLC0415

                serve_until_stopped(
                    folder, port, sources, empty=empty, parameters=parameters, timeout=timeout
                )
                code = 0
            else:
                from hubwarden.commands.demonstration.walkthrough import walk_through  # noqa: PLC0415

                found = walk_through(folder, lambda line: put(f"{line}\n", None), save)
                code = 0 if found else 1
    sys.exit(code)


@contextmanager
def _for_a_while() -> Iterator[Path]:
    """Yield a temporary folder, which is removed at the end, also where the command is terminated."""

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(_TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        with tempfile.TemporaryDirectory(prefix="hubwarden-demo-") as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)
