"""How a report is written. A format is a module here with a function ``write``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from hubwarden.errors import UsageError
from hubwarden.report import Report
from hubwarden.rule import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked of a format, and what it is shown on."""

    fail_on: Severity = Severity.LOW
    verbose: bool = False
    width: int = 100
    """Columns of a line of text; a name that is longer is not broken."""
    colour: bool = False
    plan: Mapping[str, Sequence[str]] | None = None
    """Where a plan is asked for (text): who is known to hold the key of an access rule, by its id in small letters."""


Write = Callable[[Report, Options], str]


_OF_FILES: Final = frozenset({"ics"})
"""Formats that only a report on files can have."""


OF_A_REPOSITORY: Final = frozenset({"azure-devops", "github", "junit", "sarif"})
"""Formats whose reader looks for a file where the repository has it."""


def names(*, files: bool = False) -> tuple[str, ...]:
    """Return the names of all formats; with ``files``, also those that only a report on files can have."""
    found = {
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(__path__)
        if not module.ispkg
    }
    return tuple(sorted(found if files else found - _OF_FILES))


def find(name: str, *, files: bool = False) -> Write:
    """Return the function that writes a format; raises ``UsageError`` where there is none."""
    known = names(files=files)
    if name not in known:
        raise no_format(name, known)
    write: Write = importlib.import_module(f"hubwarden.reports.{name.replace('-', '_')}").write
    return write


def no_format(name: str, known: tuple[str, ...]) -> UsageError:
    """Return the error that says which formats there are, and which is nearest to the one that is not."""
    near = get_close_matches(name.lower(), known, n=1)
    nearest = f"nearest: {near[0]}; " if near else ""
    return UsageError(f"there is no format {name!r}", hint=f"{nearest}formats: {', '.join(known)}")
