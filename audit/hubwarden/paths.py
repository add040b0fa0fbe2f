"""How messages and reports name a file: always the same way, however the user typed it."""

from __future__ import annotations

import os
from pathlib import Path


def display_path(path: Path, project: Path | None = None) -> str:
    """Return the name of a file: relative to the project, else to the current folder, else absolute.

    ``project`` is the folder of ``Pulumi.yaml``, or ``None``. A symbolic link keeps its own name. Bytes of a name
    that are not valid text are escaped. ``-``, for standard input, stays ``-``.
    """
    if str(path) == "-":
        return "-"
    whole = os.path.abspath(path)  # noqa: PTH100 - takes ".." out and leaves links as they are
    folders = [Path.cwd()] if project is None else [project.absolute(), Path.cwd()]
    for folder in folders:
        # The resolved form is for a path that was typed through a link to a folder above the project.
        for form, above in ((whole, folder), (os.path.realpath(whole), folder.resolve())):
            if Path(form).is_relative_to(above):
                return _as_text(Path(form).relative_to(above))
    return _as_text(Path(whole))


def _as_text(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
