"""The source ``program:<stack>``: what a Pulumi program would deploy."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from hubwarden.deadline import Deadline
from hubwarden.location import Location
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources.program.file_keys import unread
from hubwarden.sources.program.run import run
from hubwarden.sources.program.stack_settings import StackSettings, load
from hubwarden.sources.pulumi.sent_versions import api_versions
from hubwarden.sources.pulumi.stack_records import SURROUNDINGS, estate_of

CANNOT_TELL: Final = (
    "what runs in Azure now, and who changed it outside the program",
    "what an update would delete or replace: check a preview for that",
    "which roles are granted elsewhere, above all on the resource group and the subscription",
    "whether Apple, Google and Microsoft accept the credentials: Hubwarden does not ask them",
    "whether devices are registered, and whether pushes arrive",
)


def read_program(stack: str, project: Path, deadline: Deadline | None = None) -> Estate:
    """Run the program of a stack offline and return the estate that it declares.

    A program declares everything around its hubs: what it does not declare is absent, unless the baseline says that
    it is provided elsewhere. Raises ``InputError`` and ``IncompleteError`` as ``load`` and ``run`` do.
    """
    settings = load(project, stack)
    recorder = run(settings, deadline=deadline)
    resources = list(recorder.resources.values())
    for resource in resources:
        if resource.location:
            resource.location = _shown(resource.location, settings)
    files, name = _files(settings), f"program:{stack}"
    return estate_of(
        resources,
        stack=stack,
        info=SourceInfo(
            name=name,
            digest=_digest(files),
            files=tuple(settings.display(file) for file in files),
            complete=SURROUNDINGS,
            cannot_tell=(*CANNOT_TELL, *api_versions(resources)[1]),
        ),
        home=Location(settings.display(settings.main)),
        settings_home=Location(settings.stack_file.file),
        locate=settings.locate,
        gaps=[
            *unread(settings.project_file, settings.stack_file, name),
            *(
                Gap(name, item.what, item.reason, _shown(item.location, settings))
                for item in recorder.not_run
            ),
        ],
        keys=recorder.keys,
        made_from_keys=_made_from_keys(recorder, settings, deadline),
        settings=settings.in_clear(),
    )


def _made_from_keys(
    recorder: Any, settings: StackSettings, deadline: Deadline | None
) -> frozenset[str]:
    """Return the outputs that are computed from access keys, however they are written and marked.

    Such an output changes when the program runs with other keys, be it a digest or a few letters. If it also
    changes with the same keys, it is random, and nothing is known of it.
    """
    root = recorder.root
    if not recorder.keys or root is None or not root.outputs:
        return frozenset()
    others = run(settings, "other", deadline).root
    changed = _different(root, others)
    return changed - _different(root, run(settings, deadline=deadline).root) if changed else changed


def _different(root: Any, other: Any) -> frozenset[str]:
    if other is None:
        return frozenset()
    return frozenset(
        name for name, value in root.outputs.items() if value != other.outputs.get(name)
    )


def _shown(place: Location, settings: StackSettings) -> Location:
    return Location(settings.display(Path(place.file)), place.line)


def _files(settings: StackSettings) -> list[Path]:
    """Return the files that the verdict is based on: settings and the program's own code."""
    folder = settings.main if settings.main.is_dir() else settings.main.parent
    installed = {path.parent for path in folder.rglob("pyvenv.cfg")}
    code = sorted(
        path
        for path in folder.rglob("*.py")
        if "__pycache__" not in path.parts and installed.isdisjoint(path.parents)
    )
    return [*settings.files, *code]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
