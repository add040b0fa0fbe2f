"""The command ``diagnose``: from a message that a user met to its causes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from hubwarden.commands.check import read_scope, scope_in_words
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.options import judging, live, parameters, timeout
from hubwarden.commands.output import explained, put, screen
from hubwarden.commands.reading import require_one_live
from hubwarden.commands.report_files import destinations
from hubwarden.commands.rule_choice import left_out
from hubwarden.diagnosis.diagnosis_formats import DIAGNOSIS_FORMATS, find_format
from hubwarden.diagnosis.recognition import LONGEST, recognise
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.weighing import Diagnosis, rules_about, weigh
from hubwarden.engine import parse_severity
from hubwarden.errors import UsageError
from hubwarden.model.estate import Estate
from hubwarden.reports import Options
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import KINDS, project_root

_EXIT_CODES: Final = """\b
Exit codes:
  0  no cause is proved by the configuration in scope, or none is in scope
  1  a cause is proved: a rule about it is violated, at or above --fail-on, and not waived
  2  usage, configuration or malformed input; also a message that is not known
  3  incomplete: something that a cause asks for could not be read or judged
  130  interrupted: no diagnosis
1 wins over 3; the diagnosis says both."""

_STANDARD_INPUT: Final = "-"


@click.command("diagnose", epilog=_EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--says",
    required=True,
    metavar="TEXT",
    help="What the app, the back end, a test send or a push service says; - reads it from standard input. "
    "It is printed nowhere.",
)
@click.option("--environment", help="State the environment of everything in scope.")
@parameters
@timeout
@live
@judging
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("text",),
    metavar="FORMAT[=FILE]",
    help=f"{', '.join(DIAGNOSIS_FORMATS)}. Default: text.",
)
def command(
    sources: tuple[str, ...],
    says: str,
    project: Path | None,
    baseline_file: Path | None,
    waivers_file: Path | None,
    environment: str | None,
    parameters: Path | None,
    timeout: int,
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001 - click passes flags so
    save: Path | None,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    fail_on: str,
    as_of: datetime | None,
    formats: tuple[str, ...],
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Say what a message can come from, and what SOURCEs prove or rule out of it.

    A SOURCE is one that check takes. Without one nothing is proved and nothing ruled out.
    """
    with explained():
        _require_sources(sources)
        asked = destinations(formats, output, find_format)
        symptoms = symptoms_of(says)
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            waivers_file=waivers_file,
            environment=environment,
            as_of=as_of.date() if as_of else None,
            left_out=left_out(only, exclude),
            timeout=timeout,
        )
        azure = AzureOptions(cloud=cloud, with_credentials=with_credentials, save=save)
        diagnosis = diagnose(composition, symptoms, sources, parameters, azure)
        lowest = parse_severity(fail_on)
        width, colour = screen()
        on_screen, in_file = Options(lowest, verbose, width, colour), Options(lowest, verbose)
        written = [
            (item.write(diagnosis, in_file if item.path else on_screen), item.path)
            for item in asked
        ]
        for text, path in sorted(written, key=lambda item: item[1] is None):
            put(text, path)
        code = diagnosis.exit_code(lowest)
    sys.exit(code)


def diagnose(
    composition: Composition,
    symptoms: Sequence[Symptom],
    sources: Sequence[str] = (),
    parameters: Path | None = None,
    azure: AzureOptions | None = None,
) -> Diagnosis:
    """Weigh the causes of symptoms by what sources tell; raises as ``check`` does."""
    require_one_live(sources, azure)
    if not sources:
        return weigh(symptoms, composition.report((), composition.context(Estate()), "no source"))
    context = read_scope(composition, sources, parameters, azure)
    rules = rules_about(symptoms)
    return weigh(symptoms, composition.report(rules, context, scope_in_words(context.estate)))


def symptoms_of(says: str) -> tuple[Symptom, ...]:
    """Return the symptoms that a text shows; ``-`` stands for what is on standard input.

    Raises ``UsageError``, without any part of the text, where there is none.
    """
    text = sys.stdin.read(LONGEST + 1) if says == _STANDARD_INPUT else says
    if not text.strip():
        raise UsageError("--says is empty", hint="paste the message, in quotes")
    if len(text) > LONGEST:
        raise UsageError(
            f"what --says holds is longer than {LONGEST} characters", hint="paste the message alone"
        )
    found = recognise(text)
    if not found.symptoms:
        near = ", ".join(f"'{symptom.message}'" for symptom in found.nearest)
        raise UsageError(
            "the message is none that is known here",
            hint=f"{f'nearest: {near}; ' if near else ''}docs/symptoms.md lists all",
        )
    return found.symptoms


def _require_sources(names: Sequence[str]) -> None:
    """Make sure that all names are of sources, and print none that is not: it may be pasted text."""
    for number, name in enumerate(names, 1):
        kind, colon, _ = name.partition(":")
        if not colon or kind not in KINDS:
            raise UsageError(
                f"argument {number} is no source: a source begins with "
                f"{', '.join(f'{item}:' for item in KINDS)}",
                hint='put the message in quotes: --says "..." SOURCE; or read it from a file: --says - < FILE',
            )
