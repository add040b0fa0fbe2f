"""The options that select which metrics of live hubs a command reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NoReturn, get_args

import click

from hubwarden.errors import UsageError
from hubwarden.metrics.window import GRAINS, moment, window
from hubwarden.sources.azure.azure_options import AskedTelemetry, Engine

Choice = Literal[Engine, "none"]
DEFAULT_GRAIN: Final = "PT1H"
LAGS: Final[dict[Engine, timedelta]] = {
    "metrics": timedelta(minutes=10),
    "logs": timedelta(minutes=30),
}
"""How late metrics may arrive. Microsoft says minutes for both, without a binding number."""


def telemetry(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Add the options about metrics."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def asked_telemetry(
    sources: Sequence[str],
    engine: Choice | None,
    since: str | None,
    until: str | None,
    grain: str | None,
    *,
    now: datetime,
    otherwise: bool,
) -> AskedTelemetry | None:
    """Return which metrics of live hubs to read; ``None`` where none are read.

    ``otherwise`` says whether they are read where no option asks for it. Raises ``UsageError`` for options without
    a live source, for an invalid time, and for a time that contains no whole grain.
    """
    given = [
        name
        for name, value in (
            ("--telemetry", engine),
            ("--from", since),
            ("--to", until),
            ("--grain", grain),
        )
        if value is not None
    ]
    if not any(name.startswith("azure:") for name in sources):
        if given:
            raise UsageError(
                f"{given[0]} is about what azure: is asked, and no azure: source is named",
                hint="a file and a save have the time that they have",
            )
        return None
    if engine == "none" and len(given) > 1:
        raise UsageError(f"--telemetry none and {given[1]} contradict each other")
    if engine == "none" or not (given or otherwise):
        return None
    chosen: Engine = engine or "metrics"
    begin, end = (
        None if text is None else moment(text, option)
        for text, option in ((since, "--from"), (until, "--to"))
    )
    asked = window(begin, end, grain or DEFAULT_GRAIN, now, LAGS[chosen])
    if chosen == "metrics" and now - asked.begin > KEPT:
        raise UsageError(
            f"Azure Monitor keeps metrics for {KEPT.days} days, and --from is before that",
            hint="--telemetry logs reads what is exported to workspaces",
        )
    return AskedTelemetry(chosen, asked)


KEPT: Final = timedelta(days=93)
"""How long Azure Monitor keeps metrics (Microsoft, "Azure Monitor Metrics overview")."""

_OPTIONS: Final = (
    click.option(
        "--telemetry",
        "engine",
        type=click.Choice((*get_args(Engine), "none")),
        help="Where azure: reads what was counted for hubs: metrics of Azure Monitor, or logs, the workspaces that "
        "they are exported to. Default: metrics, and none with --says or telemetry:FILE.",
    ),
    click.option(
        "--from",
        "since",
        metavar="TIME",
        help="Read counts from this time on, ISO 8601 with its offset. Default: 7 days before --to.",
    ),
    click.option(
        "--to",
        "until",
        metavar="TIME",
        help="Read counts until this time. Default: now, less the last minutes, which arrive late.",
    ),
    click.option(
        "--grain",
        type=click.Choice(list(GRAINS)),
        help=f"Length of an interval. Default: {DEFAULT_GRAIN}.",
    ),
)
