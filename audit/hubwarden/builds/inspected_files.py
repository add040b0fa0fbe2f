"""Inspects credential files and builds, also inside folders and archives."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hubwarden.builds.app_binaries import app_of, binaries, is_app_info
from hubwarden.builds.walking import CONTAINERS, CREDENTIALS, FoundFile, is_unmistakable, walk
from hubwarden.credential_files import (
    AppInfo,
    Certificate,
    Inspected,
    Inspector,
    Problem,
    Purpose,
    SigningKey,
    VapidKeys,
)
from hubwarden.credential_files.forms import form_warning
from hubwarden.credential_files.inspected_file import InspectedFile

_IN_JSON: Final = (b'"private_key"', b'"project_info"')
"""Member names by which a JSON file with credentials is recognised."""


def look(
    paths: Sequence[Path], password: bytes | None, project: Path | None = None
) -> list[InspectedFile]:
    """Inspect files, including those in folders and archives.

    A file that is not a credential is left out if it was found in a folder or archive, and reported if the user
    named it. Raises ``InputError`` for a path that does not exist.
    """
    files: dict[tuple[str, str], InspectedFile] = {}
    with Inspector() as inspector:
        for path in paths:
            for item in walk(path, project):
                digest, found = _inspected(inspector, item, password)
                file = InspectedFile(
                    item.name, digest, found, item.path, path, item.member, _form(item, found)
                )
                if item.named or _is_ours(item, found) or is_app_info(file):
                    # The user may name a file, and also the folder that contains it. That the file itself was named
                    # must be kept: it says which variant of a source tree is meant.
                    known = files.setdefault((item.name, digest), file)
                    if item.path == path and app_of(known) is None:
                        files[item.name, digest] = file
        for file in list(binaries(list(files.values()), inspector)):
            files.setdefault((file.name, file.digest), file)
    return list(files.values())


def _inspected(
    inspector: Inspector, file: FoundFile, password: bytes | None
) -> tuple[str, Inspected | Problem]:
    if isinstance(file.data, Problem):
        return "", file.data
    found = inspector.inspect(file.data, file.name, password)
    if (
        password is not None
        and isinstance(found, Problem)
        and found.kind.startswith("wrong password")
    ):
        # There is one password for all files, and this one may need none.
        without = inspector.inspect(file.data, file.name)
        found = without if _is_open(without) else found
    return hashlib.sha256(file.data).hexdigest(), found


def _form(file: FoundFile, found: Inspected | Problem) -> str:
    return form_warning(file.data, found) if isinstance(file.data, bytes) else ""


def _is_open(found: Inspected | Problem) -> bool:
    """Tell whether a file was read completely."""
    if isinstance(found, Certificate):
        return not found.has_private_key or found.private_key_fits is not None
    return not isinstance(found, Problem)


def _is_ours(file: FoundFile, found: Inspected | Problem) -> bool:
    """Tell whether a file that the user did not name is a credential, or may be a damaged one.

    Folders contain many files that only look similar: other certificates and keys, source code about keys, and
    files of any kind that begin like a credential.
    """
    name = file.name.lower()
    match found:
        case AppInfo():
            return False
        case Problem(kind="not a credential"):
            return is_unmistakable(name)
        case Problem(kind="malformed" | "too large"):
            return (
                name.endswith(CREDENTIALS)
                or is_unmistakable(name)
                or (
                    name.endswith(".json")
                    and isinstance(file.data, bytes)
                    and any(word in file.data for word in _IN_JSON)
                )
            )
        case Certificate(purpose=Purpose.OTHER) | SigningKey(usable=False):
            return name.endswith(CONTAINERS)
        case VapidKeys():
            return found.public_ok or found.private_ok
    return True
