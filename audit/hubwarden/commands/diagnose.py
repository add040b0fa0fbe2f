"""The command ``diagnose``: from a message that a user sees to its possible causes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from hubwarden.commands import completion
from hubwarden.commands.changes_reading import activity_around
from hubwarden.commands.check import read_scope, scope_in_words
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.data_plane import DataPlane, asked_registrations, data_plane, read_asked
from hubwarden.commands.options import environment, judging, live, parameters, timeout
from hubwarden.commands.output import explained, screen
from hubwarden.commands.pasted_message import STANDARD_INPUT, symptoms_of
from hubwarden.commands.reading import require_one_live
from hubwarden.commands.report_files import destinations, put_all
from hubwarden.commands.telemetry_options import Choice, asked_telemetry, telemetry
from hubwarden.diagnosis.changes_before import with_changes
from hubwarden.diagnosis.diagnosis_formats import DIAGNOSIS_FORMATS, find_format
from hubwarden.diagnosis.figure_limits import limits_of
from hubwarden.diagnosis.joining import about_hubs, gaps_of, telemetry_of
from hubwarden.diagnosis.lacking import kinds_lacking
from hubwarden.diagnosis.observations import observe
from hubwarden.diagnosis.registrations_shown import gap_of, shown_symptoms
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.weighing import Diagnosis, rules_about, symptoms_in, weigh
from hubwarden.discovery import about_telemetry
from hubwarden.engine import parse_severity, run
from hubwarden.errors import UsageError
from hubwarden.input_files import refuse_shared_input
from hubwarden.metrics.coverage import wholly_read
from hubwarden.metrics.figures import Limits
from hubwarden.metrics.history import History
from hubwarden.metrics.history_files import read_history_files
from hubwarden.metrics.onsets import Onset, onsets
from hubwarden.metrics.stops import Stop, stops
from hubwarden.model.estate import Estate
from hubwarden.registrations.hub_registrations import HubRegistrations
from hubwarden.reports import Options
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import KINDS, project_root

_EXIT_CODES: Final = """\b
Exit codes:
  0  no cause is confirmed by the sources, or there are no sources
  1  a cause is confirmed: a rule about it is violated, at or above --fail-on, and not waived;
     or a history shows that pushes fail, or registrations are wrong
  2  usage, configuration or malformed input; also a message that is not known
  3  incomplete: something that a cause depends on could not be read or judged
  130  interrupted: no diagnosis
1 wins over 3; the diagnosis says both."""

_HISTORY: Final = "telemetry:"


@click.command("diagnose", epilog=_EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@click.option(
    "--says",
    metavar="TEXT",
    help="The message of the app, the back end, a test send or a push service; - reads it from standard "
    "input. It is not printed.",
)
@environment
@parameters
@timeout
@live
@telemetry
@data_plane
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
    says: str | None,
    project: Path | None,
    baseline_file: Path | None,
    waivers_file: Path | None,
    environment: str | None,
    parameters: Path | None,
    timeout: int,
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001 - click passes flags so
    save: Path | None,
    engine: Choice | None,
    since: str | None,
    until: str | None,
    grain: str | None,
    data_plane: DataPlane,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    fail_on: str,
    as_of: datetime | None,
    formats: tuple[str, ...],
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Say what can cause a message or a history, and which causes SOURCEs confirm or rule out.

    A SOURCE is one that check takes, or telemetry:FILE: the history of a hub's metrics, as az monitor metrics
    list writes it, or CSV. azure: also supplies the metrics of its hubs, and saved:DIR those that were saved.
    Without a SOURCE, no cause is confirmed or ruled out.
    --data-plane also reads the registrations of one hub, as counts.
    """
    with explained():
        _require_sources(sources)
        asked = destinations(formats, output, find_format)
        sources = tuple(dict.fromkeys(sources))
        refuse_shared_input(sources, ("--says -",) if says == STANDARD_INPUT else ())
        files, sources = _telemetry(sources)
        asked_hub = asked_registrations(data_plane)
        if asked_hub is None:
            _require_something(says, files, sources, engine)
        symptoms = () if says is None else symptoms_of(says)
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
        asked_counts = asked_telemetry(
            sources,
            engine,
            since,
            until,
            grain,
            now=composition.made_at,
            otherwise=says is None and not files,
        )
        azure = AzureOptions(
            cloud=cloud, with_credentials=with_credentials, save=save, telemetry=asked_counts
        )
        histories = read_history_files(files, composition.project)
        registrations = read_asked(asked_hub, cloud, composition.deadline)
        diagnosis = diagnose(
            composition, symptoms, sources, parameters, azure, histories, registrations
        )
        lowest = parse_severity(fail_on)
        width, colour = screen()
        on_screen, in_file = Options(lowest, verbose, width, colour), Options(lowest, verbose)
        written = [
            (item.write(diagnosis, in_file if item.path else on_screen), item.path)
            for item in asked
        ]
        put_all(written)
        code = diagnosis.exit_code(lowest)
    sys.exit(code)


