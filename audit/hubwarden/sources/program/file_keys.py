"""The files of a project and its stacks, and the keys in them that are not read.

The keys are those of ``Project`` and ``ProjectStack`` in pulumi's ``sdk/go/common/workspace/project.go``
(github.com/pulumi/pulumi at commit 0351806b, read on 2026-11-27). Pulumi keeps all other keys and passes them on,
in particular to the language runtime.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hubwarden.location import Location
from hubwarden.model.source_info import Gap
from hubwarden.yaml_with_lines import Lined, Path_

_PROJECT_KEYS: Final = frozenset(
    {
        *("author", "backend", "config", "description", "license", "main", "name", "options"),
        *("packages", "plugins", "requiredPulumiVersion", "runtime", "stackConfigDir"),
        *("template", "website"),
    }
)
_ENVIRONMENTS: Final = ("environment", "mainEnvironment")
_STACK_KEYS: Final = frozenset(
    {"config", "encryptedkey", "encryptionsalt", "secretsprovider", *_ENVIRONMENTS}
)
_ENDINGS: Final = (".json", ".yaml", ".yml")
"""In the order in which Pulumi looks for them, where a folder has several."""


def project_file(folder: Path) -> Path | None:
    """Return the project file of a folder, whatever its ending; ``None`` where it has none."""
    files = (folder / f"Pulumi{ending}" for ending in _ENDINGS)
    return next((path for path in files if path.is_file()), None)


def unread(project: Lined, stack: Lined, source: str) -> Iterator[Gap]:
    """Yield gaps for the keys of both files that may change the deployment and are not read."""
    for key in _ENVIRONMENTS:
        if stack.data.get(key):
            reason = "an environment of the Pulumi service is not read offline"
            yield _gap(stack, (key,), source, reason)
    yield from _replaced_plugins(project, source)
    for lined, known in ((project, _PROJECT_KEYS), (stack, _STACK_KEYS)):
        for key in sorted(map(str, lined.data.keys() - known)):
            yield _gap(
                lined, (key,), source, "this key is not known here, so neither is its effect"
            )


def _replaced_plugins(project: Lined, source: str) -> Iterator[Gap]:
    """Yield gaps for replacements of a released provider, language or analyzer."""
    plugins = project.data.get("plugins") or {}
    kinds = plugins.items() if isinstance(plugins, dict) else [("", plugins)]
    for kind, listed in kinds:
        for index, _ in enumerate(listed if isinstance(listed, list) else [listed]):
            path: Path_ = (
                ("plugins", kind, index) if isinstance(listed, list) else ("plugins", kind)
            )
            if listed is not None:
                yield _gap(project, path, source, _PLUGIN)


_PLUGIN: Final = "a plugin of your own takes the place of the released one, and what it makes of the program is not known"


def _gap(lined: Lined, path: Path_, source: str, reason: str) -> Gap:
    key = ".".join(str(part) for part in path if part != "")
    return Gap(source, f"key {key}", reason, Location(lined.file, lined.line(path)))
