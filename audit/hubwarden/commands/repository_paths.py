"""Paths relative to the repository, for formats whose reader looks for files there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hubwarden.location import Location
from hubwarden.report import Report


def from_top_of_repository(report: Report, project: Path | None) -> Report:
    """Return a report whose locations are relative to the top of the repository, if there is one.

    ``project`` is the folder that locations are relative to so far; ``None``: the current folder. A file outside
    the repository keeps its name.
    """
    top = _top(Path.cwd())
    if top is None or top == (project or Path.cwd()).resolve():
        return report
    known: dict[str, str] = {}

    def moved(place: Location | None) -> Location | None:
        if place is None:
            return None
        if place.file not in known:
            known[place.file] = _named_from(top, place.file, project)
        return Location(known[place.file], place.line)

    return replace(
        report,
        results=tuple(item._replace(location=moved(item.location)) for item in report.results),
        gaps=tuple(replace(gap, location=moved(gap.location)) for gap in report.gaps),
    )


def _top(folder: Path) -> Path | None:
    """Return the top of a folder's repository; in a worktree ``.git`` is a file, not a folder."""
    folder = folder.resolve()
    return next((item for item in (folder, *folder.parents) if (item / ".git").exists()), None)


def _named_from(top: Path, file: str, project: Path | None) -> str:
    for folder in (project, Path.cwd()):
        path = (folder or Path.cwd()) / file
        if path.exists() and path.resolve().is_relative_to(top):
            return path.resolve().relative_to(top).as_posix()
    return file
