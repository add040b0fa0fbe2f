"""The commands ``tags ...``: check tags and tag expressions without a hub."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

import click

from hubwarden.commands.output import explained, put
from hubwarden.errors import UsageError
from hubwarden.reports.parts.words import counted
from hubwarden.tag_expressions.device_tags import read_devices
from hubwarden.tag_expressions.expression_judging import Judged, judge, matching
from hubwarden.tag_expressions.expression_parsing import NoExpression, Parsed, parse

_EXIT_CODES: Final = """\b
Exit codes:
  0  it is valid, within the limits and can match; with --against, a device matches
  1  it exceeds a limit, can never match, or matches no device in the file
  2  it is not valid, or the file is malformed"""


@click.group("tags")
def command() -> None:
    """Check tags and tag expressions, offline."""


@command.command("check", epilog=_EXIT_CODES)
@click.argument("expression")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tags of devices: one device a line with commas between its tags, or a JSON list.",
)
def check(expression: str, against: Path | None) -> NoReturn:
    """Say whether EXPRESSION is valid, is within the limits and can match anything.

    An expression consists of tags, &&, ||, ! and parentheses; a single tag is an expression, too. Put it in quotes.
    """
    with explained():
        parsed = _parsed(expression)
        judged = judge(parsed.expression)
        devices = None if against is None else read_devices(against)
        found = None if devices is None else matching(parsed.expression, devices)
        lines = [*_lines(parsed, judged)]
        if devices is not None:
            lines.append(f"  in file    {found} of {counted(len(devices), 'device')} match")
        put("".join(f"{line}\n" for line in lines), None)
        code = 0 if judged.fine and found != 0 else 1
    sys.exit(code)


def _parsed(text: str) -> Parsed:
    try:
        return parse(text)
    except NoExpression as error:
        raise UsageError(
            f"the expression does not parse, at character {error.at}: {error.why}",
            hint="as in: (follows_RedSox || follows_Cardinals) && !location_Boston",
        ) from None


def _lines(parsed: Parsed, judged: Judged) -> Iterator[str]:
    kind = "ORs alone" if judged.only_ors else "&& or !"
    different = "" if judged.different == judged.mentions else f", {judged.different} different"
    yield f"  parses     {counted(judged.mentions, 'tag')}{different}"
    if not judged.beyond:
        yield f"  limits     kept: {judged.limit} tags at most with {kind}"
    for why in judged.beyond:
        yield f"  limits     not kept: {why}"
    yield f"  can match  {_can_match(judged)}"
    for at in parsed.mixed_at:
        yield (
            f"  unclear    && at character {at} beside ||: it is read first here, and the documents do not say "
            "so; put parentheses"
        )


def _can_match(judged: Judged) -> str:
    if judged.can_match is None:
        return "not tried: it has too many different tags"
    if not judged.can_match:
        return "no: it contradicts itself"
    if judged.matches_all:
        return "yes, every device, whatever its tags: a send without tags does the same"
    return "yes, also devices without any tag" if judged.matches_untagged else "yes"
