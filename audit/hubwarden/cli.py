"""The command ``hubwarden``: the only place that reads the clock, prints and exits."""

from __future__ import annotations

import codecs
import contextlib
import getpass
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from hubwarden import __version__
from hubwarden.errors import HubwardenError, IncompleteError, UsageError

_LONGEST_PASSWORD = 1024
_SEVERITIES = ("info", "low", "medium", "high", "critical")
_EXIT_CODES = """\b
Exit codes:
  0  clean: every rule that applies was judged, or the baseline accepts in
     writing that this source cannot tell
  1  violations at or above --fail-on
  2  usage, configuration or malformed input
  3  incomplete: something could not be read or judged, and nobody accepted that
1 wins over 3; the report says both."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hubwarden")
def main() -> None:
    """Audit Azure Notification Hubs: what is safe, what is not, and what cannot be known."""


def _judging(command: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    """Give a command the options of every command that judges."""
    for option in reversed(_OF_JUDGING):
        command = option(command)
    return command


_OF_JUDGING: Final = (
    click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Folder of Pulumi.yaml, or one below it. Default: the current folder.",
    ),
    click.option(
        "--baseline-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="What to demand. Default: policies/baseline.yaml beside Pulumi.yaml, else the packaged "
        "one.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(_SEVERITIES),
        default="low",
        show_default=True,
        help="Least severity that makes the exit code 1.",
    ),
    click.option(
        "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge as of this day. Default: today."
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the result to a file.",
    ),
    click.option("--verbose", is_flag=True, help="List what passed, too (text)."),
)


_PARAMETERS: Final = click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Parameter file for the one template in scope.",
)


@main.command(epilog=_EXIT_CODES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--environment", help="State the environment of everything in scope.")
@_PARAMETERS
@_judging
@click.option("--format", "format_", default="text", show_default=True, help="text or json.")
def check(
    sources: tuple[str, ...],
    project: Path | None,
    baseline_file: Path | None,
    environment: str | None,
    parameters: Path | None,
    fail_on: str,
    as_of: datetime | None,
    format_: str,
    output: Path | None,
    verbose: bool,  # noqa: FBT001 - click passes flags so
) -> NoReturn:
    """Judge what SOURCEs declare.

    A SOURCE is program:STACK (a Pulumi program, run offline), preview:FILE (of pulumi preview --json
    --show-sames), state:FILE (of pulumi stack export) or template:PATH (an ARM template). Without
    one, every stack beside Pulumi.yaml is judged.
    """
    from hubwarden import audit, reports  # noqa: PLC0415 - --version must not load them
    from hubwarden.engine import parse_severity  # noqa: PLC0415

    with _explained():
        write = reports.find(format_)
        now = datetime.now(UTC)
        report = audit.check(
            audit.Request(
                sources=sources,
                project=project,
                baseline_file=baseline_file,
                environment=environment,
                parameters=parameters,
                as_of=as_of.date() if as_of else date.fromisoformat(now.date().isoformat()),
                made_at=now,
                asked_by=_user(),
            )
        )
        lowest = parse_severity(fail_on)
        _put(write(report, reports.Options(fail_on=lowest, verbose=verbose)), output)
        code = report.exit_code(lowest)
    sys.exit(code)


@main.command(epilog=_EXIT_CODES)
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]..."
)
@click.option("--environment", help="Judge whether the files fit this environment of the baseline.")
@click.option("--hub", help="SOURCE that declares the hub which is to reach the builds.")
@click.option(
    "--hub-name",
    help="Which of its hubs, as hub or namespace/hub. Default: the one that names the same app.",
)
@_PARAMETERS
@click.option(
    "--app",
    "builds",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A build: an .ipa, or a folder with its profile, entitlements or google-services.json.",
)
@click.option("--password-prompt", is_flag=True, help="Ask for the password of a .p12 file.")
@click.option("--password-env", metavar="NAME", help="Take it from this environment variable.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take it from the first line of this file.",
)
@_judging
@click.option("--format", "format_", default="text", show_default=True, help="text, json or ics.")
def inspect(
    files: tuple[Path, ...],
    environment: str | None,
    hub: str | None,
    hub_name: str | None,
    parameters: Path | None,
    builds: tuple[Path, ...],
    password_prompt: bool,  # noqa: FBT001 - click passes flags so
    password_env: str | None,
    password_file: Path | None,
    project: Path | None,
    baseline_file: Path | None,
    fail_on: str,
    as_of: datetime | None,
    format_: str,
    output: Path | None,
    verbose: bool,  # noqa: FBT001
) -> NoReturn:
    """Show what is in credential FILEs and judge them; nothing secret is printed.

    A FILE is a certificate (.p12, .pfx, .pem), a signing key (.p8), a service account, VAPID keys, a
    provisioning profile, entitlements, a google-services.json, or a folder with such files. With --hub
    and --app, judge whether a build can receive pushes from a hub.
    """
    from hubwarden import inspected, inspecting, reports  # noqa: PLC0415
    from hubwarden.engine import parse_severity  # noqa: PLC0415

    with _explained():
        if not files and not builds:
            raise UsageError("there is nothing to inspect: name a file, or a build with --app")
        write = inspected.find(format_)
        now = datetime.now(UTC)
        report, found = inspecting.inspect(
            inspecting.Request(
                files=files,
                builds=builds,
                hub=hub,
                hub_name=hub_name,
                parameters=parameters,
                password=_password(password_env, password_file, ask=password_prompt),
                environment=environment,
                project=project,
                baseline_file=baseline_file,
                as_of=as_of.date() if as_of else now.date(),
                made_at=now,
                asked_by=_user(),
            )
        )
        lowest = parse_severity(fail_on)
        _put(write(report, found, reports.Options(fail_on=lowest, verbose=verbose)), output)
        code = report.exit_code(lowest)
    sys.exit(code)


def _password(variable: str | None, file: Path | None, *, ask: bool) -> bytes | None:
    """Return the password of the files; never from the command line, which others can read."""
    if sum((variable is not None, file is not None, ask)) > 1:
        raise UsageError("a password comes from one place: a prompt, a variable or a file")
    if variable is not None:
        if variable not in os.environ:
            # Who puts the password itself there shall not read it in a log.
            named = f" {variable}" if re.fullmatch(r"[A-Z][A-Z0-9_]*", variable) else ""
            raise UsageError(
                f"the environment has no variable{named or ' of that name'}",
                hint=""
                if named
                else "--password-env takes the name of a variable, never a password",
            )
        return os.fsencode(os.environ[variable])
    if file is not None:
        try:
            with file.open("rb") as opened:
                line = opened.readline(_LONGEST_PASSWORD).removeprefix(codecs.BOM_UTF8)
                return line.removesuffix(b"\n").removesuffix(b"\r")
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if ask:
        try:
            prompted: str = click.prompt(
                "Password", default="", show_default=False, hide_input=True, err=True
            )
        except click.Abort:
            raise UsageError("no password was given") from None
        return os.fsencode(prompted)
    return None


@main.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Show the page of RULE, named by its id or its slug."""
    from hubwarden import docs  # noqa: PLC0415
    from hubwarden.discovery import find_rule  # noqa: PLC0415

    with _explained():
        found = find_rule(rule)
        if found is None:
            raise UsageError(f"there is no rule {rule}", hint="'hubwarden rules' lists them")
        _put(docs.page(found), None)


