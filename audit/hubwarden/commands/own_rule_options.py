"""Options of commands that list or test an organisation's own rules without judging anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hubwarden.commands.composition import own_rules_at
from hubwarden.own_rules.own_rule_reading import OwnRules, rules_folder
from hubwarden.sources.opening import project_root


def own_rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where an organisation's own rules are."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of Pulumi.yaml, whose policies/rules are your own rules. Default: the current folder.",
    ),
    click.option(
        "--baseline-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Take the folder rules beside this baseline instead.",
    ),
)


def own_rules(project: Path | None, baseline_file: Path | None) -> OwnRules:
    """Return the own rules that the options select; raises as ``load_own_rules`` does."""
    root = project_root(project)
    return own_rules_at(rules_folder(baseline_file, root), root)
