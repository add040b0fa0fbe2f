"""The command ``explain``: shows the page of a rule."""

from __future__ import annotations

from pathlib import Path

import click

from hubwarden.commands.completion import rule_names
from hubwarden.commands.output import explained, put
from hubwarden.commands.own_rule_options import own_rule_options, own_rules
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS, fact_page
from hubwarden.discovery import find_rule, nearest_rules
from hubwarden.errors import UsageError
from hubwarden.rule_page import page


@click.command("explain")
@click.argument("rule", shell_complete=rule_names)
@own_rule_options
def command(rule: str, project: Path | None, baseline_file: Path | None) -> None:
    """Show the page of RULE, one of your own, too, named by its id or its slug."""
    with explained():
        if (fact := SCOPE_FACTS.get(rule)) is not None:
            put(fact_page(fact), None)
            return
        found = find_rule(rule)
        if found is None:
            own = own_rules(project, baseline_file).rules
            found = find_rule(rule, own)
            if found is None:
                raise UsageError(f"there is no rule {rule}", hint=nearest_rules([rule], own))
        put(page(found), None)
