"""The command ``check``: judge what sources declare."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from hubwarden.builds.released import with_builds
from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.options import EXIT_CODES, judging, live, parameters, timeout
from hubwarden.commands.output import explained, put
from hubwarden.commands.rule_choice import left_out
from hubwarden.discovery import all_rules
from hubwarden.engine import parse_severity
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.report import Report
from hubwarden.reports import Options, find
from hubwarden.rule import Rule
from hubwarden.sources.azure.azure_options import AzureOptions, CloudName
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.opening import default_sources, open_source, project_root


@click.command("check", epilog=EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--environment", help="State the environment of everything in scope.")
@parameters
@timeout
@live
@judging
@click.option("--format", "format_", default="text", show_default=True, help="text or json.")
def command(
    sources: tuple[str, ...],
    project: Path | None,
    baseline_file: Path | None,
    environment: str | None,
    parameters: Path | None,
    timeout: int,
    only: tuple[str, ...],
    exclude: tuple[str, ...],
    cloud: CloudName | None,
    with_credentials: bool,  # noqa: FBT001 - click passes flags so
    fail_on: str,
    as_of: datetime | None,
    format_: str,
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Judge what SOURCEs declare.

    A SOURCE is program:STACK (a Pulumi program, run offline), preview:FILE (of pulumi preview --json
    --show-sames), state:FILE (of pulumi stack export), template:PATH (an ARM template) or azure:
    (what runs in the subscription of the signed-in account; also azure:SUBSCRIPTION, azure:mg/NAME
    and azure:/subscriptions/... down to a hub). Without one, every stack beside Pulumi.yaml is
    judged.
    """
    with explained():
        write = find(format_)
        composition = compose(
            project_root(project),
            baseline_file=baseline_file,
            environment=environment,
            as_of=as_of.date() if as_of else None,
            left_out=left_out(only, exclude),
            timeout=timeout,
        )
        azure = AzureOptions(cloud=cloud, with_credentials=with_credentials)
        report = check(composition, sources, parameters, azure=azure)
        lowest = parse_severity(fail_on)
        put(write(report, Options(fail_on=lowest, verbose=verbose)), output)
        code = report.exit_code(lowest)
    sys.exit(code)


def check(
    composition: Composition,
    sources: Sequence[str] = (),
    parameters: Path | None = None,
    rules: Iterable[Rule] | None = None,
    azure: AzureOptions | None = None,
) -> Report:
    """Judge what the sources declare; without one, every stack of the project.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used, and ``IncompleteError`` where
    time is up before all are read.
    """
    project = composition.project
    names = dict.fromkeys(sources or default_sources(project))
    estates = [
        open_source(name, project, parameters, composition.deadline, azure) for name in names
    ]
    estate = with_declared(merge(estates))
    estate = replace(estate, gaps=(*estate.gaps, *_nothing(estate)))
    context = composition.context(estate)
    if any(demands.builds for demands in context.baseline.environments.values()):
        estate = with_builds(context, composition.holding, project)
        context = composition.context(estate)
    chosen = tuple(all_rules() if rules is None else rules)
    return composition.report(chosen, context, _scope(context.estate))


def _nothing(estate: Estate) -> Iterator[Gap]:
    """Yield a gap for every source where there is no hub at all: an empty audit proves nothing."""
    if not (estate.namespaces or estate.hubs or estate.access_rules):
        told = {gap.source for gap in estate.gaps if gap.what == "Notification Hubs"}
        for info in (info for info in estate.sources if info.name not in told):
            yield Gap(info.name, "Notification Hubs", "the source declares no namespace and no hub")


def _scope(estate: Estate) -> str:
    counts = {
        "namespaces": len(estate.namespaces),
        "hubs": len(estate.hubs),
        "access rules": len(estate.access_rules),
        "alerts": len(estate.alerts),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())
