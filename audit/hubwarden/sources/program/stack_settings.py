"""Reads ``Pulumi.yaml`` and ``Pulumi.<stack>.yaml`` as the Pulumi command does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Any, Final

from hubwarden.errors import InputError
from hubwarden.input_files import as_text
from hubwarden.location import Location
from hubwarden.paths import display_path
from hubwarden.sources.program.file_keys import project_file as project_path
from hubwarden.sources.program.project_runtime import OTHER_LANGUAGE, language_in
from hubwarden.sources.program.setting_lines import find_setting
from hubwarden.sources.pulumi.passphrase import Opener, opener, why_closed
from hubwarden.sources.pulumi.written_in_clear import Setting
from hubwarden.yaml_with_lines import Lined, read_yaml

PLACEHOLDER: Final = "hubwarden-placeholder"
"""The prefix of placeholders for secrets that are not available offline."""
ENCRYPTED: Final = f"{PLACEHOLDER}-encrypted"
"""The prefix of placeholders for secrets that are available, but encrypted."""


@dataclass(frozen=True, slots=True)
class StackSettings:
    """A project and one of its stacks: the program, and its configuration."""

    project: str
    stack: str
    root: Path
    """The folder of ``Pulumi.yaml``."""
    main: Path
    """The folder or the file of the program."""
    config: Mapping[str, str] = field(repr=False)
    secret_keys: tuple[str, ...]
    """The configuration keys whose values are encrypted in the stack file."""
    opened: frozenset[str] = field(repr=False)
    """The secrets that could be decrypted with the passphrase."""
    why_closed: str
    """Why other secrets could not be decrypted, in words for the user."""
    files: tuple[Path, Path]
    """The files of the project and the stack."""
    project_file: Lined = field(repr=False)
    stack_file: Lined = field(repr=False)

    def in_clear(self) -> tuple[Setting, ...]:
        """Return the texts in both files that are not encrypted, including comments."""
        settings = tuple(
            Setting(".".join(str(part) for part in path[1:]), text, Location(lined.file, line))
            for lined in (self.stack_file, self.project_file)
            for path, text in lined.texts.items()
            if path[:1] == ("config",) and path[-1] != "secure" and text
            for line in [lined.line(path)]
        )
        comments = (
            Setting("", text, Location(lined.file, line))
            for lined, path in zip((self.project_file, self.stack_file), self.files, strict=True)
            for line, text in _comments(path, lined)
        )
        return (*settings, *comments)

    def display(self, path: Path) -> str:
        """Return the name of a file in reports."""
        return display_path(path, self.root)

    def locate(self, path: str) -> Location | None:
        """Return the location of a setting by its dotted path below the project's own prefix.

        The stack file is searched first, then the project file. If neither has the setting, return the location of
        the nearest setting that contains it.
        """
        return find_setting(self.project, (self.stack_file, self.project_file), path)


def find_project(start: Path) -> Path:
    """Return the nearest folder at or above ``start`` with a ``Pulumi.yaml``.

    Raises ``InputError`` where there is none.
    """
    for folder in (start, *start.parents):
        if project_path(folder):
            return folder
    raise InputError("no Pulumi.yaml here or in any folder above", file=str(start))


def stacks_beside(root: Path) -> tuple[str, ...]:
    """Return the names, sorted, of the stacks with a file in the project's folder for stack files.

    Raises ``InputError`` where the project file cannot be read.
    """
    return _stacks(*_stack_files(root, *read_project(root)))


def read_project(root: Path) -> tuple[Path, Lined]:
    """Return the path and the data of a folder's project file; raises ``InputError`` where it cannot be read."""
    path = project_path(root) or root / "Pulumi.yaml"
    return path, _mapping(read_yaml(path, path.name), in_config=dict | str)


def _stack_files(root: Path, path: Path, project_file: Lined) -> tuple[Path, str]:
    """Return the folder and the ending of stack files; the ending is that of the project file."""
    key = "stackConfigDir"
    old = project_file.data.get("config")
    if isinstance(old, str):  # the older meaning of this key: the folder of the stack files
        if key in project_file.data:
            message = "names a folder, and stackConfigDir does, too: keep stackConfigDir alone"
            line = project_file.line(("config",))
            raise InputError(message, file=path.name, line=line, field="config")
        key = "config"
    folder = project_file.data.get(key) or "."
    if not isinstance(folder, str):
        line = project_file.line((key,))
        message = "is not the name of a folder"
        raise InputError(message, file=path.name, line=line, field=key)
    return root / folder, path.suffix


def _stacks(folder: Path, ending: str) -> tuple[str, ...]:
    names = (path.name for path in folder.glob(f"Pulumi.*{ending}"))
    return tuple(sorted(name[len("Pulumi.") : -len(ending)] for name in names))


def settings_files(root: Path, stack: str) -> tuple[Lined, Lined] | None:
    """Return the project file and the file of a stack; ``None`` where there is no such stack.

    Raises ``InputError`` where one of them cannot be read.
    """
    path, project_file = read_project(root)
    folder, ending = _stack_files(root, path, project_file)
    stack_path = folder / f"Pulumi.{stack}{ending}"
    if not stack_path.is_file():
        return None
    return project_file, _mapping(read_yaml(stack_path, display_path(stack_path, root)))


