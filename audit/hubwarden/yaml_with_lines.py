"""Reads YAML files together with the line of every key, for messages and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from hubwarden.errors import InputError
from hubwarden.input_files import as_text, read_input


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads plain words as Pulumi does, by YAML 1.2: ``yes``, ``off`` and dates are strings."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        "-+.0123456789",
    ),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_starts)
    )

_MAX_NODES: Final = 200_000
_MAX_DEPTH: Final = 100
_MAX_BYTES: Final = 5_000_000

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Lined:
    """The data of a YAML file, and the line of each part of it."""

    file: str
    data: Any
    lines: Mapping[Path_, int]
    """The line of each key and list item, by its path from the root; lines count from 1."""
    texts: Mapping[Path_, str] = field(default_factory=dict, repr=False)
    """Each plain value as the file spells it, by its path."""

    def line(self, path: Path_) -> int | None:
        """Return the line of ``path``, or of the nearest part around it that is in the file."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def read_yaml(path: Path, name: str) -> Lined:
    """Read a YAML file.

    ``name`` is the file's name in messages. Raises ``InputError`` for a file that cannot be read, is not text, is
    not YAML, or repeats a key in one mapping; the message never quotes a value.
    """
    text = as_text(read_input(path, name, _MAX_BYTES), name)
    _refuse_depth(text, name)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        lines: dict[Path_, int] = {}
        texts: dict[Path_, str] = {}
        if root is not None:
            _walk(root, lines, texts, name)
        data = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        raise InputError("is not valid YAML", file=name, line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError("is not valid YAML", file=name) from None
    finally:
        loader.dispose()
    return Lined(name, data, lines, texts)


def _refuse_depth(text: str, name: str) -> None:
    """Refuse a text that is nested too deep before it is parsed: the C library would end the process."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _MAX_DEPTH:
                raise InputError(f"is nested too deep: more than {_MAX_DEPTH} levels", file=name)
    except (yaml.YAMLError, ValueError):
        return  # Parsing it reports what is wrong.


def _walk(root: yaml.Node, lines: dict[Path_, int], texts: dict[Path_, str], name: str) -> None:
    # An explicit stack: a hostile file may nest deeper than Python recurses.
    todo: list[tuple[yaml.Node, Path_]] = [(root, ())]
    seen = 0
    while todo:
        node, here = todo.pop()
        seen += 1
        if seen > _MAX_NODES:
            raise InputError("has too many parts, or aliases that multiply", file=name)
        if len(here) > _MAX_DEPTH:
            raise InputError(f"is nested too deep: more than {_MAX_DEPTH} levels", file=name)
        if isinstance(node, yaml.MappingNode):
            todo += _members(node, here, lines, name)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                lines[*here, index] = item.start_mark.line + 1
                todo.append((item, (*here, index)))
        else:
            texts[here] = node.value


def _members(
    node: yaml.MappingNode, here: Path_, lines: dict[Path_, int], name: str
) -> Iterator[tuple[yaml.Node, Path_]]:
    keys: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise InputError("a key is not plain text", file=name, line=line)
        if key.value in keys:
            message = "the key stands twice in this mapping"
            raise InputError(message, file=name, line=line, field=key.value)
        keys.add(key.value)
        lines[*here, key.value] = line
        yield value, (*here, key.value)