def diagnose(
    composition: Composition,
    symptoms: Sequence[Symptom],
    sources: Sequence[str] = (),
    parameters: Path | None = None,
    azure: AzureOptions | None = None,
    histories: Sequence[History] = (),
    registrations: HubRegistrations | None = None,
) -> Diagnosis:
    """Weigh the causes of symptoms and histories by what sources contain; raises as ``check`` does."""
    require_one_live(sources, azure)
    context = composition.context(Estate())
    if sources:
        context = read_scope(composition, sources, parameters, azure, counts=True)
    histories = tuple(map(wholly_read, _each_once(histories, context.estate)))
    if not symptoms and not histories and registrations is None:
        _require_counts(context.estate)
    limits = limits_of(histories, context)
    dated = {
        history.hub: found
        for history in histories
        if (found := tuple(_changes_of(history, limits[history.hub])))
    }
    log = activity_around(composition, sources, context.estate, dated, azure or AzureOptions())
    changed = {
        hub: tuple(with_changes(hub, onset, log) for onset in found) for hub, found in dated.items()
    }
    telemetry = tuple(telemetry_of(histories, context.estate, limits, dated))
    context = replace(context, estate=replace(context.estate, telemetry=telemetry))
    counted = about_telemetry() if telemetry else ()
    shown = run([rule for rule in counted if rule.id not in composition.left_out], context).results
    observations = tuple(item for hub in telemetry for item in observe(hub, shown))
    told = tuple(dict.fromkeys((*symptoms, *shown_symptoms(registrations))))
    every = (*told, *symptoms_in(observations))
    rules, scope = rules_about(every) if sources else (), "no source"
    if sources:
        scope = scope_in_words(context.estate)
    report = composition.report((*counted, *rules), context, scope)
    if histories:
        observed = {item.hub for item in observations}
        gaps = (
            *report.gaps,
            *gaps_of(telemetry, context.estate, observed),
            *(log.gaps if log else ()),
        )
        # What is wrong with a hub of which nothing is observed explains nothing that was seen.
        explained = histories if told else [item for item in histories if item.hub in observed]
        report = about_hubs(replace(report, gaps=gaps), explained)
    report = replace(report, gaps=(*report.gaps, *gap_of(registrations)))
    lacking = kinds_lacking(context.estate, (history.hub for history in histories))
    weighed = weigh(told, report, observations, changed, lacking)
    return replace(
        weighed,
        symptoms=tuple(symptoms),
        histories=tuple(histories),
        limits=limits,
        registrations=registrations,
    )


def _changes_of(history: History, limits: Limits) -> Iterator[Onset | Stop]:
    """Yield when a figure rose, and when something stopped."""
    yield from onsets(history, limits)
    yield from stops(history)


def _each_once(histories: Sequence[History], estate: Estate) -> tuple[History, ...]:
    """Return the histories of files and sources; raises ``UsageError`` where both have the same hub."""
    found: dict[str, History] = {}
    for history in (*histories, *estate.histories):
        if history.hub.lower() in found:
            raise UsageError(
                "two sources tell what was counted for one hub",
                hint="name the history once: as telemetry:FILE, or as part of one saved: or azure: source",
            )
        found[history.hub.lower()] = history
    return tuple(found.values())


def _require_counts(estate: Estate) -> None:
    """Raise ``UsageError`` where nobody tried to read metrics: a save may have been made without them."""
    if estate.hubs and not any("histories" in gap.opens for gap in estate.gaps):
        raise UsageError(
            "the save holds no counts of hubs",
            hint="hubwarden diagnose azure: --save DIR keeps them; or name a message with --says",
        )


def _require_something(
    says: str | None, files: Sequence[str], sources: Sequence[str], engine: Choice | None
) -> None:
    """Make sure that there is something to explain: a message, or a history."""
    counted = any(name.startswith("saved:") for name in sources) or (
        engine != "none" and any(name.startswith("azure:") for name in sources)
    )
    if says is None and not files and not counted:
        raise UsageError(
            "neither --says nor a history is given",
            hint='hubwarden diagnose --says "BadDeviceToken", or hubwarden diagnose azure:, saved:DIR or telemetry:FILE',
        )


def _telemetry(sources: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files of histories, and the other sources."""
    files = [name.removeprefix(_HISTORY) for name in sources if name.startswith(_HISTORY)]
    return tuple(files), tuple(name for name in sources if not name.startswith(_HISTORY))


def _require_sources(names: Sequence[str]) -> None:
    """Raise ``UsageError`` where a name is not a source; the name is not printed, as it may be pasted text."""
    for number, name in enumerate(names, 1):
        kind, colon, _ = name.partition(":")
        if not colon or kind not in (*KINDS, "telemetry"):
            raise UsageError(
                f"argument {number} is not a source: a source begins with "
                f"{', '.join(f'{item}:' for item in (*KINDS, 'telemetry'))}",
                hint='put the message in quotes: --says "..." SOURCE; or read it from a file: --says - < FILE',
            )
