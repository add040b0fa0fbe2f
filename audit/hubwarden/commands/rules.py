"""The command ``rules``: the list of all rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import click

from hubwarden.commands.options import format_option, output
from hubwarden.commands.output import explained
from hubwarden.commands.report_files import destinations, put_all
from hubwarden.discovery import all_rules
from hubwarden.reports import no_format
from hubwarden.reports.json import indented
from hubwarden.rule import Rule
from hubwarden.rule_page import details

Write = Callable[[Sequence[Rule]], str]


def _text(rules: Sequence[Rule]) -> str:
    return "".join(
        f"{rule.id}  {rule.severity.word:<8}  {rule.slug:<34}  {rule.title}\n" for rule in rules
    )


def _json(rules: Sequence[Rule]) -> str:
    found = [
        {
            "id": rule.id,
            "slug": rule.slug,
            "title": rule.title,
            "severity": rule.severity.word,
            "topic": rule.topic,
            "judges": rule.subject.__name__,
            "fix": rule.fix,
            "fix_kind": rule.fix_kind,
            "since": rule.since,
            "sources": [
                {"title": source.words, "address": source.address} for source in rule.sources
            ],
            "page": details(rule),
        }
        for rule in rules
    ]
    return indented({"version": 1, "rules": found})


_FORMATS: Final[dict[str, Write]] = {"json": _json, "text": _text}


def _find(name: str) -> Write:
    if name not in _FORMATS:
        raise no_format(name, tuple(_FORMATS))
    return _FORMATS[name]


@click.command("rules")
@format_option(tuple(_FORMATS))
@output
def command(formats: tuple[str, ...], output: Path | None) -> None:
    """List all rules."""
    with explained():
        asked = destinations(formats, output, _find)
        put_all([(item.write(all_rules()), item.path) for item in asked])