def load(root: Path, stack: str) -> StackSettings:
    """Read the settings of a stack.

    Raises ``InputError`` where a file is missing or malformed, and where the project requires a key that the stack
    does not set. No message quotes a value.
    """
    path, project_file = read_project(root)
    folder, ending = _stack_files(root, path, project_file)
    stack_path = folder / f"Pulumi.{stack}{ending}"
    shown = display_path(stack_path, root)
    if not stack_path.is_file():
        known = ", ".join(_stacks(folder, ending)) or "none"
        raise InputError(f"there is no such stack file; stacks here: {known}", file=shown)
    stack_file = _mapping(read_yaml(stack_path, shown))
    name = project_file.data.get("name")
    if not isinstance(name, str):
        raise InputError(
            "a project needs a name",
            file=project_file.file,
            line=project_file.line(("name",)),
            field="name",
        )
    if language_in(project_file) != "python":
        raise InputError(
            "only Python programs can be run offline",
            file=project_file.file,
            line=project_file.line(("runtime",)),
            field="runtime",
            hint=OTHER_LANGUAGE,
        )
    config, secret_keys, opened = _merge(name, project_file, stack_file)
    return StackSettings(
        project=name,
        stack=stack,
        root=root,
        main=root / str(project_file.data.get("main") or "."),
        config=config,
        secret_keys=secret_keys,
        opened=opened,
        why_closed=why_closed(stack_file.data.get("encryptionsalt")),
        files=(path, stack_path),
        project_file=project_file,
        stack_file=stack_file,
    )


def _mapping(lined: Lined, in_config: type | UnionType = dict) -> Lined:
    if lined.data is None:
        return Lined(lined.file, {}, lined.lines, lined.texts)
    if not isinstance(lined.data, dict):
        raise InputError("is not a mapping", file=lined.file, line=1)
    if not isinstance(lined.data.get("config") or {}, in_config):
        line = lined.line(("config",))
        raise InputError("is not a mapping", file=lined.file, line=line, field="config")
    return lined


def _merge(
    project: str, project_file: Lined, stack_file: Lined
) -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    open_one = opener(stack_file.data.get("encryptionsalt"))
    opened: set[str] = set()

    def unseal(text: str) -> str | None:
        plain = open_one(text)
        opened.update({plain} if plain else ())
        return plain

    config: dict[str, str] = {}
    secret_keys: list[str] = []
    own = stack_file.data.get("config") or {}
    set_by_stack = {_qualified(project, str(key)) for key in own}
    declared_keys = project_file.data.get("config")
    for key, declared in declared_keys.items() if isinstance(declared_keys, dict) else ():
        full = _qualified(project, str(key))
        value = declared
        if isinstance(declared, dict) and declared.keys() & {"value", "default", "type", "secret"}:
            value = declared.get("value", declared.get("default"))
            if value is None and full.startswith(f"{project}:") and full not in set_by_stack:
                raise InputError(
                    "the project demands this key and the stack does not set it",
                    file=stack_file.file,
                    field=full,
                )
        if value is not None:
            plain, hidden = _hide(full, value, unseal)
            config[full] = _as_text(plain)
            if hidden:
                secret_keys.append(full)
    for key, value in own.items():
        full = _qualified(project, str(key))
        plain, hidden = _hide(full, value, unseal)
        spelt = stack_file.texts.get(("config", str(key)))
        # The program gets a plain value as it is spelt: 1.10 is not 1.1.
        config[full] = _as_text(plain) if spelt is None or plain is None else spelt
        if hidden:
            secret_keys.append(full)
    return config, tuple(secret_keys), frozenset(opened)


def _qualified(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _hide(key: str, value: Any, unseal: Opener) -> tuple[Any, bool]:
    """Decrypt a value or put a placeholder there; one encrypted part makes the whole key secret."""
    if isinstance(value, dict):
        if value.keys() == {"secure"}:
            plain = unseal(str(value["secure"]))
            return f"{ENCRYPTED}({key})" if plain is None else plain, True
        pairs = {name: _hide(f"{key}.{name}", item, unseal) for name, item in value.items()}
        return {name: pair for name, (pair, _) in pairs.items()}, any(h for _, h in pairs.values())
    if isinstance(value, list):
        items = [_hide(f"{key}[{index}]", item, unseal) for index, item in enumerate(value)]
        return [item for item, _ in items], any(hidden for _, hidden in items)
    return value, False


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)


def _comments(path: Path, lined: Lined) -> Iterator[tuple[int, str]]:
    """Yield the comments of a file, with their lines."""
    for number, line in enumerate(as_text(path.read_bytes(), lined.file).splitlines(), 1):
        found = _COMMENT.search(line)
        # A # inside a value does not begin a comment.
        if found and not any(found[1].rstrip("'\"") in text for text in lined.texts.values()):
            yield number, found[1]


_COMMENT: Final = re.compile(r"(?:^|\s)#\s*(\S.*)")
