"""Explains why a program failed, with names that are literal in its code and never with a value."""

from __future__ import annotations

import linecache
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hubwarden.errors import InputError
from hubwarden.sources.program.awaiting import AskedAtOnceError
from hubwarden.sources.program.callbacks import is_own
from hubwarden.sources.program.stack_settings import StackSettings

CLOUD_VARIABLES: Final = ("ARM_", "AZURE_", "AWS_", "GOOGLE_", "PULUMI_")
"""The prefixes of environment variables that are removed while a program runs."""

_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,60}")
_MODULE: Final = re.compile(r"[A-Za-z_]\w{0,60}")

_REMOVED: Final = (
    "variables that can hold credentials of a cloud are removed "
    f'({", ".join(f"{start}*" for start in CLOUD_VARIABLES)}); read it with os.environ.get("{{variable}}"), '
    "or take the value from the configuration of the stack"
)


def explain(error: BaseException, settings: StackSettings) -> InputError:
    """Return the message for an exception of a program, with its place in the project.

    It contains the type of the exception but not its text, which could quote a secret. A module, an environment
    variable or a key is named only where it is literal in the failing code. An exception with a list ``mistakes``,
    such as that of our own settings, is quoted: such a list names keys and no values.
    """
    mistakes = getattr(error, "mistakes", None)
    if isinstance(mistakes, tuple) and all(isinstance(mistake, str) for mistake in mistakes):
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        return InputError(f"the configuration has {count}:{lines}", file=settings.stack_file.file)
    key = getattr(error, "key", None)
    if type(error).__name__ == "ConfigMissingError" and isinstance(key, str):
        message = "the program demands this key and the stack does not set it"
        return InputError(message, file=settings.stack_file.file, field=key)
    file, line = place_of(error, settings)
    message, hint = _why(error, settings)
    return InputError(message, file=file, line=line, hint=hint)


def _why(error: BaseException, settings: StackSettings) -> tuple[str, str]:
    """Return the reason and the hint for an exception."""
    if isinstance(error, AskedAtOnceError):
        return str(error), ""
    message = f"the program failed with {type(error).__name__}"
    if isinstance(error, ModuleNotFoundError) and (module := _missing_module(error)):
        return f"{message}: the module {module} is not installed", _install(settings)
    if isinstance(error, KeyError) and (variable := _missing_variable(error)):
        if variable.startswith(CLOUD_VARIABLES):
            what = f"it reads the environment variable {variable}, which is removed while a program runs offline"
            return f"{message}: {what}", _REMOVED.format(variable=variable)
        return f"{message}: the environment variable {variable} is not set", ""
    return message, ""


def _missing_module(error: ModuleNotFoundError) -> str:
    """Return the name of the missing package; empty where no import statement names it."""
    name = (error.name or "").partition(".")[0]
    statement = re.compile(rf"^\s*(?:from|import)\b.*\b{re.escape(name)}\b")
    named = any(statement.search(line) for line in _lines(error))
    return name if _MODULE.fullmatch(name) and named else ""


def _missing_variable(error: KeyError) -> str:
    """Return the variable missing in ``os.environ``; empty where the name is not literal in the code."""
    *_, last = traceback.extract_tb(error.__traceback__)
    name = error.args[0] if error.args else None
    if last.name != "__getitem__" or last.filename not in ("<frozen os>", os.__file__):
        return ""
    if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
        return ""
    return name if any(f'"{name}"' in line or f"'{name}'" in line for line in _lines(error)) else ""


def _lines(error: BaseException) -> Iterator[str]:
    """Yield the lines of code that led to an exception, innermost first."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        yield linecache.getline(frame.filename, frame.lineno or 0)


def _install(settings: StackSettings) -> str:
    folder = settings.main if settings.main.is_dir() else settings.main.parent
    files = (place / "requirements.txt" for place in (folder, settings.root))
    found = next((settings.display(file) for file in files if file.is_file()), None)
    what = f": python -m pip install -r {found}" if found else ""
    return (
        f"install the project's requirements into the Python environment of hubwarden{what}; if it is a "
        "module of the project, see where the program looks for it"
    )


def place_of(error: BaseException | None, settings: StackSettings) -> tuple[str, int | None]:
    """Return the innermost place of an exception in the project, outside packages.

    If there is none, return the file of the program.
    """
    root = settings.root.resolve()
    if isinstance(error, SyntaxError) and error.filename:
        return settings.display(Path(error.filename)), error.lineno
    for frame in reversed(traceback.extract_tb(error.__traceback__ if error else None)):
        # A name such as <frozen os> or <string> is not a file.
        if frame.filename.startswith("<"):
            continue
        path = Path(frame.filename).resolve()
        if root in path.parents and "site-packages" not in path.parts and is_own(frame.filename):
            return settings.display(path), frame.lineno
    main = settings.main
    return settings.display(main / "__main__.py" if main.is_dir() else main), None
