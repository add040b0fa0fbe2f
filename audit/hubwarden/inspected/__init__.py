"""How the facts of inspected files are written. A format is a module here with a function ``write``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence

from hubwarden.errors import UsageError
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.sources.files import File

Write = Callable[[Report, Sequence[File], Options], str]


def names() -> tuple[str, ...]:
    """Return the names of all formats."""
    found = (one.name for one in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if name != "facts"))


def find(name: str) -> Write:
    """Return the function that writes a format; raises ``UsageError`` where there is none."""
    if name not in names():
        raise UsageError(f"there is no format {name}", hint=f"formats: {', '.join(names())}")
    write: Write = importlib.import_module(f"hubwarden.inspected.{name}").write
    return write
