"""The entitlements in the signed binaries of apps; a profile alone only says what an app may use.

Only the app itself counts: its extensions and watch apps do not receive pushes of their own.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from hubwarden.credential_files import AppInfo, Inspector, Problem
from hubwarden.credential_files.inspected_file import InspectedFile

BUNDLES: Final = (".app", ".appex")
INFO: Final = "Info.plist"
_PIECE: Final = 1024 * 1024
_NO_INFO: Final = Problem(
    "malformed", "it is not there, so the app's binary, which has the entitlements, is not found"
)
_NO_NAME: Final = Problem(
    "malformed", "it names no binary, so the entitlements that the app is signed with are not read"
)


def app_of(file: InspectedFile) -> tuple[str, ...] | None:
    """Return the path of the app that a file belongs to: the name of what the user named, and the folders below it.

    ``None`` for a file that the user named itself, and for a file outside apps or in an extension of one.
    """
    if file.member:
        parts = (file.below.resolve().name, *file.member.split("/")[:-1])
    elif file.path != file.below:
        inside = file.path.parent.relative_to(file.below).parts
        parts = (file.below.resolve().name, *inside)
    else:
        return None
    bundles = [index for index, part in enumerate(parts) if part.endswith(BUNDLES)]
    if len(bundles) != 1:
        return None
    return (str(file.path if file.member else file.below), *parts[: bundles[0] + 1])


def is_app_info(file: InspectedFile) -> bool:
    """Tell whether a file is, or should be, the Info.plist of an app."""
    app = app_of(file)
    return app is not None and _rest(file, app) in ((INFO,), ("Contents", INFO))


def binaries(files: Sequence[InspectedFile], inspector: Inspector) -> Iterator[InspectedFile]:
    """Yield the binary of each app among the files, or the problem with reading it."""
    apps: dict[tuple[str, ...], list[InspectedFile]] = {}
    for file in files:
        app = app_of(file)
        if app is not None:
            apps.setdefault(app, []).append(file)
    for app, inside in apps.items():
        about = next((file for file in inside if is_app_info(file)), None)
        if about is None:
            yield _beside(inside[0], _root_name(inside[0], app), INFO, _NO_INFO)
        elif isinstance(about.found, AppInfo):
            yield _binary(about, about.found, inspector)


def _rest(file: InspectedFile, app: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a file's name below its app."""
    inside = (
        file.member.split("/") if file.member else file.path.relative_to(file.below).parts
    )  # app: the name of what the user named, and the folders below it
    return tuple(inside[len(app) - 2 :])


def _root_name(file: InspectedFile, app: tuple[str, ...]) -> str:
    rest = "/".join(_rest(file, app))
    return file.name.removesuffix(rest)


def _binary(about: InspectedFile, info: AppInfo, inspector: Inspector) -> InspectedFile:
    folder = about.name.removesuffix(INFO)
    if info.executable is None:
        return _beside(about, folder, INFO, _NO_NAME)
    inside: tuple[str, ...] = (info.executable,)
    if folder.endswith("Contents/"):  # an app for macOS
        inside = ("MacOS", info.executable)
    member = about.member.removesuffix(INFO) + "/".join(inside) if about.member else ""
    path = about.path if about.member else about.path.parent.joinpath(*inside)
    found = inspector.inspect_binary(str(path), member or None)
    digest = "" if isinstance(found, Problem) else _digest(path, member)
    return InspectedFile(folder + "/".join(inside), digest, found, path, about.below, member)


def _beside(file: InspectedFile, folder: str, name: str, found: Problem) -> InspectedFile:
    return InspectedFile(folder + name, "", found, file.path, file.below, file.member)


def _digest(path: Path, member: str) -> str:
    """Return the SHA-256 of a binary, hexadecimal; empty where it can no longer be read."""
    digest = hashlib.sha256()
    with contextlib.suppress(OSError, KeyError, ValueError, zipfile.BadZipFile):
        with contextlib.ExitStack() as stack:
            file: IO[bytes] = stack.enter_context(path.open("rb"))
            if member:
                archive = stack.enter_context(zipfile.ZipFile(file))
                file = stack.enter_context(archive.open(member))
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()
    return ""
