"""Writes results to standard output or a file, and failures as one message with an exit code."""

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
    """Turn an exception into one message on standard error and an exit code."""
    try:
        yield
    except HubwardenError as error:
        say(f"hubwarden: {error.message or error}")
        if error.hint:
            say(f"  {error.hint}")
        sys.exit(3 if isinstance(error, IncompleteError) else 2)
    except Exception as error:  # noqa: BLE001 - Python would quote a value, and exit with 1: "violations"
        for line in crash_lines(error):
            say(line)
        sys.exit(3)


def say(message: str) -> None:
    """Write a message to standard error; names in it cannot control a terminal or a pipeline."""
    for line in message.split("\n"):
        click.echo(inert(line), err=True)


_WIDEST: Final = 140
"""The widest line on a terminal, in columns; longer lines are hard to read."""
_NARROWEST: Final = 60


def screen() -> tuple[int, bool]:
    """Return the width of a line on standard output in columns, and whether colours are used.

    Only a terminal has a width and colours; with NO_COLOR or a dumb terminal there are no colours.
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
        # Python would write the rest of the buffer at its end, fail again and change the exit code.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        raise UsageError(f"the result cannot be written: {error.strerror}") from None


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary neighbour, which then replaces the old file.

    A symbolic link stays a link. A pipe or a device is written to directly, since it must not be replaced.
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
        # mkstemp makes a file that only its owner can read; a report gets the usual mode of new files.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
