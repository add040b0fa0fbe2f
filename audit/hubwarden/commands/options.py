"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

import click

from hubwarden.commands import completion
from hubwarden.deadline import DEFAULT_SECONDS, LONGEST_SECONDS
from hubwarden.reports import names
from hubwarden.rule import Severity
from hubwarden.sources.azure.azure_options import CloudName

EXIT_CODES: Final = """\b
Exit codes:
  0  clean: every rule that was asked and applies was judged, or the baseline
     accepts in writing that this source cannot tell
  1  violations at or above --fail-on
  2  usage, configuration or malformed input
  3  incomplete: something could not be read or judged, and nobody accepted that
  130  interrupted: no report
1 wins over 3; the report says both."""


def format_option(
    names: Sequence[str],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option ``--format`` for a command with these formats."""
    return click.option(
        "--format",
        "formats",
        multiple=True,
        default=("text",),
        metavar="FORMAT[=FILE]",
        shell_complete=completion.formats(tuple(names)),
        help=f"{', '.join(names)}. Several in one run: --format json=out.json --format text. "
        "Default: text.",
    )


formats: Final = format_option(names())
file_formats: Final = format_option(names(files=True))

output: Final = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report whose format names no file to this file.",
)


def judging(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Add the options of every command that judges and reports."""
    for option in reversed(_OF_REPORTING):
        command = option(command)
    return choosing(command)


def choosing(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Add the options for the baseline, the waivers, the rules and the date."""
    for option in reversed(_OF_CHOOSING):
        command = option(command)
    return command


_OF_CHOOSING: Final = (
    click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of Pulumi.yaml, or one below it. Default: the current folder.",
    ),
    click.option(
        "--baseline-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="What to demand. Default: policies/baseline.yaml beside Pulumi.yaml, else the packaged "
        "one.",
    ),
    click.option(
        "--waivers",
        "waivers_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Who answers for which findings, and until when. Default: waivers.yaml beside the baseline.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="RULES",
        shell_complete=completion.rule_lists,
        help="Ask these rules only: ids, patterns or slugs, with commas between (NH101,NH2xx).",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="RULES",
        shell_complete=completion.rule_lists,
        help="Ask every rule but these; wins over --only.",
    ),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        help="Judge as of the end of this day (UTC). Default: now.",
    ),
)

_OF_REPORTING: Final = (
    click.option(
        "--fail-on",
        type=click.Choice([severity.word for severity in Severity]),
        default="low",
        show_default=True,
        help="Least severity that makes the exit code 1.",
    ),
    output,
    click.option(
        "--verbose",
        is_flag=True,
        help="List what is accepted, does not apply and held, too (text).",
    ),
)


environment: Final = click.option(
    "--environment",
    shell_complete=completion.environments,
    help="State the environment of everything in scope.",
)


known: Final = click.option(
    "--known",
    "known_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Known findings, as known write writes them: only new ones fail.",
)


parameters: Final = click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parameter file for the one template in scope.",
)


def _seconds(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    """Return the whole seconds in a text; raises click's ``BadParameter`` for anything else."""
    digits = value.isascii() and value.isdecimal() and len(value) <= len(str(LONGEST_SECONDS))
    if not digits or not 1 <= int(value) <= LONGEST_SECONDS:
        raise click.BadParameter(
            f"{value!r} is not a whole number of seconds from 1 to {LONGEST_SECONDS}."
        )
    return int(value)


timeout: Final = click.option(
    "--timeout",
    metavar="SECONDS",
    default=str(DEFAULT_SECONDS),
    show_default=True,
    callback=_seconds,
    help="How long reading all sources may take together. When time is up, a program that still runs is "
    "stopped, no further source is begun, and the exit code is 3; what azure: was not asked by then is in "
    "the report.",
)


def live(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Add the options of every command that can read Azure."""
    for option in reversed(_OF_LIVE):
        command = option(command)
    return command


_OF_LIVE: Final = (
    click.option(
        "--cloud",
        type=click.Choice(get_args(CloudName)),
        help="The cloud that azure: is read in. Default: public.",
    ),
    click.option(
        "--with-credentials",
        is_flag=True,
        help="Read the push credentials that azure: holds, too; they are looked into and dropped.",
    ),
    click.option(
        "--save",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Keep what was read of azure: in this folder, without secrets; saved:DIR is a source then.",
    ),
)
