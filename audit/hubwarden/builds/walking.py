"""Walks a path: yields the file itself, or the files in a folder or archive that may be credentials."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

from hubwarden.credential_files import Problem
from hubwarden.credential_files.kinds import MAX_BYTES
from hubwarden.errors import InputError
from hubwarden.paths import display_path

_PASSED_OVER: Final = frozenset({".git", ".venv", "node_modules", "__pycache__"})
_APP_INFO: Final = re.compile(r"(^|/)[^/]*\.app(ex)?/(Contents/)?Info\.plist$")
_ANDROID: Final = (".apk", ".aab", ".apks", ".xapk")
_IN_ARCHIVES: Final = (
    "embedded.mobileprovision",
    ".entitlements",
    ".xcent",
    "google-services.json",
)
"""Names, or endings of names, of the files that are read from an .ipa or another archive."""
_MOST_MEMBERS: Final = 100
"""The most of these that are read; an app with all of its extensions has a dozen."""
_MAX_LIST: Final = 8 * 1024 * 1024
"""The largest directory of an archive, in bytes: that of an app with 50,000 files has 5 million."""
CONTAINERS: Final = (".p12", ".pfx", ".p8")
CREDENTIALS: Final = (
    *CONTAINERS,
    *_IN_ARCHIVES,
    ".pem",
    ".cer",
    ".mobileprovision",
    ".provisionprofile",
)
"""Endings of names for which a damaged file is reported even if the user did not name it."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """The content of a file, or the problem with reading it."""

    name: str
    """Its name in reports."""
    path: Path
    """The path of the file, or of the archive that contains it."""
    data: bytes | Problem
    named: bool
    """Whether the user named it, so that it is reported even if it is not a credential."""
    member: str = ""
    """Its name inside the archive; empty outside archives."""


def is_unmistakable(name: str) -> bool:
    """Tell whether the name of a file shows that it is a credential or the settings of an app."""
    return _UNMISTAKABLE.search(name) is not None


_UNMISTAKABLE: Final = re.compile(
    r"\.(p8|p12|pfx|mobileprovision|provisionprofile|entitlements|xcent)(\.(b64|base64))?$"
    r"|(^|[/!\\])(authkey_[^/\\]*"
    r"|(entitlements|[^/\\]*[._-]entitlements)([._-][^/\\]*)?\.plist"
    r"|google-services\.json|[^/\\]*(adminsdk|service[-_]?account)[^/\\]*\.json"
    r"|(fcm|firebase)[._-]?(key|credentials?)\.json|fcm\.json"
    r"|(gcp|google|google[._-]application)[._-]credentials?\.json|vapid([._-]?keys)?\.json"
    r"|aps([._-][^/\\]*)?\.cer|(apns|push)[^/\\]*\.pem|apns[._-]?auth[._-]?key[^/\\]*)$",
    re.IGNORECASE,
)
_DOWNLOADED: Final = re.compile(r"-[0-9a-f]{12}\.json$")
"""The names that Google gives service account keys: the project and the beginning of the key's id."""


def _is_of_app(name: str) -> bool:
    """Tell whether a file in an app's archive is a profile, entitlements or settings, by its name."""
    return _APP_INFO.search(name) is not None or name.lower().endswith(_IN_ARCHIVES)


def _is_looked_at(name: str) -> bool:
    """Tell whether a file in an archive that is not an app is read, by its name."""
    return (
        _is_of_app(name)
        or is_unmistakable(name)
        or name.lower().endswith(CREDENTIALS)
        or _DOWNLOADED.search(name) is not None
    )


def walk(path: Path, project: Path | None) -> Iterator[FoundFile]:
    """Yield every file at a path, named as ``display_path`` does.

    Raises ``InputError`` for a path that does not exist.
    """
    name_of = partial(display_path, project=project)
    try:
        path.stat()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=name_of(path)) from None
    if not path.is_dir():
        yield from _of_file(path, name_of(path), named=True)
        return
    closed: list[OSError] = []
    root = path.resolve()
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(set(folders) - _PASSED_OVER)
        for below in (Path(folder) / name for name in folders):
            if below.is_symlink() and not below.resolve().is_relative_to(root):
                yield FoundFile(
                    name_of(below), below, Problem("not a credential", _LINK), named=True
                )
        for name in sorted(names):
            yield from _of_file(Path(folder) / name, name_of(Path(folder) / name), named=False)
    for item in closed:
        yield FoundFile(
            name_of(Path(item.filename)), Path(item.filename), _not_readable(item), named=True
        )


