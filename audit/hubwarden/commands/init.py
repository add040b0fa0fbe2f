"""The command ``init``: writes the policies of a project from the sources in its folder."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from hubwarden.commands.answerable_lines import questions_in, scalar
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.first_baseline import (
    ASSUMED,
    Owner,
    first_baseline,
    owner_of,
)
from hubwarden.commands.output import explained
from hubwarden.context import EstateContext
from hubwarden.discovery import about_estates
from hubwarden.errors import HubwardenError, UsageError
from hubwarden.model.estate import Estate
from hubwarden.printable import inert
from hubwarden.report import Result
from hubwarden.reports.parts.words import counted
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.finding import Found, find
from hubwarden.sources.opening import open_source
from hubwarden.sources.program.file_keys import project_file
from hubwarden.sources.program.project_runtime import environment_in
from hubwarden.sources.program.stack_settings import read_project

_PACK: Final = '''\
"""The policy pack of this project: pulumi preview --policy-pack policies."""

from pathlib import Path

from hubwarden_policy_pack import policy_pack

policy_pack(Path(__file__).parent)
'''

_PACK_FILE: Final = """\
description: Azure Notification Hubs, judged by the rules of Hubwarden
version: 0.1.0
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """A source that was read, and the environment of its resources."""

    found: Found
    estate: Estate
    owner: Owner


@click.command("init")
@click.argument(
    "folder",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def command(folder: Path) -> None:
    """Write FOLDER/policies from what is found in FOLDER (default: the current folder).

    This is a policy pack and a baseline: with the stacks, environments and consumers in the programs,
    previews, states and templates there, and with comments where only a person can answer. Existing
    files are kept.
    """
    with explained():
        _init(folder)


def _init(folder: Path) -> None:
    findings = find(folder.resolve())
    read, notes = _read(findings.sources, folder.resolve())
    notes = [*findings.notes, *notes]
    if not findings.whole:
        notes.append("only a part of the folder was looked into: it has too many JSON files")
    text = _baseline(read)
    files = {
        "baseline.yaml": text,
        "PulumiPolicy.yaml": _PACK_FILE + _runtime(folder),
        "__main__.py": _PACK,
    }
    done, left = _write(folder / "policies", files)
    for name in done:
        _say(f"written: {folder / 'policies' / name}")
    for name in left:
        _say(f"left as it is: {folder / 'policies' / name}")
    for item in read:
        counts = f"{counted(len(item.estate.namespaces), 'namespace')}, {counted(len(item.estate.hubs), 'hub')}"
        _say(f"found: {inert(item.found.name)} ({counts})")
    for note in notes:
        _say(f"note: {note}")
    if "baseline.yaml" in done and (questions := questions_in(text)):
        _say(f"questions in policies/baseline.yaml: {questions}; answer those that you can")
    _next(read, folder)


def _read(sources: Sequence[Found], folder: Path) -> tuple[list[_Read], list[str]]:
    """Read the sources with resources of Notification Hubs; return them, and why others are left out."""
    read: list[_Read] = []
    notes: list[str] = []
    context = compose(None)
    for found in sources:
        name = _typed(found, folder)
        try:
            estate = open_source(name, folder, found.parameters)
        except HubwardenError as error:
            notes.append(f"{inert(found.name)} could not be read: {error.message or error}")
            continue
        if estate.namespaces or estate.hubs or estate.access_rules:
            estate = with_declared(merge([estate]))
            read.append(_Read(found, estate, owner_of(found.name, context.context(estate))))
    return read, notes


def _typed(found: Found, folder: Path) -> str:
    """Return the name of a source with its absolute path, since the current folder may be another one."""
    kind, _, rest = found.name.partition(":")
    return found.name if kind == "program" else f"{kind}:{folder / rest}"


def _baseline(read: list[_Read]) -> str:
    """Return the text of the baseline, with its open questions."""
    owners = list({(item.owner.stack or item.owner.name): item.owner for item in read}.values())
    estates = [item.estate for item in read]
    # Once as it is and once with every suggested answer, so that answering one question raises no other.
    questions = [
        result
        for answered in (False, True)
        for result in _open(read, first_baseline(owners, estates, answered=answered))
    ]
    return first_baseline(owners, estates, questions)


def _open(read: list[_Read], baseline: str) -> list[Result]:
    """Return the verdicts that a baseline leaves undetermined, for each source."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.yaml"
        path.write_text(baseline, encoding="utf-8")
        by_patterns = compose(None, baseline_file=path)
        assumed = compose(None, baseline_file=path, environment=ASSUMED)
    found: list[Result] = []
    for item in read:
        context = by_patterns.context(item.estate)
        composition = by_patterns if _belongs(context) else assumed
        found += _judged(composition, item.estate)
    return found


def _belongs(context: EstateContext) -> bool:
    return None not in context.environments_in_scope()


def _judged(composition: Composition, estate: Estate) -> Sequence[Result]:
    context = composition.context(estate)
    return composition.report(about_estates(), context, "").open_questions()


def _runtime(folder: Path) -> str:
    """Return the runtime options of the pack: the project's own virtual environment, if it has one."""
    environment = environment_in(read_project(folder)[1]) if project_file(folder) else None
    if environment is None and (folder / ".venv").is_dir():
        environment = ".venv"
    if environment is None:
        return "runtime: python\n"
    return f"runtime:\n  name: python\n  options:\n    virtualenv: {scalar(f'../{environment}')}\n"


def _write(folder: Path, files: dict[str, str]) -> tuple[list[str], list[str]]:
    """Write the files that do not exist; return their names, and the names of those that do."""
    done: list[str] = []
    left: list[str] = []
    try:
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = folder / name
            if os.path.lexists(path):
                left.append(name)
                continue
            with path.open("x", encoding="utf-8", newline="") as file:
                try:
                    file.write(text)
                    file.flush()
                except OSError:
                    path.unlink()
                    raise
            done.append(name)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
    return done, left


def _next(read: list[_Read], folder: Path) -> None:
    """Print which command to run next."""
    where = "" if folder == Path() else f"in {folder}, "
    if not read:
        _say("nothing that declares a Notification Hub was found")
        _say(
            f"next: {where}hubwarden check SOURCE, where SOURCE is program:STACK, preview:FILE, state:FILE,"
        )
        _say("  template:FILE, or azure: for what runs in Azure")
        return
    for item in read:
        parts = ["hubwarden check", _quoted(item.found.name)]
        if item.found.parameters is not None:
            shown = item.found.parameters.relative_to(folder.resolve()).as_posix()
            parts += ["--parameters", _quoted(shown)]
        if item.owner.stack is None and not item.owner.names:
            parts.append(f"--environment {ASSUMED}")
        _say(f"next: {where}{' '.join(parts)}")
    if any(item.owner.stack is None and not item.owner.names for item in read):
        # The strictest demands: what is wrong for users is found, and nobody takes silence for a pass.
        _say(
            f"  {ASSUMED} is assumed where no stack and no name says which environment it is: name another after "
            "--environment, or write its names under match in policies/baseline.yaml"
        )
    if any(item.found.kind == "program" for item in read):
        _say(f"next: {where}pulumi preview --policy-pack policies")


def _quoted(word: str) -> str:
    return shlex.quote(inert(word))


def _say(line: str) -> None:
    click.echo(inert(line))
