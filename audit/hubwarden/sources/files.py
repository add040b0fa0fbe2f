"""Credential files, and what an app was built with: facts of each file, and the subjects they make."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from hubwarden.errors import InputError
from hubwarden.facts import PROFILE_SIGNERS
from hubwarden.inspection import (
    Certificate,
    Entitlements,
    GoogleServices,
    Inspected,
    Inspector,
    Problem,
    Profile,
    Purpose,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.model.base import Location, Origin, ResourceId, Subject, make
from hubwarden.model.build import Build
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, Browser, FcmV1
from hubwarden.model.resources import Hub

_MAX_BYTES: Final = 10 * 1024 * 1024
_PASSED_OVER: Final = frozenset({".git", ".venv", "node_modules", "__pycache__"})
_IN_ARCHIVES: Final = (
    "embedded.mobileprovision",
    ".entitlements",
    ".xcent",
    "google-services.json",
)
"""Names, or ends of names, of what is looked at in an .ipa or another archive."""
_MOST_MEMBERS: Final = 100
"""So many of them are looked at; an app with all its extensions has a dozen."""
_MAX_LIST: Final = 8 * 1024 * 1024
"""Bytes of an archive's list of contents: an app with 50,000 files has 5 million."""
_CONTAINERS: Final = (".p12", ".pfx", ".p8")
_CREDENTIALS: Final = (
    *_CONTAINERS,
    *_IN_ARCHIVES,
    ".pem",
    ".cer",
    ".mobileprovision",
    ".provisionprofile",
)
"""Ends of names of which a broken file matters, though nobody named it."""
_IN_JSON: Final = (b'"private_key"', b'"project_info"')
"""What of JSON does."""
_BUNDLES: Final = (".app", ".appex")


@dataclass(frozen=True, slots=True)
class File:
    """One file, and what is in it."""

    name: str
    """A path; a member of an archive stands behind an exclamation mark."""
    digest: str
    """SHA-256, hexadecimal; empty where it was not read."""
    found: Inspected | Problem
    below: Path
    """What was named: the file itself, or a folder or an archive that it is in."""

    def is_in(self, path: Path) -> bool:
        """Tell whether it is at a path, or below it; it may have been found through another one."""
        own = Path(self.name.partition("!")[0])
        return self.below == path or own.resolve().is_relative_to(path.resolve())


