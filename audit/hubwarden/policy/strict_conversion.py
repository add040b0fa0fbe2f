"""Converts the data of a file to a type; a mistake names file, line and field."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from hubwarden.errors import InputError
from hubwarden.yaml_with_lines import Lined, Path_

KindT = TypeVar("KindT")


def strict(source: Lined, data: Any, kind: type[KindT], above: Path_) -> KindT:
    """Return the data as a value of ``kind``; raises ``InputError``. ``above`` is where it stands."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        in_a_key, _, where = where.rstrip("`").rpartition("` in `")
        path = (*above, *_path(where), *(["..."] if in_a_key else []))
        if unknown := re.match(r"Object contains unknown field `(.*)`", message):
            path = (*path, unknown[1])
            message = "is not known here"
        elif missing := re.match(r"Object missing required field `(.*)`", message):
            message = f"needs {missing[1]}"
        elif message.startswith("Invalid enum value"):
            message = "is none of the values that are known here"
        elif message.endswith(("`str` of length >= 1", r"regex '\\S'")):
            message = "needs a text, not blanks alone"
        path = _found(data, kind, path, len(above))
        raise InputError(
            message[0].lower() + message[1:],
            file=source.file,
            line=source.line(path),
            field=".".join(str(part) for part in path),
        ) from None


def _path(where: str) -> Path_:
    """Turn msgspec's ``$.environments[...].tiers[0]`` into a path; ``[...]`` stands for a key."""
    parts: list[str | int] = []
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", where):
        parts.append(name or (int(index) if index.isdecimal() else index))
    return tuple(parts)


def _found(data: Any, kind: type[Any], path: Path_, above: int) -> Path_:
    """Replace each ``...`` of a path by the key that the mistake is under.

    The key is found by trying: it is the first with which, alone in its mapping, ``data`` is refused.
    """
    while "..." in path:
        at = path.index("...")
        inside = path[above:at]
        container = data
        for part in inside:
            container = container[part]
        for key, value in container.items():
            try:
                msgspec.convert(_with(data, inside, {key: value}), kind)
            except msgspec.ValidationError:
                path = (*path[:at], str(key), *path[at + 1 :])
                break
        else:
            return path[:at]
    return path


def _with(data: Any, path: Path_, value: Any) -> Any:
    """Return a copy of ``data`` with another value at ``path``."""
    if not path:
        return value
    first, *rest = path
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[first] = _with(data[first], tuple(rest), value)
    return copy
