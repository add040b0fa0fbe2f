"""Files, folders and archives for tests, and what is told of them."""

import zipfile
from pathlib import Path

from hubwarden.builds.inspected_files import look
from hubwarden.credential_files import (
    Problem,
)


def put(name, data=b"", folder=Path()):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def archive(name, members, **how):
    with zipfile.ZipFile(name, "w", **how) as file:
        for member, data in members.items():
            file.writestr(member, data)
    return Path(name)


def seen(*paths, password=None):
    return {file.name: file.found for file in look([Path(path) for path in paths], password)}


def kinds(found):
    return {
        name: item.kind if isinstance(item, Problem) else type(item) for name, item in found.items()
    }
