"""How a report is written. A format is a module here with a function ``write``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from hubwarden.errors import UsageError
from hubwarden.report import Report
from hubwarden.rule import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of a format."""

    fail_on: Severity = Severity.LOW
    verbose: bool = False


Write = Callable[[Report, Options], str]


def names() -> tuple[str, ...]:
    """Return the names of all formats."""
    return tuple(sorted(one.name for one in pkgutil.iter_modules(__path__)))


def find(name: str) -> Write:
    """Return the function that writes a format; raises ``UsageError`` where there is none."""
    if name not in names():
        raise UsageError(f"there is no format {name}", hint=f"formats: {', '.join(names())}")
    write: Write = importlib.import_module(f"hubwarden.reports.{name}").write
    return write
