"""The command ``rules``: lists all rules, and runs the examples of an organisation's own rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

import click
from click.core import ParameterSource

from hubwarden.commands.options import format_option, output
from hubwarden.commands.output import explained
from hubwarden.commands.own_rule_options import own_rule_options, own_rules
from hubwarden.commands.report_files import destinations, put_all
from hubwarden.discovery import all_rules
from hubwarden.errors import UsageError
from hubwarden.report import ExitCode
from hubwarden.reports import no_format
from hubwarden.reports.json import indented
from hubwarden.reports.parts.words import counted
from hubwarden.rule import Rule
from hubwarden.rule_page import details

_EXIT_CODES: Final = """\b
Exit codes:
  0  every example has the outcome that it declares
  1  an example has another outcome
  2  a file is malformed, there are no rules of your own, or the library that
     evaluates them is not installed"""

Write = Callable[[Sequence[Rule]], str]


def _text(rules: Sequence[Rule]) -> str:
    # The ids of an organisation's own rules may be longer than Hubwarden's.
    width = max((len(rule.id) for rule in rules), default=0)
    return "".join(
        f"{rule.id:<{width}}  {rule.severity.word:<8}  {rule.slug:<34}  {rule.title}\n"
        for rule in rules
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
            "declared_at": rule.declared_at,
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


@click.group("rules", invoke_without_command=True)
@format_option(tuple(_FORMATS))
@output
@own_rule_options
@click.pass_context
def command(
    context: click.Context,
    formats: tuple[str, ...],
    output: Path | None,
    project: Path | None,
    baseline_file: Path | None,
) -> None:
    """List all rules, including your own."""
    with explained():
        if context.invoked_subcommand is not None:
            _refuse_options(context)
            return
        asked = destinations(formats, output, _find)
        rules = (*all_rules(), *own_rules(project, baseline_file).rules)
        put_all([(item.write(rules), item.path) for item in asked])


def _refuse_options(context: click.Context) -> None:
    """Raise ``UsageError`` for options before the name of a subcommand, which has its own."""
    for name in context.params:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = name.replace("_", "-").replace("formats", "format")
            raise UsageError(
                f"--{option} stands before {context.invoked_subcommand}", hint="write it behind"
            )


@command.command("test", epilog=_EXIT_CODES)
@own_rule_options
def test(project: Path | None, baseline_file: Path | None) -> NoReturn:
    """Run your own rules on their examples.

    Your own rules are policies/rules/*.yaml beside the baseline.
    """
    with explained():
        found = own_rules(project, baseline_file)
        if not found.rules:
            raise UsageError(
                "there are no rules of your own", hint="they are in policies/rules, in files *.yaml"
            )
        wrong = [case for case in found.cases if case.found != case.word]
        for case in wrong:
            said = f" ({case.answer.reason})" if case.answer.reason else ""
            click.echo(f"{case.place}: {case.rule}: is to be {case.word} and is {case.found}{said}")
        tried = f"{counted(len(found.rules), 'rule')}, {counted(len(found.cases), 'example')}"
        click.echo(f"{tried}: {f'{len(wrong)} not as written' if wrong else 'all as written'}")
    sys.exit(ExitCode.VIOLATIONS if wrong else ExitCode.CLEAN)