def _of_file(path: Path, name: str, *, named: bool) -> Iterator[FoundFile]:
    try:
        # Opening a pipe that nobody writes to must not block; a pipe is not read.
        with os.fdopen(os.open(path, _READING), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                if named:
                    yield FoundFile(name, path, Problem("not a credential", _NO_FILE), named)
                return
            if path.name.lower().endswith(_ANDROID):
                yield FoundFile(name, path, Problem("unclear form", _COMPILED), named=True)
                return
            if file.read(4) == _ARCHIVE:
                yield from _of_archive(path, name, file, named=named)
                return
            if path.name.lower().endswith(".ipa"):
                yield FoundFile(name, path, Problem("malformed", _NO_ARCHIVE), named=True)
                return
            file.seek(0)
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        if named or path.name.lower().endswith((*CREDENTIALS, *_ANDROID, ".json", ".ipa")):
            yield FoundFile(name, path, _not_readable(error), named=True)
        return
    # A file of this size, such as a film, is not a credential.
    if named or len(data) <= MAX_BYTES or path.name.lower().endswith(CREDENTIALS):
        yield FoundFile(name, path, data, named)


_READING: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_ARCHIVE: Final = b"PK\x03\x04"
_NO_FILE: Final = "it is a pipe or a device, not a file"
_LINK: Final = "it is a link to a folder elsewhere, which is not walked: name that folder"


def _of_archive(path: Path, name: str, file: IO[bytes], *, named: bool) -> Iterator[FoundFile]:
    is_app = name.lower().endswith(".ipa")
    matters = named or is_app
    is_wanted = _is_of_app if is_app else _is_looked_at
    members: list[zipfile.ZipInfo] = []
    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            for member in archive.infolist():
                if problem := _not_opened(member.filename, matters=matters):
                    yield FoundFile(f"{name}!{member.filename}", path, problem, named=True)
                elif is_wanted(member.filename):
                    members.append(member)
            for member in members[:_MOST_MEMBERS]:
                yield _of_member(archive, member, f"{name}!{member.filename}", path)
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds for a broken archive
        if matters:
            yield FoundFile(name, path, Problem("malformed", _NO_ARCHIVE), named=True)
        return
    if len(members) > _MOST_MEMBERS:
        what = f"more than {_MOST_MEMBERS} profiles, settings and credentials are in it"
        yield FoundFile(name, path, Problem("too large", what), named=True)
    elif not members and matters:
        what = "it is an archive with no credential, no profile and no settings of an app"
        yield FoundFile(name, path, Problem("not a credential", what), named=True)


def _not_opened(name: str, *, matters: bool) -> Problem | None:
    """Return the problem with an archive inside an archive; ``None`` for any other file."""
    if name.lower().endswith(_ANDROID):
        return Problem("unclear form", _COMPILED)
    if name.lower().endswith((".ipa", ".zip") if matters else ".ipa"):
        return Problem("malformed", _WITHIN)
    return None


_NO_ARCHIVE: Final = "it is not a readable archive"
_COMPILED: Final = (
    "its Firebase project is in compiled resources, which are not read: "
    "name the google-services.json of its variant"
)
_WITHIN: Final = "it is inside another archive, which is not opened: extract it"


class _Bounded:
    """A file object that never returns more than a limit at once.

    zipfile reads the directory of an archive as a whole and makes an object of each entry.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read a piece; raises ``ValueError`` for one larger than any app's archive needs."""
        data = self._file.read(size if 0 <= size <= _MAX_LIST else _MAX_LIST + 1)
        if len(data) > _MAX_LIST:
            raise ValueError
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _of_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, path: Path
) -> FoundFile:
    data: bytes | Problem = Problem("malformed", "it cannot be read from its archive")
    # Apple's tools write no other compression; others can take much memory.
    if member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        try:
            with archive.open(member) as file:
                # Never more than the limit, whatever size the archive declares.
                data = file.read(MAX_BYTES + 1)
        except Exception:  # noqa: BLE001 - as above: encrypted, broken, cut short
            return FoundFile(name, path, data, named=True, member=member.filename)
    return FoundFile(name, path, data, named=isinstance(data, Problem), member=member.filename)


def _not_readable(error: OSError) -> Problem:
    return Problem("malformed", f"it cannot be read: {error.strerror}")
