"""Where results and failures go: standard output or a file whole, one message, an exit code."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from hubwarden.commands.crash import crash_lines
from hubwarden.errors import HubwardenError, IncompleteError, UsageError
from hubwarden.printable import inert
from hubwarden.reports import Options


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn failures into one message on standard error and an exit code."""
    try:
        yield
    except HubwardenError as error:
        _say(f"hubwarden: {error.message or error}")
        if error.hint:
            _say(f"  {error.hint}")
        sys.exit(3 if isinstance(error, IncompleteError) else 2)
    except Exception as error:  # noqa: BLE001 - Python would quote a value, and exit with 1: "violations"
        for line in crash_lines(error):
            _say(line)
        sys.exit(3)


def _say(message: str) -> None:
    """Write a message to standard error, so that no name in it is a command of a terminal or a pipeline."""
    for line in message.split("\n"):
        click.echo(inert(line), err=True)


_WIDEST: Final = 140
"""Columns of the longest line on a terminal: longer ones are hard to read."""
_NARROWEST: Final = 60


def screen() -> tuple[int, bool]:
    """Return how wide a line on standard output may be, and whether colours are shown there.

    Only a terminal has a width and colours; NO_COLOR, and a terminal that is dumb, have none.
    """
    if not sys.stdout.isatty():
        return Options().width, False
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    return width, not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def put(text: str, path: Path | None) -> None:
    """Write to a file, or to standard output."""
    if path is not None:
        _write_whole(path, text)
        return
    try:
        click.echo(text, nl=False)
    except OSError as error:
        # What is left in the buffer would be tried again at the end, and change the exit code.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        raise UsageError(f"the result cannot be written: {error.strerror}") from None


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a neighbour first, then in place of the old one.

    A link stays one, and a pipe or a device is written to: nothing may take its place.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
            return
        path = path.resolve()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # mkstemp makes a file for its owner alone; a report is as readable as other new files.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
