"""The folder of a save: written whole or not at all, readable by its owner only, and read with checks."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hubwarden.errors import InputError, UsageError

MANIFEST: Final = "save.json"
"""The file that describes a save and lists its files."""
_ANOTHER: Final = (
    "name a folder that does not exist yet, or an earlier save, which is then replaced"
)


def require_place(folder: Path) -> None:
    """Raise ``UsageError`` where a save cannot be written, because the folder contains something else."""
    if not folder.exists():
        if not folder.absolute().parent.is_dir():
            raise UsageError(f"--save: there is no folder {folder.absolute().parent}")
        return
    if not folder.is_dir():
        raise UsageError(f"--save: {folder} is not a folder", hint=_ANOTHER)
    try:
        names = {item.name for item in folder.iterdir()}
    except OSError as error:
        raise UsageError(f"--save: {folder} cannot be read: {error.strerror}") from None
    if not names:
        return
    if MANIFEST not in names:
        raise UsageError(f"--save: {folder} is not empty and is not a save", hint=_ANOTHER)
    if others := names - {MANIFEST, *_files_of(folder)}:
        raise UsageError(
            f"--save: {folder} is a save and holds {_some(others)} besides, which would be deleted",
            hint=f"move that elsewhere, or {_ANOTHER}",
        )


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a save into a temporary folder, which then replaces the save's folder.

    Raises ``UsageError`` where that is not possible; an earlier save is then kept.
    """
    require_place(folder)
    folder = folder.resolve()
    try:
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as error:
        raise UsageError(f"--save: {folder} cannot be written: {error.strerror}") from None
    try:
        for name, body in files.items():
            handle = os.open(new / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
        _put_in_place(new, folder)
    except OSError as error:
        raise UsageError(f"--save: {folder} cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    old.rmdir()
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def read_file(folder: Path, name: str, shown: str) -> bytes:
    """Return the bytes of a file in a save; ``shown`` is its name in messages. Raises ``InputError``."""
    path = folder / name
    if not path.is_file():
        raise InputError("the save lacks this file", file=shown)
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=shown) from None


def parse_json(raw: bytes, shown: str) -> Any:
    """Return the value of a JSON file; raises ``InputError`` with the line where it is not JSON."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise InputError("a name stands twice in one object", file=shown)
        return found

    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        words = f"this is not valid JSON, or it ends too early (column {error.colno})"
        raise InputError(words, file=shown, line=error.lineno) from None
    except UnicodeDecodeError:
        raise InputError("this is not text in UTF-8", file=shown) from None
    except (RecursionError, ValueError):
        raise InputError("this is not JSON that can be read", file=shown) from None


def _no_number(_: str) -> None:
    raise ValueError


def _files_of(folder: Path) -> Iterator[str]:
    """Yield the file names in a save's manifest; none where it cannot be read."""
    with contextlib.suppress(InputError):
        body = parse_json(read_file(folder, MANIFEST, MANIFEST), MANIFEST)
        files = body.get("files") if isinstance(body, dict) else None
        yield from files if isinstance(files, dict) else ()


def _some(names: Iterable[str]) -> str:
    first, *rest = sorted(names)
    return f"{first} and {len(rest)} more" if rest else first
