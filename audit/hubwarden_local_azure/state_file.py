"""The state file with two neighbours: a lock file, and the next state until it is complete."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from hubwarden_local_azure.state_error import StateError


def claim(file: Path) -> int:
    """Lock a state file while the returned handle is open, and remove what an interrupted write left.

    If two processes wrote one file, each would overwrite the other's changes.
    """
    try:
        handle = os.open(_neighbour(file, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unwritable(file, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _neighbour(file, "new").unlink(missing_ok=True)
    except BlockingIOError:
        os.close(handle)
        raise StateError("is in use by another local Azure", file) from None
    except OSError as error:
        os.close(handle)
        raise _unwritable(file, error) from None
    return handle


def replace(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable only by its owner. The caller must have locked it."""
    neighbour = _neighbour(file, "new")
    try:
        try:
            handle = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            neighbour.replace(file)
        finally:
            neighbour.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(file, error) from None


def _neighbour(file: Path, what: str) -> Path:
    return file.with_name(f".{file.name}.{what}")


def _unwritable(file: Path, error: OSError) -> StateError:
    return StateError(f"cannot be written: {error.strerror or 'unknown reason'}", file)
