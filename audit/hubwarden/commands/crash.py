"""Messages for unexpected exceptions: their type and place, never a value."""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

DEBUG: Final = "HUBWARDEN_DEBUG"
"""The environment variable that, set to 1, adds the calls that led to the failure."""

_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def crash_lines(error: BaseException) -> Iterator[str]:
    """Yield the lines to print for an exception; with ``HUBWARDEN_DEBUG=1`` also every call that led to it.

    The exception's text and the source line may quote a secret, so neither is printed.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        yield f"hubwarden: the disk is full ({error.strerror})"
        yield "  free some space, or set TMPDIR and -o to another disk"
    elif isinstance(error, FileNotFoundError) and _asks_for_temporary_folder(error):
        yield "hubwarden: there is no folder for temporary files"
        yield "  set TMPDIR to a folder that can be written to"
    else:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        yield f"hubwarden failed with {type(error).__name__} in {_place(frame)}{why}"
        if os.environ.get(DEBUG) != "1":
            yield f"  this is a fault of hubwarden; {DEBUG}=1 shows the calls that led to it, without values"
    if os.environ.get(DEBUG) == "1":
        yield from _calls(error)


def _calls(error: BaseException) -> Iterator[str]:
    """Yield the calls of an exception and of its causes, oldest call first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield f"  {type(current).__module__}.{type(current).__name__}"
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"    {_place(frame)}, in {frame.name}"
        current = current.__cause__ or current.__context__


def _place(frame: traceback.FrameSummary) -> str:
    """Return file, folder and line of a call; the whole path is left out, since it may name the user."""
    return f"{'/'.join(Path(frame.filename).parts[-2:])}, line {frame.lineno}"


def _asks_for_temporary_folder(error: OSError) -> bool:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return Path(frame.filename).name == "tempfile.py" and frame.name == "_get_default_tempdir"
