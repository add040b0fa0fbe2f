"""The command ``drift``: judges the differences between declared and live resources."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from hubwarden.commands import completion
from hubwarden.commands.change_authors import activity_of
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.options import (
    EXIT_CODES,
    environment,
    formats,
    judging,
    known,
    live,
    parameters,
    timeout,
)
from hubwarden.commands.output import explained
from hubwarden.commands.reading import read_sources, require_one_live
from hubwarden.commands.report_files import deliver, destinations
from hubwarden.discovery import about_changes
from hubwarden.drift.attribution import attributed
from hubwarden.drift.comparison import COLLECTIONS, Comparison, compare
from hubwarden.drift.pairing import Ambiguous
from hubwarden.engine import parse_severity
from hubwarden.errors import UsageError
from hubwarden.input_files import refuse_shared_input
from hubwarden.model.activity import ActivityLog
from hubwarden.model.change import Change
from hubwarden.model.estate import Estate
from hubwarden.report import Report
from hubwarden.reports import find
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import default_sources, project_root

_LIVE: Final = "azure:"
"""The live source by default."""

_NEVER_COMPARED: Final = (
    "who the receivers of an action group are: only how many, and whether they can be reached",
    "which event hub logs go to, when a processing rule holds, and whether an alert resolves itself",
    "whether somebody holds a key that was regenerated: keys are not read",
)


@click.command("drift", epilog=EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[DECLARED LIVE]", shell_complete=completion.sources)
@environment
@parameters
@timeout
@live
@known
@judging
@formats
def command(
    sources: tuple[str, ...],
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
    known_file: Path | None,
    fail_on: str,
    as_of: datetime | None,
    formats: tuple[str, ...],
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Judge the differences between DECLARED and LIVE.

    Both are sources as check takes them. By default, every stack beside Pulumi.yaml is compared with
    azure:, the subscription of the signed-in account.
    """
    with explained():
        asked = destinations(formats, output, find)
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            waivers_file=waivers_file,
            known_file=known_file,
            environment=environment,
            as_of=as_of.date() if as_of else None,
            only=only,
            exclude=exclude,
            timeout=timeout,
        )
        azure = AzureOptions(cloud=cloud, with_credentials=with_credentials, save=save)
        report = drift(composition, sources, parameters, azure)
        lowest = parse_severity(fail_on)
        deliver(report, asked, lowest, composition.project, verbose=verbose)
        code = report.exit_code(lowest)
    sys.exit(code)


def drift(
    composition: Composition,
    sources: Sequence[str] = (),
    parameters: Path | None = None,
    azure: AzureOptions | None = None,
) -> Report:
    """Compare two sources, or every stack of the project with Azure, and judge the differences.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used, and ``UsageError`` where a resource may
    be the same as several resources of the other side.
    """
    if len(sources) not in (0, 2):
        raise UsageError(
            f"drift compares two sources, and {len(sources)} {'is' if len(sources) == 1 else 'are'} named",
            hint="hubwarden drift DECLARED LIVE, as in: hubwarden drift program:prod azure:",
        )
    rules = about_changes(composition.own_rules.rules)
    if composition.left_out.issuperset(rule.id for rule in rules):
        raise UsageError("no rule about differences is asked: these are NH701 and those after it")
    require_one_live(sources or (_LIVE,), azure)
    refuse_shared_input(sources)
    names = sources[:1] or default_sources(composition.project)
    declared = read_sources(composition, names, parameters, azure)
    (live_name,) = sources[1:] or (_LIVE,)
    live = read_sources(composition, [live_name], parameters, azure)

    def who_changed(changes: Sequence[Change]) -> ActivityLog | None:
        return activity_of(composition, live_name, live, changes, azure or AzureOptions())

    return report_on(composition, declared, live, who_changed)


def report_on(
    composition: Composition,
    declared: Estate,
    live: Estate,
    who_changed: Callable[[Sequence[Change]], ActivityLog | None] = lambda _: None,
) -> Report:
    """Compare two estates and judge the differences; ``who_changed`` returns the activity log for changes.

    Raises ``UsageError`` as ``drift`` does.
    """
    try:
        comparison = compare(declared, live)
    except Ambiguous as error:
        raise UsageError(
            f"which resource is the declared one is not clear: {error}",
            hint="name its subscription and resource group where it is declared, or a narrower source",
        ) from None
    log = who_changed(comparison.changes)
    changes = comparison.changes if log is None else attributed(comparison.changes, log)
    # What the declared side can never say, the live side says.
    sources = [replace(info, cannot_tell=()) for info in declared.sources]
    estate = Estate(
        sources=(*sources, *live.sources),
        gaps=(*declared.gaps, *comparison.gaps, *(log.gaps if log else ())),
        namespaces=declared.namespaces,
        hubs=declared.hubs,
        changes=changes,
    )
    context = composition.context(estate)
    both = [getattr(side, name) for side in (declared, live) for name in COLLECTIONS]
    compared = (item.id.text for items in both for item in items)
    rules = about_changes(composition.own_rules.rules)
    report = composition.report(rules, context, _scope(comparison), compared)
    evidence = report.evidence
    not_judged = (*evidence.not_judged, *_not_compared(comparison), *_NEVER_COMPARED)
    evidence = replace(evidence, not_judged=not_judged)
    # "No difference" is an answer here, so rules without a subject are not gaps.
    return replace(report, evidence=evidence, gaps=estate.gaps, compares=True)


def _scope(comparison: Comparison) -> str:
    changed = sum(item.uncompared is None for item in comparison.changes)
    return (
        f"{comparison.resources} resources on both sides, {comparison.fields} fields compared, "
        f"{changed} differences"
    )


def _not_compared(comparison: Comparison) -> Iterator[str]:
    fields = Counter(item.field for item in comparison.changes if item.uncompared)
    if fields:
        words = ", ".join(f"{field} ({count})" for field, count in sorted(fields.items()))
        yield f"what could not be compared: {words}"
    for name, count in comparison.outside.items():
        yield f"{count} live {name.replace('_', ' ')} outside what is declared"
