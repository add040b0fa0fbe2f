"""YAML files with the line of every key, for messages and findings that name their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from hubwarden.errors import InputError

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_NODES: Final = 200_000
_MAX_BYTES: Final = 5_000_000

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Lined:
    """The data of a YAML file, and where each part of it stands."""

    file: str
    data: Any
    lines: Mapping[Path_, int]
    """Line of each key and list item, by its path from the root; lines count from 1."""

    def line(self, path: Path_) -> int | None:
        """Return the line of ``path``, or of the nearest part around it that the file has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def read_yaml(path: Path, *, shown_as: str = "") -> Lined:
    """Read a YAML file.

    ``shown_as`` is how messages name the file; else ``shown`` says it. Raises ``InputError`` for a file that cannot be read,
    is not UTF-8, is not YAML, or has a key twice in one mapping; the message never quotes a value.
    """
    name = shown_as or shown(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=name) from None
    if len(raw) > _MAX_BYTES:
        raise InputError(f"is larger than {_MAX_BYTES} bytes", file=name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=name) from None
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        lines = {} if root is None else dict(_walk(root, (), name))
        data = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        raise InputError("is not valid YAML", file=name, line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError("is not valid YAML", file=name) from None
    finally:
        loader.dispose()
    return Lined(name, data, lines)


def shown(path: Path) -> str:
    """Return how messages and reports name a file: relative to the current folder where it is below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _walk(root: yaml.Node, path: Path_, name: str) -> Iterator[tuple[Path_, int]]:
    # An explicit stack: a hostile file may nest deeper than Python recurses.
    todo: list[tuple[yaml.Node, Path_]] = [(root, path)]
    seen = 0
    while todo:
        node, here = todo.pop()
        seen += 1
        if seen > _MAX_NODES:
            raise InputError("has too many parts, or aliases that multiply", file=name)
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise InputError("a key is not plain text", file=name, line=line)
                if key.value in keys:
                    raise InputError(
                        "the key stands twice in this mapping",
                        file=name,
                        line=line,
                        field=key.value,
                    )
                keys.add(key.value)
                yield (*here, key.value), line
                todo.append((value, (*here, key.value)))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                yield (*here, index), item.start_mark.line + 1
                todo.append((item, (*here, index)))
