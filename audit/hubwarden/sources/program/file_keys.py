"""Which files a project and its stacks have, and what of them is not read.

Keys are those of ``Project`` and ``ProjectStack`` in pulumi's ``sdk/go/common/workspace/project.go``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hubwarden.location import Location
from hubwarden.model.source_info import Gap
from hubwarden.yaml_with_lines import Lined

_PROJECT_KEYS: Final = frozenset(
    {
        *("author", "backend", "config", "description", "license", "main", "name", "options"),
        *("packages", "plugins", "requiredPulumiVersion", "runtime", "stackConfigDir"),
        *("template", "website"),
    }
)
_STACK_KEYS: Final = frozenset(
    {"config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider"}
)
_ENDINGS: Final = (".json", ".yaml", ".yml")
"""In the order in which Pulumi takes them, where a folder has several."""


def project_file(folder: Path) -> Path | None:
    """Return the project file of a folder, however it ends; ``None`` where it has none."""
    files = (folder / f"Pulumi{ending}" for ending in _ENDINGS)
    return next((path for path in files if path.is_file()), None)


def unread(project: Lined, stack: Lined, source: str) -> Iterator[Gap]:
    """Yield the keys of both files that may change the deployment and are not read."""
    if stack.data.get("environment"):
        yield _gap(
            stack, "environment", source, "an environment of the Pulumi service is not read offline"
        )
    for lined, known in ((project, _PROJECT_KEYS), (stack, _STACK_KEYS)):
        for key in sorted(map(str, lined.data.keys() - known)):
            yield _gap(
                lined, key, source, "it is no key that is known here, and may change anything"
            )


def _gap(lined: Lined, key: str, source: str, reason: str) -> Gap:
    return Gap(source, f"key {key}", reason, Location(lined.file, lined.line((key,))))