@dataclass(frozen=True, slots=True)
class _Content:
    """What one file holds, or why it cannot be read."""

    name: str
    data: bytes | Problem
    named: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The hub that builds are held against."""

    hub: Hub
    held: dict[str, Any]
    """``apns`` and ``fcm_v1``, as far as they are known."""
    unknown: dict[str, str]
    """Why the others are not."""


def look(paths: Sequence[Path], password: bytes | None) -> list[File]:
    """Inspect files, and those in folders and archives.

    What is no credential is passed over in folders and archives, and told where it was named. Raises
    ``InputError`` for a path that is not there.
    """
    files: dict[tuple[str, str], File] = {}
    with Inspector() as inspector:
        for path in paths:
            for one in _contents(path):
                digest, found = _inspected(inspector, one, password)
                if one.named or _is_ours(one, found):
                    # The same file may be named twice, and stand in a folder that is named, too.
                    files.setdefault((one.name, digest), File(one.name, digest, found, path))
    return list(files.values())


def _inspected(
    inspector: Inspector, one: _Content, password: bytes | None
) -> tuple[str, Inspected | Problem]:
    if isinstance(one.data, Problem):
        return "", one.data
    found = inspector.inspect(one.data, one.name, password)
    if (
        password is not None
        and isinstance(found, Problem)
        and found.kind.startswith("wrong password")
    ):
        # One password is given for all files, and a file may need none.
        without = inspector.inspect(one.data, one.name)
        found = without if _is_open(without) else found
    return hashlib.sha256(one.data).hexdigest(), found


def _is_open(found: Inspected | Problem) -> bool:
    """Tell whether all that is in a file was read."""
    if isinstance(found, Certificate):
        return not found.has_private_key or found.private_key_fits is not None
    return not isinstance(found, Problem)


def _is_ours(one: _Content, found: Inspected | Problem) -> bool:
    """Tell whether a file that nobody named is a credential, or may be one that is broken.

    Folders hold much that only looks alike: other certificates and keys, programs that speak of keys,
    and files of any kind that begin as a credential does.
    """
    name = one.name.lower()
    match found:
        case Problem(kind="not a credential"):
            return False
        case Problem(kind="malformed" | "too large"):
            return name.endswith(_CREDENTIALS) or (
                name.endswith(".json")
                and isinstance(one.data, bytes)
                and any(word in one.data for word in _IN_JSON)
            )
        case Certificate(purpose=Purpose.OTHER) | SigningKey(usable=False):
            return name.endswith(_CONTAINERS)
        case VapidKeys():
            return found.public_ok or found.private_ok
    return True


def subjects(files: Sequence[File], target: Target | None) -> list[Subject]:
    """Return what rules can judge of the files."""
    return [one for file in files if (one := _subject(file, target, files)) is not None]


def _contents(path: Path) -> Iterator[_Content]:
    """Yield every file at a path."""
    try:
        path.stat()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=_name(path)) from None
    if not path.is_dir():
        yield from _of_file(path, named=True)
        return
    closed: list[OSError] = []
    root = path.resolve()
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(set(folders) - _PASSED_OVER)
        for below in (Path(folder) / name for name in folders):
            if below.is_symlink() and not below.resolve().is_relative_to(root):
                yield _Content(_name(below), Problem("not a credential", _LINK), named=True)
        for name in sorted(names):
            yield from _of_file(Path(folder) / name, named=False)
    for one in closed:
        yield _Content(_name(Path(one.filename)), _not_readable(one), named=True)


def _of_file(path: Path, *, named: bool) -> Iterator[_Content]:
    try:
        # Nobody may ever write to a pipe: to open it must not wait, and it is not read.
        with os.fdopen(os.open(path, _READING), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                if named:
                    yield _Content(_name(path), Problem("not a credential", _NO_FILE), named)
                return
            if file.read(4) == _ARCHIVE:
                yield from _of_archive(path, file, named=named)
                return
            if path.name.lower().endswith(".ipa"):
                yield _Content(_name(path), Problem("malformed", _NO_ARCHIVE), named=True)
                return
            file.seek(0)
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        if named or path.name.lower().endswith((*_CREDENTIALS, ".json", ".ipa")):
            yield _Content(_name(path), _not_readable(error), named=True)
        return
    # A film is no credential.
    if named or len(data) <= _MAX_BYTES or path.name.lower().endswith(_CREDENTIALS):
        yield _Content(_name(path), data, named)


_READING: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_ARCHIVE: Final = b"PK\x03\x04"
_NO_FILE: Final = "it is a pipe or a device, not a file"
_LINK: Final = "it is a link to a folder elsewhere, which is not walked: name that folder"


def _of_archive(path: Path, file: IO[bytes], *, named: bool) -> Iterator[_Content]:
    name = _name(path)
    matters = named or name.lower().endswith(".ipa")
    members: list[zipfile.ZipInfo] = []
    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            for member in archive.infolist():
                within = f"{name}!{member.filename}"
                if member.filename.lower().endswith(".ipa"):
                    yield _Content(within, Problem("malformed", _WITHIN), named=True)
                elif member.filename.lower().endswith(_IN_ARCHIVES):
                    members.append(member)
            for member in members[:_MOST_MEMBERS]:
                yield _of_member(archive, member, f"{name}!{member.filename}")
    except Exception:  # noqa: BLE001 - the library raises errors of many kinds for a broken archive
        if matters:
            yield _Content(name, Problem("malformed", _NO_ARCHIVE), named=True)
        return
    if len(members) > _MOST_MEMBERS:
        what = f"more than {_MOST_MEMBERS} profiles and settings are in it"
        yield _Content(name, Problem("too large", what), named=True)
    elif not members and matters:
        what = "it is an archive with no profile and no settings of an app"
        yield _Content(name, Problem("not a credential", what), named=True)


_NO_ARCHIVE: Final = "it is no archive that can be read"
_WITHIN: Final = "it stands in another archive, which is not opened: take it out"


class _Bounded:
    """A file of which the library gets no large piece at once.

    It reads an archive's list of contents as a whole, and makes an object of each entry.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Read a piece; raises ``ValueError`` for one that no list of an app's contents needs."""
        data = self._file.read(size if 0 <= size <= _MAX_LIST else _MAX_LIST + 1)
        if len(data) > _MAX_LIST:
            raise ValueError
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _of_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> _Content:
    data: bytes | Problem = Problem("malformed", "it cannot be read from its archive")
    # Apple's tools write no other; those take much memory.
    if member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        try:
            with archive.open(member) as file:
                # Never more than asked for, whatever the archive says of the size.
                data = file.read(_MAX_BYTES + 1)
        except Exception:  # noqa: BLE001 - as above: encrypted, broken, cut short
            return _Content(name, data, named=True)
    return _Content(name, data, named=isinstance(data, Problem))


def _not_readable(error: OSError) -> Problem:
    return Problem("malformed", f"it cannot be read: {error.strerror}")


def _name(path: Path) -> str:
    """Return how a file is named: relative to the current folder where it is below it.

    Links keep their own names. Bytes of a name that are no text are spelled out.
    """
    with contextlib.suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_build(file: File) -> bool:
    """Tell whether a file tells what an app was built with."""
    return isinstance(file.found, Profile | Entitlements | GoogleServices) and not _is_part(file)


def _is_part(file: File) -> bool:
    """Tell whether a file belongs to an extension or a watch app in an app, which gets no pushes."""
    inside = file.name.removeprefix(_name(file.below)).replace("!", "/")
    parts = f"{file.below.resolve().name}/{inside}".split("/")
    return sum(part.endswith(_BUNDLES) for part in parts) > 1


def _subject(file: File, target: Target | None, files: Sequence[File]) -> Subject | None:
    kind, told = _told(file.found)
    if kind is None or (kind is Build and _is_part(file)):
        return None
    unknown = _unknown_of(file.found)
    if kind is Build and target is not None:
        told |= {"hub": target.hub.id, **target.held}
        unknown = {**target.unknown, **_missing(file, told, files)}
    for field in unknown:
        told.pop(field, None)
    return _make(file, kind, unknown, target.hub.origin.stack if target else None, told)


def _missing(file: File, told: Mapping[str, Any], files: Sequence[File]) -> dict[str, str]:
    """Return what should be compared with the hub, and no file of the build tells."""
    for_android = isinstance(file.found, GoogleServices)
    fields = ["firebase_project"] if for_android else ["bundle_id", "team_ids"]
    builds = [one for one in files if is_build(one)]
    # With two files of one kind there may be two builds, and one says nothing of the other.
    of_one = len({type(one.found) for one in builds}) == len(builds)
    beside = [_told(one.found)[1] for one in builds] if of_one else []
    return {
        field: "no file of the build tells it"
        for field in fields
        if not told[field] and not any(one[field] for one in beside)
    }


def _told(found: Inspected | Problem) -> tuple[type[Subject] | None, dict[str, Any]]:
    """Return what a file makes, and the fields that it tells."""
    match found:
        case Certificate():
            return ApnsCertificate, {"content": found, "bundle_id": None}
        case SigningKey():
            # In a file the PEM lines are where they belong.
            return ApnsToken, {"content": replace(found, pem_markers=False)}
        case ServiceAccount():
            return FcmV1, _service_account(found)
        case VapidKeys():
            return Browser, {"content": found, **_in_clear("vapidPrivateKey")}
        case Problem():
            return None, {}
    return Build, {**_NO_BUILD, **_of_build(found)}


_NO_BUILD: Final[dict[str, Any]] = {
    "environment": None,
    "bundle_id": None,
    "team_ids": (),
    "expires": None,
    "signature": "unsigned",
    "by_apple": None,
    "firebase_project": None,
    "hub": None,
    "apns": None,
    "fcm_v1": None,
}


def _of_build(found: Profile | Entitlements | GoogleServices) -> dict[str, Any]:
    if isinstance(found, GoogleServices):
        return {"kind": "google-services", "firebase_project": found.project_id}
    told = {"environment": found.environment, "bundle_id": found.bundle_id}
    if isinstance(found, Entitlements):
        team = (found.team_id,) if found.team_id else ()
        return {"kind": "entitlements", "team_ids": team, **told}
    return {
        "kind": "profile",
        "team_ids": found.team_ids,
        "expires": found.expires,
        "signature": found.signature,
        "by_apple": found.apple_chain and found.signer in PROFILE_SIGNERS,
        **told,
    }


def _service_account(account: ServiceAccount) -> dict[str, Any]:
    content = account.key if account.usable else None
    told: dict[str, Any] = {
        "client_email": account.client_email,
        "content": content or Problem("malformed", "it has no usable private key"),
        **_in_clear("privateKey"),
    }
    return told | ({"project_id": account.project_id} if account.project_id else {})


def _unknown_of(found: Inspected | Problem) -> dict[str, str]:
    """Return what a file holds in a form that is not known, so that it is neither there nor missing."""
    if isinstance(found, ServiceAccount) and found.client_email == "":
        return {"client_email": "its client_email has no form that is known"}
    return {}


def _in_clear(field: str) -> dict[str, Any]:
    """Return what holds of key material in a file: it stands there as it is."""
    return {"in_clear": (field,), "placeholders": {}}


def _make(
    file: File,
    kind: type[Subject],
    unknown: dict[str, str] | None,
    stack: str | None,
    known: dict[str, Any],
) -> Subject:
    return make(
        kind,
        id=ResourceId(file.name),
        origin=Origin("files", Location(file.name), stack=stack),
        unknown=unknown or {},
        **known,
    )
