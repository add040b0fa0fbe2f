"""The command ``check``: judges what sources declare or what runs in Azure."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from hubwarden.builds.released import with_builds
from hubwarden.commands import completion
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
from hubwarden.context import EstateContext
from hubwarden.discovery import about_estates
from hubwarden.engine import parse_severity
from hubwarden.errors import UsageError
from hubwarden.model.estate import Estate
from hubwarden.report import Report
from hubwarden.reports import find
from hubwarden.reports.parts.words import counted
from hubwarden.rule import Rule
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.opening import default_sources, project_root


@click.command("check", epilog=EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completion.sources)
@environment
@parameters
@timeout
@live
@known
@click.option(
    "--plan",
    "with_plan",
    is_flag=True,
    help="List the change that repairs each violation, in an order that cuts off no consumer (text).",
)
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
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001 - click passes flags so
    save: Path | None,
    known_file: Path | None,
    with_plan: bool,  # noqa: FBT001 - click passes flags so
    fail_on: str,
    as_of: datetime | None,
    formats: tuple[str, ...],
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Judge the notification hubs in SOURCEs.

    A SOURCE is program:STACK (a Pulumi program, run offline), preview:FILE (from pulumi preview --json
    --show-sames), state:FILE (from pulumi stack export), template:PATH (an ARM template), azure: (the
    subscription of the signed-in account; also azure:SUBSCRIPTION, azure:mg/NAME and
    azure:/subscriptions/... down to a hub) or saved:DIR (an earlier reading of Azure, from --save).
    FILE or PATH - is standard input. By default, every stack beside Pulumi.yaml is judged.
    """
    with explained():
        asked = destinations(formats, output, find)
        if with_plan and all(item.format != "text" for item in asked):
            raise UsageError(
                "--plan belongs to the text report, and no text report is asked for",
                hint="--format text",
            )
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
        report, estate = _checked(composition, sources, parameters, None, azure)
        lowest = parse_severity(fail_on)
        plan = key_holders(estate) if with_plan else None
        deliver(report, asked, lowest, composition.project, verbose=verbose, plan=plan)
        code = report.exit_code(lowest)
    sys.exit(code)


def check(
    composition: Composition,
    sources: Sequence[str] = (),
    parameters: Path | None = None,
    rules: Iterable[Rule] | None = None,
    azure: AzureOptions | None = None,
) -> Report:
    """Judge the sources; by default, every stack of the project.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used, and ``IncompleteError`` where the time
    is up before all of them are read.
    """
    return _checked(composition, sources, parameters, rules, azure)[0]


def _checked(
    composition: Composition,
    sources: Sequence[str],
    parameters: Path | None,
    rules: Iterable[Rule] | None,
    azure: AzureOptions | None,
) -> tuple[Report, Estate]:
    """Return the report of ``check``, and the estate that it is about."""
    chosen = tuple(about_estates(composition.own_rules.rules) if rules is None else rules)
    if composition.left_out.issuperset(rule.id for rule in chosen):
        raise UsageError(
            "no rule is asked that check has",
            hint="NH7xx are about differences: hubwarden drift asks them",
        )
    names = sources or default_sources(composition.project)
    context = read_scope(composition, names, parameters, azure)
    return judge(composition, context, chosen), context.estate


def key_holders(estate: Estate) -> dict[str, list[str]]:
    """Return, for a plan, the names of those who are handed each access rule's key, as far as known."""
    found: dict[str, list[str]] = {}
    for use in estate.key_uses:
        holders = found.setdefault(use.rule.text.lower(), [])
        holders.append(f"{use.id.name} ({use.place})")
    return found


def read_scope(
    composition: Composition,
    sources: Sequence[str],
    parameters: Path | None = None,
    azure: AzureOptions | None = None,
    *,
    counts: bool = False,
) -> EstateContext:
    """Read sources and the builds that the baseline lists; raises as ``check`` does.

    ``counts`` keeps the metrics of live hubs and the gaps in them.
    """
    require_one_live(sources, azure)
    estate = read_sources(composition, sources, parameters, azure, counts=counts)
    return context_of(composition, estate)


def context_of(composition: Composition, estate: Estate) -> EstateContext:
    """Return an estate together with the builds that the baseline lists."""
    context = composition.context(estate)
    if any(demands.builds for demands in context.baseline.environments.values()):
        estate = with_builds(context, composition.holding, composition.project)
        context = composition.context(estate)
    return context


def judge(composition: Composition, context: EstateContext, rules: Sequence[Rule]) -> Report:
    """Judge an estate by the given rules."""
    return composition.report(rules, context, scope_in_words(context.estate))


def scope_in_words(estate: Estate) -> str:
    """Return, in words, the number of namespaces, hubs, access rules and alerts in scope."""
    counts = {
        "namespace": len(estate.namespaces),
        "hub": len(estate.hubs),
        "access rule": len(estate.access_rules),
        "alert": len(estate.alerts),
    }
    return ", ".join(counted(count, noun) for noun, count in counts.items())
