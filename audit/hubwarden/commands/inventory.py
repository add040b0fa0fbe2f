"""The command ``inventory``: lists the resources, and who may do what with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from hubwarden.commands import completion
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.options import environment, format_option, live, output, parameters, timeout
from hubwarden.commands.output import explained
from hubwarden.commands.reading import read_sources, require_one_live
from hubwarden.commands.report_files import destinations, put_all
from hubwarden.listing.inventory_building import sections
from hubwarden.listing.inventory_formats import FORMATS, Write
from hubwarden.listing.inventory_table import Section
from hubwarden.model.estate import Estate
from hubwarden.report import Report
from hubwarden.reports import no_format
from hubwarden.reports.parts.words import counted
from hubwarden.severity import Severity
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import project_root

_EXIT_CODES = """\b
Exit codes:
  0  everything was read
  2  usage, configuration or malformed input
  3  incomplete: something could not be read, and the inventory says what"""


@click.command("inventory", epilog=_EXIT_CODES)
@click.argument(
    "sources", nargs=-1, required=True, metavar="SOURCE...", shell_complete=completion.sources
)
@environment
@parameters
@timeout
@live
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of Pulumi.yaml, or one below it. Default: the current folder.",
)
@click.option(
    "--baseline-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The baseline with environments and roles. Default: policies/baseline.yaml beside Pulumi.yaml, "
    "else the packaged one.",
)
@format_option(sorted(FORMATS))
@output
def command(
    sources: tuple[str, ...],
    environment: str | None,
    parameters: Path | None,
    timeout: int,
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001 - click passes flags so
    save: Path | None,
    project: Path | None,
    baseline_file: Path | None,
    formats: tuple[str, ...],
    output: Path | None,
) -> NoReturn:
    """List namespaces, hubs, access rules, credentials and alerts in SOURCEs, and who may do what.

    A SOURCE is one that check takes. Nothing is judged, and no secret is listed.
    """
    with explained():
        asked = destinations(formats, output, _find)
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            environment=environment,
            timeout=timeout,
            with_waivers=False,
        )
        azure = AzureOptions(cloud=cloud, with_credentials=with_credentials, save=save)
        report, found = inventory(composition, sources, parameters, azure)
        written = [(item.write(report, found), item.path) for item in asked]
        put_all(written)
        code = report.exit_code(Severity.LOW)
    sys.exit(code)


def _find(name: str) -> Write:
    if name not in FORMATS:
        raise no_format(name, tuple(sorted(FORMATS)))
    return FORMATS[name]


def inventory(
    composition: Composition,
    sources: Sequence[str],
    parameters: Path | None = None,
    azure: AzureOptions | None = None,
) -> tuple[Report, tuple[Section, ...]]:
    """Return the evidence of an inventory, as a report without a verdict, and its sections.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used.
    """
    require_one_live(sources, azure)
    return list_estate(composition, read_sources(composition, sources, parameters, azure))


def list_estate(composition: Composition, estate: Estate) -> tuple[Report, tuple[Section, ...]]:
    """Return the evidence and the sections of the inventory of an estate."""
    context = composition.context(estate)
    found = sections(context)
    scope = ", ".join(_counted(item) for item in found)
    return composition.report([], context, scope), found


def _counted(section: Section) -> str:
    # Every section is named by many of what its rows are.
    return counted(len(section.rows), section.name.replace("_", " ").removesuffix("s"))
