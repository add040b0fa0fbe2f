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
  0  clean: every selected rule that applies was judged, or the baseline accepts
     in writing that this source cannot tell it
  1  violations at or above --fail-on
  2  usage, configuration or malformed input
  3  incomplete: something could not be read or judged, and the baseline does not
     accept that
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
    help="File for the report whose --format names none. Default: standard output.",
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
        help="The baseline: what is demanded. Default: policies/baseline.yaml beside Pulumi.yaml, else the "
        "packaged one.",
    ),
    click.option(
        "--waivers",
        "waivers_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="File of waivers: findings that are excepted until a given day. Default: waivers.yaml beside the "
        "baseline.",
    ),
    click.option(
        "--only",
        multiple=True,
        metavar="RULES",
        shell_complete=completion.rule_lists,
        help="Use only these rules: ids, patterns or slugs, separated by commas (NH101,NH2xx).",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="RULES",
        shell_complete=completion.rule_lists,
        help="Leave these rules out; wins over --only.",
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
        help="Lowest severity that leads to exit code 1.",
    ),
    output,
    click.option(
        "--verbose",
        is_flag=True,
        help="Also list what passed, what is accepted and what does not apply (text).",
    ),
)


environment: Final = click.option(
    "--environment",
    shell_complete=completion.environments,
    help="Environment of the baseline that everything in scope belongs to. Default: found by its patterns.",
)


known: Final = click.option(
    "--known",
    "known_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of known findings, from 'known write': only new findings fail.",
)


parameters: Final = click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parameter file of the ARM template in scope.",
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
    help="Time limit for reading all sources together. When it is up, a running program is stopped, no "
    "further source is read, and the exit code is 3; the report says what was not read from azure:.",
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
        help="The cloud of azure:. Default: public.",
    ),
    click.option(
        "--with-credentials",
        is_flag=True,
        help="Also read the push credentials in azure:; only facts about them are kept.",
    ),
    click.option(
        "--save",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Keep what is read from azure: in this folder, without secrets, for the source saved:DIR.",
    ),
)
