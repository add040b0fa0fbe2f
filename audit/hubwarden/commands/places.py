"""Keeps a command from overwriting its own input, and from writing where there is no folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click

from hubwarden.errors import InputError, UsageError
from hubwarden.sources.opening import project_root

_NO_INPUT: Final = frozenset({"output", "formats", "project", "file", "save"})
"""Parameters of commands that are not input files; ``file`` is the output of ``known write``."""
_OF_A_PROJECT: Final = ("Pulumi*.y*ml", "Pulumi*.json", "policies/*.yaml", "policies/*.py")


def refuse_lost(targets: Iterable[Path]) -> None:
    """Raise ``UsageError`` where writing would overwrite a file that the running command reads.

    The folder of each target must exist, too, so that nothing is read in vain. ``targets`` are resolved paths.
    """
    context = click.get_current_context(silent=True)
    parameters = {} if context is None else context.params
    inputs = [path.resolve() for path in _inputs(parameters)] if parameters else []
    save = parameters.get("save")
    for target in targets:
        if target.is_dir():
            raise UsageError(f"{target} is a folder, and no file can be written in its place")
        if not target.parent.is_dir():
            raise UsageError(f"{target} cannot be written: there is no folder {target.parent}")
        if save is not None and target.is_relative_to(save.resolve()):
            raise UsageError(f"{target} is where --save writes", hint="name a file elsewhere")
        for path in inputs:
            # A device can be read and written without loss.
            if target == path and (path.is_file() or not path.exists()):
                raise UsageError(
                    f"{target} is what this run reads: it would be lost",
                    hint="name another file for the report",
                )
            if (path / "save.json").is_file() and target.is_relative_to(path):
                raise UsageError(
                    f"{target} is in a save that this run reads",
                    hint="name a file elsewhere for the report",
                )


def _inputs(parameters: dict[str, Any]) -> Iterator[Path]:
    for name, value in parameters.items():
        if name not in _NO_INPUT:
            for item in value if isinstance(value, tuple | list) else (value,):
                yield from _named(item)
    try:
        project = project_root(parameters.get("project"))
    except InputError:
        return  # The command itself reports it.
    for pattern in _OF_A_PROJECT:
        yield from (project or Path.cwd()).glob(pattern)


def _named(value: object) -> Iterator[Path]:
    """Yield the file or folder in a parameter: a path, or the part after the kind of a source."""
    if isinstance(value, Path):
        if os.path.lexists(value):
            yield value
    elif isinstance(value, str):
        for text in {value, value.partition(":")[2]} - {"", "-"}:
            path = Path(text)
            try:
                there = os.path.lexists(path)
            except ValueError:  # The path contains a zero byte.
                continue
            if there:
                yield path
