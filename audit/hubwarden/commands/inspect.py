"""The command ``inspect``: shows what credential files and builds contain, and judges them."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import click
from msgspec import structs

from hubwarden.builds.choosing_hub import choose_hub
from hubwarden.builds.hub_comparison import compared, is_comparable
from hubwarden.builds.hub_for_builds import HubForBuilds
from hubwarden.builds.inspected_files import look
from hubwarden.builds.subjects import is_build, subjects
from hubwarden.builds.variants import is_another_variant
from hubwarden.commands import completion
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.options import EXIT_CODES, file_formats, judging, parameters
from hubwarden.commands.output import explained
from hubwarden.commands.password import read_password
from hubwarden.commands.report_files import deliver, destinations
from hubwarden.context import Context
from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.credential_files.kinds import Entitlements, GoogleServices, Problem, Profile
from hubwarden.credential_files.wording import HOW_TO_OPEN
from hubwarden.discovery import all_rules
from hubwarden.engine import parse_severity
from hubwarden.errors import UsageError
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, Browser, FcmV1
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.printable import printable
from hubwarden.report import Report
from hubwarden.reports import find
from hubwarden.reports.parts.words import counted
from hubwarden.rule import Rule
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.opening import open_source, project_root

_KINDS: Final = (ApnsCertificate, ApnsToken, FcmV1, Browser, Build, CredentialFile)
"""The kinds of subjects in files; rules about these run."""
_CANNOT_TELL: Final[tuple[str, ...]] = (
    "whether Apple, Google and Microsoft accept the credentials: Hubwarden does not ask them",
    "whether a certificate was revoked",
    "whether certificates and apps are signed by whom they name: these signatures are not verified",
)


@click.command("inspect", epilog=EXIT_CODES)
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]..."
)
@click.option(
    "--environment",
    shell_complete=completion.environments,
    help="Judge whether the files fit this environment of the baseline.",
)
@click.option(
    "--hub",
    shell_complete=completion.sources,
    help="SOURCE with the hub that has to reach the builds.",
)
@click.option(
    "--hub-name",
    help="The hub in it, as hub or namespace/hub. Default: the one with the same app.",
)
@parameters
@click.option(
    "--app",
    "builds",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A build: an .ipa, or a folder with its profile, entitlements or google-services.json. If the "
    "folder has several variants, also name the file of the released one.",
)
@click.option("--password-prompt", is_flag=True, help="Ask for the password of a .p12 file.")
@click.option(
    "--password-env", metavar="NAME", help="Take the password from this environment variable."
)
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take the password from the first line of this file.",
)
@judging
@file_formats
def command(
    files: tuple[Path, ...],
    environment: str | None,
    hub: str | None,
    hub_name: str | None,
    parameters: Path | None,
    builds: tuple[Path, ...],
    password_prompt: bool,  # noqa: FBT001 - click passes flags so
    password_env: str | None,
    password_file: Path | None,
    project: Path | None,
    baseline_file: Path | None,
    waivers_file: Path | None,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    fail_on: str,
    as_of: datetime | None,
    formats: tuple[str, ...],
    output: Path | None,
    verbose: bool,  # noqa: FBT001
) -> NoReturn:
    """Show what credential FILEs contain and judge them; no secret is printed.

    A FILE is a certificate (.p12, .pfx, .pem), a signing key (.p8), a service account, VAPID keys, a
    provisioning profile, entitlements, a google-services.json, or a folder with such files. With --hub
    and --app, judge whether a build can receive pushes from a hub.
    """
    with explained():
        if not files and not builds:
            raise UsageError("there is nothing to inspect: name a file, or a build with --app")
        asked = destinations(formats, output, partial(find, files=True))
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            waivers_file=waivers_file,
            environment=environment,
            as_of=as_of.date() if as_of else None,
            only=only,
            exclude=exclude,
        )
        for option, value in (("--hub-name", hub_name), ("--parameters", parameters)):
            if hub is None and value is not None:
                raise UsageError(f"{option} is about the source of --hub, which is not there")
        password = read_password(password_env, password_file, ask=password_prompt)
        named = Named(files, builds, hub, hub_name, parameters)
        report = inspect(composition, named, password)
        lowest = parse_severity(fail_on)
        deliver(report, asked, lowest, composition.project, verbose=verbose)
        code = report.exit_code(lowest)
    sys.exit(code)


@dataclass(frozen=True, slots=True)
class Named:
    """The files, builds and hub that the user named."""

    files: tuple[Path, ...] = ()
    builds: tuple[Path, ...] = ()
    hub: str | None = None
    """The source with the hub that builds are compared with."""
    hub_name: str | None = None
    """The name of the hub, or ``namespace/hub``."""
    parameters: Path | None = None
    """The parameter file, if that source is a template."""


def inspect(composition: Composition, named: Named, password: bytes | None = None) -> Report:
    """Inspect files and judge them.

    Raises ``UsageError`` and ``InputError`` where a file or the hub's source cannot be used.
    """
    files = look([*named.builds, *named.files], password, composition.project)
    _refuse_nothing(named, files)
    sources: list[Estate] = []
    hub: HubForBuilds | None = None
    if named.hub is not None:
        # An audit may accept unknowns; a comparison with a build must not.
        holding = composition.holding
        strict = structs.replace(holding.baseline, accepted=())
        composition = replace(composition, holding=structs.replace(holding, baseline=strict))
        estate = open_source(named.hub, composition.project, named.parameters, composition.deadline)
        sources.append(Estate(sources=estate.sources, gaps=estate.gaps))
        hub = choose_hub(estate, named.hub_name, files)
    placed = composition.environment is not None or _is_placed(hub, composition)
    context = composition.context(merge([_estate(files, hub, placed=placed), *sources]))
    chosen = [
        rule
        for rule in (*all_rules(), *composition.own_rules.rules)
        if _is_asked(rule, has_hub=hub is not None, placed=placed)
    ]
    report = composition.report(chosen, context, counted(len(files), "file"))
    environments = {result.environment for result in report.results if result.environment}
    evidence = replace(report.evidence, environments=tuple(sorted(environments)))
    return replace(report, evidence=evidence, files=tuple(files))


def _refuse_nothing(named: Named, files: Sequence[InspectedFile]) -> None:
    """Raise ``UsageError`` where there is nothing to judge, which would otherwise look like success."""
    if not files:
        raise UsageError("what was named contains no credential and no part of a build")
    for build in named.builds:
        inside = [file for file in files if file.is_in(build)]
        if not any(is_build(file) or isinstance(file.found, Problem) for file in inside):
            raise UsageError(
                f"no part of a build is in {printable(str(build))}",
                hint="it needs a provisioning profile, entitlements or a google-services.json",
            )
    if named.hub is not None and not any(
        is_build(file) or is_comparable(file) or isinstance(file.found, Problem) for file in files
    ):
        raise UsageError(
            "nothing is named that is to be held against the hub: a build or a credential"
        )


def _is_placed(hub: HubForBuilds | None, composition: Composition) -> bool:
    """Tell whether the environment of the hub is known."""
    with contextlib.suppress(Undetermined):
        demands = Context(composition.holding.baseline, composition.as_of)
        return hub is not None and bool(demands.environment_name(hub.hub))
    return False


def _is_asked(rule: Rule, *, has_hub: bool, placed: bool) -> bool:
    """Tell whether a rule is about a file or the hub, and all that it needs is known."""
    if rule.subject not in _KINDS and "hub" not in rule.needs:
        return False
    known = {"hub": has_hub, "environment": placed, "hub or environment": has_hub or placed}
    return all(known[need] for need in rule.needs)


def _estate(files: Sequence[InspectedFile], hub: HubForBuilds | None, *, placed: bool) -> Estate:
    found = subjects(files, hub)
    cannot_tell = _CANNOT_TELL
    if not placed:
        cannot_tell += ("whether a file fits an environment: state one with --environment",)
    if hub is None and len(files) > 1:
        cannot_tell += ("whether the files fit each other: name the hub that uses them with --hub",)
    kinds = [type(file.found) for file in files if is_build(file)]
    if kinds.count(Profile) > kinds.count(Entitlements):
        cannot_tell += ("whether a build uses what its profile grants: its entitlements tell that",)
    cannot_tell += tuple(
        f"{printable(file.name)}: it is of another variant than the one that was named"
        for file in files
        if is_another_variant(file, files)
    )
    return Estate(
        sources=(
            SourceInfo(
                "files",
                _digest(files),
                tuple(file.name for file in files),
                frozenset(),
                cannot_tell,
            ),
        ),
        gaps=tuple(_gaps(files)),
        builds=tuple(item for item in found if isinstance(item, Build)),
        credential_files=tuple(compared(files, hub)),
        loose=(
            *(item for item in found if not isinstance(item, Build)),
            *_held(files, hub),
        ),
    )


def _held(files: Sequence[InspectedFile], hub: HubForBuilds | None) -> Iterator[Subject]:
    """Yield the hub's credentials for the builds."""
    kinds = {type(file.found) for file in files if is_build(file)}
    wanted = (("apns", Profile), ("apns", Entitlements), ("fcm_v1", GoogleServices))
    for service in dict.fromkeys(service for service, kind in wanted if kind in kinds):
        item = hub.credentials.get(service) if hub else None
        if item is not None:
            yield item


def _gaps(files: Sequence[InspectedFile]) -> Iterator[Gap]:
    for file in files:
        if isinstance(file.found, Problem):
            locked = file.found.kind == "password needed"
            what_to_do = f"; {HOW_TO_OPEN}" if locked else ""
            yield Gap("files", file.name, f"{file.found.kind}: {file.found.what}{what_to_do}")


def _digest(files: Sequence[InspectedFile]) -> str:
    return hashlib.sha256("".join(file.digest for file in files).encode()).hexdigest()
