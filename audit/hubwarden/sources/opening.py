"""Opens a source by its name on the command line: ``program:<stack>``, ``state:FILE`` and so on."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from hubwarden.deadline import Deadline
from hubwarden.errors import InputError, UsageError
from hubwarden.model.activity import ActivityLog
from hubwarden.model.estate import Estate
from hubwarden.sources.azure.azure_options import AzureOptions

KINDS: Final = ("azure", "preview", "program", "saved", "state", "template")
"""The kinds of sources: the part of a name before the colon."""


def project_root(start: Path | None) -> Path | None:
    """Return the folder of the Pulumi project at or above ``start``; ``None`` where there is none.

    ``start`` itself also counts if it has a baseline or waivers of its own. ``start`` ``None`` means the current
    folder. Raises ``InputError`` where the user named a folder that is not in a project.
    """
    from hubwarden.sources.program.stack_settings import find_project  # noqa: PLC0415

    folder = (start or Path.cwd()).resolve()
    try:
        return find_project(folder)
    except InputError:
        policies = folder / "policies"
        if any(os.path.lexists(policies / name) for name in ("baseline.yaml", "waivers.yaml")):
            return folder
        if start is not None:
            raise
        return None


def default_sources(root: Path | None) -> tuple[str, ...]:
    """Return every stack beside ``Pulumi.yaml``; raises ``UsageError`` where there is none."""
    from hubwarden.sources.finding import find  # noqa: PLC0415
    from hubwarden.sources.program.file_keys import project_file  # noqa: PLC0415
    from hubwarden.sources.program.project_runtime import language_in  # noqa: PLC0415
    from hubwarden.sources.program.stack_settings import (  # noqa: PLC0415
        read_project,
        stacks_beside,
    )

    project = None if root is None else project_file(root)
    why = "there is no Pulumi.yaml here"
    if root is not None and project is not None:
        stacks = stacks_beside(root)
        why = f"there is no stack file beside {project.name}"
        if stacks and language_in(read_project(root)[1]) == "python":
            return tuple(f"program:{stack}" for stack in stacks)
        if stacks:
            why = "only Python programs can be run offline"
    here = find(root or Path.cwd())
    names = [item.name for item in here.sources]
    hint = "name a source, such as template:azuredeploy.json"
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        hint = f"name what to judge; found here: {', '.join(names[:_SHOWN])}{more}"
    raise UsageError(f"no source is named, and {why}", hint="\n  ".join([*here.notes, hint]))


_SHOWN: Final = 5
"""The most found sources that a message lists."""


def open_source(
    name: str,
    root: Path | None,
    parameters: Path | None,
    deadline: Deadline | None = None,
    azure: AzureOptions | None = None,
) -> Estate:
    """Read one source; ``azure`` has the options for live Azure.

    Raises ``UsageError`` for a name that is not a source, ``InputError`` as the source does, and
    ``IncompleteError`` where the time is up.
    """
    if deadline is not None:
        deadline.require(name)
    kind, _, rest = name.partition(":")
    if kind == "program" and rest:
        from hubwarden.sources.program.file_keys import project_file  # noqa: PLC0415
        from hubwarden.sources.program.program_source import read_program  # noqa: PLC0415

        if root is None or project_file(root) is None:
            raise UsageError("there is no Pulumi.yaml here or in any folder above")
        return read_program(rest, root, deadline)
    if kind == "template" and rest:
        from hubwarden.sources.template.template_source import read_template  # noqa: PLC0415

        return read_template(Path(rest), parameters, root)
    if kind == "preview" and rest:
        from hubwarden.sources.pulumi.preview import read_preview  # noqa: PLC0415

        return read_preview(Path(rest), root)
    if kind == "state" and rest:
        from hubwarden.sources.pulumi.state import read_state  # noqa: PLC0415

        return read_state(Path(rest), root)
    if kind == "azure" and name != kind:
        until = None if deadline is None else deadline.at
        return _live(rest, replace(azure or AzureOptions(), deadline=until))
    if kind == "saved" and rest:
        from hubwarden.sources.saved.saved_source import read_save  # noqa: PLC0415

        return read_save(Path(rest), root)
    raise UsageError(
        f"{kind or name!r} is not a kind of source"
        if rest or not kind
        else f"{name!r} is not a source",
        hint=f"{_nearest_kind(kind)}program:STACK runs a Pulumi program offline, preview:FILE and state:FILE read what Pulumi "
        "wrote, template:PATH reads an ARM template, azure:SUBSCRIPTION reads what runs, saved:DIR what an "
        "earlier run kept of it",
    )


def _nearest_kind(kind: str) -> str:
    near = get_close_matches(kind.lower(), KINDS, n=1)
    return f"nearest: {near[0]}:; " if near and near[0] != kind else ""


def read_activity(
    name: str,
    wanted: Iterable[tuple[str, str]],
    *,
    live: str,
    root: Path | None,
    deadline: Deadline,
    azure: AzureOptions,
) -> ActivityLog | None:
    """Return the activity log of a live source; ``None`` where a source of this kind has none.

    ``wanted`` are pairs of subscription and resource provider; ``live`` is the name of the source in reports.
    Raises ``UsageError`` where nobody is signed in, and ``InputError`` as reading a save does.
    """
    kind, _, rest = name.partition(":")
    if kind == "saved":
        from hubwarden.sources.saved.saved_source import read_saved_activity  # noqa: PLC0415

        return read_saved_activity(Path(rest), root)
    if kind == "azure":
        from hubwarden.sources.azure.azure_activity import ask_activity_log  # noqa: PLC0415

        return ask_activity_log(wanted, live, replace(azure, deadline=deadline.at))
    return None


def _live(rest: str, options: AzureOptions) -> Estate:
    try:
        from hubwarden.sources.azure.azure_source import read_azure  # noqa: PLC0415
    except ImportError as error:
        # The SDK's message about a missing aiohttp does not name the module.
        name = (error.name or "aiohttp").partition(".")[0]
        if name not in ("azure", "aiohttp") or not _is_missing(name):
            raise
        raise _not_installed() from None
    if options.telemetry is not None and any(map(_is_missing, _OF_TELEMETRY)):
        # They are imported when the first answer is asked for, where it would look like a bad answer.
        raise _not_installed()
    return read_azure(rest, options)


_OF_TELEMETRY: Final = ("azure.monitor.query", "azure.monitor.querymetrics")


def _not_installed() -> UsageError:
    return UsageError(
        "reading Azure needs packages that are not installed",
        hint="python -m pip install 'hubwarden[azure]'",
    )


def _is_missing(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is None
    except ImportError:
        return True