@main.command()
def rules() -> None:
    """List all rules."""
    from hubwarden.discovery import all_rules  # noqa: PLC0415

    lines = (
        f"{rule.id}  {rule.severity.word:<8}  {rule.slug:<34}  {rule.title}\n"
        for rule in all_rules()
    )
    with _explained():
        _put("".join(lines), None)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn failures into one message on standard error and an exit code."""
    try:
        yield
    except HubwardenError as error:
        click.echo(f"hubwarden: {error.message or error}", err=True)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        sys.exit(3 if isinstance(error, IncompleteError) else 2)
    except Exception as error:  # noqa: BLE001 - Python would quote a value, and exit with 1: "violations"
        frame = traceback.extract_tb(error.__traceback__)[-1]
        why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        click.echo(f"hubwarden failed with {type(error).__name__} in {place}{why}", err=True)
        sys.exit(3)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def _put(text: str, path: Path | None) -> None:
    """Write to a file, or to standard output."""
    if path is not None:
        _write_whole(path, text)
        return
    try:
        click.echo(text, nl=False)
    except OSError as error:
        # What is left in the buffer would be tried again at the end, and change the exit code.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        raise UsageError(f"the result cannot be written: {error.strerror}") from None


def _write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a neighbour first, then in place of the old one.

    A link stays one, and a pipe or a device is written to: nothing may take its place.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
            return
        path = path.resolve()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # mkstemp makes a file for its owner alone; a report is as readable as other new files.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
