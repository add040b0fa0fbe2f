"""Documents the keys of a file from the type that declares them: their meaning and their values."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Union

import msgspec
import yaml
from msgspec import NODEFAULT, Meta, Struct

_PLAIN: Final[Mapping[Any, str]] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
}


def table(kind: type[Struct], required: Mapping[str, str] | None = None) -> str:
    """Return a Markdown table of the keys that a type declares.

    ``required`` says, for keys without a default, what the column of defaults says instead.
    """
    rows = [
        f"| `{name}` | {_values(hint)} | {_default(item, required or {})} | {description(hint)} |"
        for name, item, hint in _keys(kind)
    ]
    return "\n".join(
        ["| key | values | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    )


def example(kind: type[Struct], *without: str) -> dict[str, Any]:
    """Return an example of a type with all of its keys, except those named in ``without``."""
    return {name: _example(hint) for name, _, hint in _keys(kind) if name not in without}


def yaml_block(data: Any) -> str:
    """Return data as a block of YAML in Markdown."""
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, default_flow_style=None, width=100)
    return f"```yaml\n{text}```\n"


class _Dumper(yaml.SafeDumper):
    """Writes equal data out each time instead of using YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Tell YAML to write no anchors and aliases."""
        del data
        return True


def description(hint: Any) -> str:
    """Return the description of a key from its declaration."""
    return next((meta.description for meta in _metas(hint) if meta.description), "")


def _example(hint: Any) -> Any:
    (found,) = [meta.examples for meta in _metas(hint) if meta.examples]
    return found[0]


def _keys(kind: type[Struct]) -> Iterator[tuple[str, Any, Any]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    for item in msgspec.structs.fields(kind):
        yield item.encode_name, item, hints[item.name]


def _metas(hint: Any) -> Iterator[Meta]:
    while typing.get_origin(hint) is Annotated:
        hint, *metas = typing.get_args(hint)
        yield from metas


def _values(hint: Any) -> str:
    """Describe the values that a key can have."""
    metas = list(_metas(hint))
    while typing.get_origin(hint) is Annotated:
        hint = typing.get_args(hint)[0]
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_values(part) for part in parts if part not in _ABSENT)
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of: {_values(parts[0])}"
    if origin is dict:
        return f"mapping from {_values(parts[0])} to {_values(parts[1])}"
    if isinstance(hint, type) and issubclass(hint, Struct):
        keys = ", ".join(f"`{name}`" for name, _, _ in _keys(hint))
        return f"mapping with {keys}" if len(keys) < _SHORT else "mapping, see below"
    limits = _limits(metas)
    return limits if limits.startswith("text ") else ", ".join(filter(None, (_PLAIN[hint], limits)))


_ABSENT: Final = (type(None), msgspec.UnsetType)
_SHORT: Final = 60


def _limits(metas: list[Meta]) -> str:
    """Describe the limits of a plain value beyond its type."""
    says = [str(meta.extra["says"]) for meta in metas if meta.extra and "says" in meta.extra]
    least = next((meta.ge for meta in metas if meta.ge is not None), None)
    most = next((meta.le for meta in metas if meta.le is not None), None)
    if least is not None:
        return f"{least} or more" if most is None else f"{least} to {most}"
    if not says or says[0].startswith("needs a text"):
        return ""
    return says[0].removeprefix("must be ").removeprefix("a ")


def _default(item: Any, required: Mapping[str, str]) -> str:
    if item.required:
        return required.get(item.encode_name, "needed")
    value = item.default if item.default is not NODEFAULT else item.default_factory()
    value = None if value is msgspec.UNSET else msgspec.to_builtins(value)
    if value in (None, (), [], {}) or (isinstance(value, dict) and not any(value.values())):
        return "none"
    words = value if isinstance(value, list | tuple) else [value]
    return ", ".join(f"`{str(word).lower() if isinstance(word, bool) else word}`" for word in words)
