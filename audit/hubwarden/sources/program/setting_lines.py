"""Finds the line of a setting in a stack file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.yaml_with_lines import Lined, Path_

Locate = Callable[[str], Location | None]
"""Finds the location of a setting by its dotted path below the project's own prefix."""


def find_setting(project: str, files: Sequence[Lined], path: str) -> Location | None:
    """Return the location of a setting in the first of some files that has it.

    If no file has it, return the location of the nearest setting that contains it.
    """
    names = path.split(".")
    keys = [f"{project}:{names[0]}", names[0]]
    for lined in files:
        for key in keys:
            full: Path_ = ("config", key, *_indexes(names[1:]))
            if ("config", key) in lined.lines:
                return Location(lined.file, lined.line(full))
    return None


def _indexes(names: list[str]) -> Path_:
    return tuple(int(name) if name.isdecimal() else name for name in names)


def settings_of(folder: Path | None, project: str, stack: str) -> Locate:
    """Return a function that finds the settings of a stack in the files of the project at hand.

    It finds nothing where ``folder`` is not the folder of that project, or its files cannot be read: a document of
    Pulumi is then judged without them.
    """
    from hubwarden.sources.program.stack_settings import settings_files  # noqa: PLC0415

    try:
        found = None if folder is None else settings_files(folder, stack)
    except InputError:
        found = None
    if found is None or found[0].data.get("name") != project:
        return lambda _path: None
    project_file, stack_file = found
    return lambda path: find_setting(project, (stack_file, project_file), path)
