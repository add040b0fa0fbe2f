"""The command ``rules``: the list of all rules."""

from __future__ import annotations

import click

from hubwarden.commands.output import explained, put
from hubwarden.discovery import all_rules


@click.command("rules")
def command() -> None:
    """List all rules."""
    lines = (
        f"{rule.id}  {rule.severity.word:<8}  {rule.slug:<34}  {rule.title}\n"
        for rule in all_rules()
    )
    with explained():
        put("".join(lines), None)
