"""The command ``explain``: the page of a rule."""

from __future__ import annotations

import click

from hubwarden.commands.completion import rule_names
from hubwarden.commands.output import explained, put
from hubwarden.discovery import find_rule, nearest_rules
from hubwarden.errors import UsageError
from hubwarden.rule_page import page


@click.command("explain")
@click.argument("rule", shell_complete=rule_names)
def command(rule: str) -> None:
    """Show the page of RULE, named by its id or its slug."""
    with explained():
        found = find_rule(rule)
        if found is None:
            raise UsageError(f"there is no rule {rule}", hint=nearest_rules([rule]))
        put(page(found), None)
