"""Where reports go: one to standard output or ``-o``, each other to the file that its format names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from hubwarden.commands.output import put, say, screen
from hubwarden.commands.places import refuse_lost
from hubwarden.commands.repository_paths import from_top_of_repository
from hubwarden.errors import UsageError
from hubwarden.report import Report
from hubwarden.reports import OF_A_REPOSITORY, Options, Write
from hubwarden.severity import Severity

WriteT = TypeVar("WriteT")


@dataclass(frozen=True, slots=True)
class Destination(Generic[WriteT]):
    """One requested report: its format, and its file (``None``: standard output)."""

    format: str
    write: WriteT
    path: Path | None


def destinations(
    formats: Sequence[str], output: Path | None, find: Callable[[str], WriteT]
) -> tuple[Destination[WriteT], ...]:
    """Return what ``--format`` asks for; each of ``formats`` is ``FORMAT`` or ``FORMAT=FILE``.

    ``output`` is the file of the format that names none. ``find`` returns the writer of a format, and raises
    ``UsageError`` for an unknown one. Raises ``UsageError`` where two formats would go to the same place.
    """
    found = tuple(_destination(text, output, find) for text in formats)
    plain = [text for text in formats if "=" not in text]
    if len(plain) > 1:
        raise UsageError(
            f"{' and '.join(plain)} would both go to {output or 'standard output'}",
            hint=f"give each but one a file of its own, as in --format {plain[-1]}=FILE",
        )
    if output is not None and not plain:
        raise UsageError(
            f"-o {output} is for the format that names no file, and every --format names one"
        )
    paths = [item.path.resolve() for item in found if item.path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"two reports would be written to {path}")
    refuse_lost(paths)
    return found


def _destination(
    text: str, output: Path | None, find: Callable[[str], WriteT]
) -> Destination[WriteT]:
    name, equals, file = text.partition("=")
    if equals and not file:
        raise UsageError(f"--format {text} names no file", hint=f"as in --format {name}=FILE")
    return Destination(name, find(name), Path(file) if equals else output)


def deliver(
    report: Report,
    asked: Sequence[Destination[Write]],
    fail_on: Severity,
    project: Path | None,
    *,
    verbose: bool,
    plan: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write a report in each requested format, files first, each file whole or not at all.

    ``project`` is the folder that paths in reports are relative to; ``plan`` is that of ``Options``. Raises
    ``UsageError`` where a report cannot be written.
    """
    width, colour = screen()
    on_screen = Options(fail_on, verbose, width, colour, plan)
    in_file = Options(fail_on, verbose, plan=plan)
    in_repository = report
    if any(item.format in OF_A_REPOSITORY for item in asked):
        in_repository = from_top_of_repository(report, project)
    written = [
        (
            item.write(
                in_repository if item.format in OF_A_REPOSITORY else report,
                in_file if item.path else on_screen,
            ),
            item.path,
        )
        for item in asked
    ]
    put_all(written)


def put_all(written: Iterable[tuple[str, Path | None]]) -> None:
    """Write texts to their files, each with a line on standard error that names it, and the one without to standard output.

    Raises ``UsageError`` where a file cannot be written.
    """
    for text, path in sorted(written, key=lambda item: item[1] is None):
        put(text, path)
        if path is not None and path.is_file():
            say(f"written: {path}")
