"""How a report is written. A format is a module here with a function ``write``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hubwarden.errors import UsageError
from hubwarden.report import Report
from hubwarden.rule import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of a format."""

    fail_on: Severity = Severity.LOW
    verbose: bool = False


Write = Callable[[Report, Options], str]


_OF_FILES: Final = frozenset({"ics"})
"""Formats that only a report on files can have."""


def names(*, files: bool = False) -> tuple[str, ...]:
    """Return the names of all formats; with ``files``, also those that only a report on files can have."""
    found = {module.name for module in pkgutil.iter_modules(__path__)}
    return tuple(sorted(found if files else found - _OF_FILES))


def find(name: str, *, files: bool = False) -> Write:
    """Return the function that writes a format; raises ``UsageError`` where there is none."""
    if name not in names(files=files):
        raise UsageError(
            f"there is no format {name}", hint=f"formats: {', '.join(names(files=files))}"
        )
    write: Write = importlib.import_module(f"hubwarden.reports.{name}").write
    return write
