"""The command ``known``: records the present findings, so that only new ones fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from hubwarden.commands import completion
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.commands.drift import drift
from hubwarden.commands.options import choosing, environment, live, parameters, timeout
from hubwarden.commands.output import explained, put
from hubwarden.commands.places import refuse_lost
from hubwarden.errors import UsageError
from hubwarden.known_use import known_finding
from hubwarden.policy.known_findings import KnownFinding, is_known_file, known_text
from hubwarden.printable import inert
from hubwarden.report import ExitCode, Outcome, Report
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import project_root

_EXIT_CODES = """\b
Exit codes:
  0  written
  2  usage, configuration or malformed input: nothing is written
  3  written, but incomplete: something could not be read or judged, so that
     findings there will count as new"""


@click.group("known")
def command() -> None:
    """Separate known findings from new ones."""


@command.command("write", epilog=_EXIT_CODES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@click.option(
    "--drift",
    "of_drift",
    is_flag=True,
    help="Write the findings of drift; SOURCEs are DECLARED and LIVE.",
)
@environment
@parameters
@timeout
@live
@choosing
def write(
    file: Path,
    sources: tuple[str, ...],
    of_drift: bool,  # noqa: FBT001 - click passes flags so
    project: Path | None,
    baseline_file: Path | None,
    waivers_file: Path | None,
    environment: str | None,
    parameters: Path | None,
    timeout: int,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001
    save: Path | None,
    as_of: datetime | None,
) -> NoReturn:
    """Write the findings in SOURCEs to FILE, for --known of check and drift.

    SOURCEs are those of check. FILE contains no values and no secrets: for each finding, its rule,
    resource, field and fingerprint.
    """
    with explained():
        refuse_lost([file.resolve()])
        if file.is_file() and not is_known_file(file):
            raise UsageError(
                f"{inert(str(file))} is not a file of known findings, and stays as it is",
                hint="name another file, or remove this one first",
            )
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            waivers_file=waivers_file,
            environment=environment,
            as_of=as_of.date() if as_of else None,
            only=only,
            exclude=exclude,
            timeout=timeout,
        )
        azure = AzureOptions(cloud=cloud, with_credentials=with_credentials, save=save)
        judge = drift if of_drift else check
        report = judge(composition, sources, parameters, azure=azure)
        found = tuple(_findings(report))
        put(known_text(found), file)
        words = "1 known finding" if len(found) == 1 else f"{len(found)} known findings"
        click.echo(f"{words} written to {inert(str(file))}", err=True)
        if report.incomplete:
            words = "some of it could not be read or judged, and is not among the findings: see hubwarden check"
            click.echo(words, err=True)
        code = ExitCode.INCOMPLETE if report.incomplete else ExitCode.CLEAN
    sys.exit(code)


def _findings(report: Report) -> Iterator[KnownFinding]:
    return (known_finding(result) for result in report.having(Outcome.FAIL))
