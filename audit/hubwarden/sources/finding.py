"""Finds what can be judged in a folder: Pulumi programs, previews, states, ARM templates and saves of Azure."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from hubwarden.errors import InputError
from hubwarden.input_files import as_text, read_input
from hubwarden.printable import printable
from hubwarden.sources.program.file_keys import project_file
from hubwarden.sources.program.project_runtime import OTHER_LANGUAGE, language_in
from hubwarden.sources.program.stack_settings import read_project, stacks_beside
from hubwarden.sources.saved.save_folder import MANIFEST

Kind = Literal["program", "preview", "saved", "state", "template"]

_DEEPEST: Final = 6
"""The most levels of folders below the first that are searched."""
_MOST_FOLDERS: Final = 5_000
_MOST_FILES: Final = 5_000
_LARGEST: Final = 50_000_000
"""The largest file that is found, in bytes; a larger one must be named on the command line."""
_TEMPLATE: Final = "deploymenttemplate.json"
"""The end of the schema address of every template, whatever its scope."""
_SCHEMA: Final = re.compile(
    rf'^[^"]*"\$schema"\s*:\s*"[^"]*{_TEMPLATE}', re.IGNORECASE | re.MULTILINE
)
_BROKEN: Final = "broken"
_OURS: Final = re.compile(r"urn:pulumi:|Microsoft\.NotificationHubs/", re.IGNORECASE)
"""Text in every state, preview or template about Notification Hubs, even a truncated one."""
_PASSED_OVER: Final = frozenset(
    {"node_modules", "site-packages", "venv", "__pycache__", "build", "dist", "bin", "obj"}
)
"""Folders of installed or built files; folders whose name begins with a dot are left out, too."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a folder that can be judged."""

    kind: Kind
    name: str
    """The name on the command line: ``state:stack.json``."""
    parameters: Path | None = None
    """The parameter file beside a template; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The sources in a folder."""

    sources: tuple[Found, ...]
    notes: tuple[str, ...]
    """What cannot be judged as it is, and what to do about it, in words for the user."""
    whole: bool
    """Whether the whole folder was searched."""


def find(folder: Path) -> Findings:
    """Return what can be judged in a folder and the folders below it.

    A Pulumi project is looked for in ``folder`` only, not below. Raises ``InputError`` where its project file
    cannot be read.
    """
    programs, notes = _programs(folder)
    sources = list(programs)
    files, whole = _json_files(folder)
    for path in files:
        kind = _kind(path)
        if kind == _BROKEN:
            shown = printable(path.relative_to(folder).as_posix())
            notes.append(f"{shown}: it looks like something to judge, and is no whole JSON file")
        elif kind is not None:
            named = path.parent if kind == "saved" else path
            shown = named.relative_to(folder).as_posix()
            parameters = _parameters(path) if kind == "template" else None
            sources.append(Found(kind, f"{kind}:{shown}", parameters))
    return Findings(tuple(sources), tuple(notes), whole)


def _programs(folder: Path) -> tuple[list[Found], list[str]]:
    path = project_file(folder)
    if path is None:
        return [], []
    language = language_in(read_project(folder)[1])
    if language != "python":
        runtime = printable(language) or "not named"
        note = f"only Python programs can be run offline, and the runtime is {runtime}: {OTHER_LANGUAGE}"
        return [], [f"{path.name}: {note}"]
    stacks = stacks_beside(folder)
    if not stacks:
        return [], [f"{path.name}: there is no stack file (Pulumi.<stack>.yaml) beside it"]
    return [Found("program", f"program:{stack}") for stack in stacks], []


def _json_files(folder: Path) -> tuple[list[Path], bool]:
    """Return the JSON files in and below a folder, in a fixed order, and whether these are all.

    Links to folders are not followed.
    """
    found: list[Path] = []
    for number, (above, folders, files) in enumerate(os.walk(folder)):
        if number >= _MOST_FOLDERS or len(found) >= _MOST_FILES:
            return found[:_MOST_FILES], False
        here = Path(above)
        deep = len(here.relative_to(folder).parts)
        folders[:] = sorted(
            name
            for name in folders
            if deep < _DEEPEST and name not in _PASSED_OVER and not name.startswith(".")
        )
        paths = (here / name for name in sorted(files) if name.lower().endswith(".json"))
        found += [path for path in paths if path.is_file()]
    return found, True


def _kind(path: Path) -> Kind | Literal["broken"] | None:
    """Return the kind of a JSON file by its content; ``None`` where it is something else."""
    try:
        text = as_text(read_input(path, path.name, _LARGEST), path.name)
    except InputError:
        return None
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        # A template may have comments and is then not plain JSON.
        if _SCHEMA.search(text):
            return "template"
        return _BROKEN if _OURS.search(text) else None
    return _kind_of(path, data) if isinstance(data, dict) else None


def _kind_of(path: Path, data: dict[str, Any]) -> Kind | None:
    if _TEMPLATE in str(data.get("$schema")).lower():
        return "template"
    deployed = data.get("deployment") or data.get("checkpoint")
    if isinstance(deployed, dict) and ("resources" in deployed or "latest" in deployed):
        return "state"
    if path.name == MANIFEST and {"format", "source", "files"} <= data.keys():
        return "saved"
    steps = data.get("steps")
    if isinstance(steps, list) and all(isinstance(step, dict) and "op" in step for step in steps):
        return "preview"
    return None


def _parameters(template: Path) -> Path | None:
    """Return the parameter file of a template, by the usual name beside it; ``None`` where there is none."""
    path = template.with_name(f"{template.stem}.parameters.json")
    return path if path.is_file() else None
