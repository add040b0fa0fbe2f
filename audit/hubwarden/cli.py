"""The command ``hubwarden``: each of its commands is a module of ``hubwarden.commands``."""

from __future__ import annotations

import gc
import importlib
import sys
from typing import Any, Final

import click

from hubwarden import __version__

_COMMANDS: Final = (
    "check",
    "demo",
    "diagnose",
    "drift",
    "explain",
    "init",
    "inspect",
    "inventory",
    "known",
    "rules",
    "tags",
)

_MODULES: Final = {"tags": "tag_commands"}
"""The modules of commands whose module has another name than the command."""

_INTERRUPTED: Final = 130
"""The exit code of a run that Ctrl-C ended: 128 plus the number of the signal."""


class _Commands(click.Group):
    """Loads a command when it is asked for, so that ``--version`` loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(_COMMANDS)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an interrupted one says so in one line and writes no report."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("hubwarden: interrupted", err=True)
            sys.exit(_INTERRUPTED)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name; ``None`` where there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = importlib.import_module(f"hubwarden.commands.{module}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hubwarden")
def main() -> None:
    """Audit Azure Notification Hubs: what is safe, what is not, and what cannot be known."""
    # A run makes many objects, few of them in cycles, and then ends. At the usual pace the search for cycles
    # costs a tenth of the run.
    gc.set_threshold(100_000, 1_000, 50)
