"""The functions of ARM templates that have a result although an argument is not fully known.

A text keeps its known parts, an array its known elements, an object its known members. The functions take values as
they are, with their taints. A function returns ``NotImplemented`` where nothing can be said of its result, which is
then ``Unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    compose,
    quoted,
    text_of,
)
from hubwarden.arm_templates.json_with_lines import find
from hubwarden.arm_templates.tainted_values import (
    bare,
    inside,
    opened,
    same,
    taint_of,
    tainted,
    top,
    unknown_in,
)
from hubwarden.arm_templates.text_functions import Refused, bounded
from hubwarden.unknown import Unknown

_PLACE: Final = re.compile(r"\{\{|\}\}|\{([0-9]{1,3})\}|[{}]")


def _concat(*values: Any) -> Any:
    if values and all(isinstance(top(value), list) for value in values):
        return [part for value in values for part in opened(value)]
    if any(isinstance(top(value), list | dict) for value in values):
        return NotImplemented
    return _composed(list(values))


def _format(*values: Any) -> Any:
    if not values or not isinstance(top(values[0]), str):
        return NotImplemented
    layout, taint = top(values[0]), taint_of(values[:1])
    parts: list[Any] = []
    at = 0
    for found in _PLACE.finditer(layout):
        parts.append(layout[at : found.start()])
        at = found.end()
        mark = found.group()
        if mark in ("{{", "}}"):
            parts.append(mark[0])
        elif found.group(1) is None:
            raise Refused("the layout has a place that is not a plain number")
        elif int(found.group(1)) + 1 >= len(values):
            raise Refused("the layout has more places than there are values")
        else:
            value = values[int(found.group(1)) + 1]
            if isinstance(top(value), list | dict) and unknown_in([value]) is not None:
                return NotImplemented
            parts.append(value)
    parts.append(layout[at:])
    return tainted(_composed(parts), taint, "{format()}")


def _join(values: Any, mark: Any) -> Any:
    if not isinstance(top(values), list):
        return NotImplemented
    parts: list[Any] = []
    for item in opened(values):
        parts += [mark, item]
    return _composed(parts[1:])


def _composed(parts: list[Any]) -> Any:
    bounded(sum(len(part) for part in map(top, parts) if isinstance(part, str)))
    return compose(parts)


def _create_object(*values: Any) -> Any:
    names = values[::2]
    # A member name from a secure parameter counts as unknown, because names appear in reports.
    if len(values) % 2 or not all(isinstance(name, str) for name in names):
        return NotImplemented
    return dict(zip(names, values[1::2], strict=True))


def _array(value: Any) -> Any:
    if isinstance(top(value), Unknown):
        return NotImplemented
    return value if isinstance(top(value), list) else [value]


def _union(*values: Any) -> Any:
    given = [opened(value) for value in values]
    if given and all(isinstance(item, dict) for item in given):
        result: dict[str, Any] = {}
        for item in given:
            result = _merge(result, item)
        return result
    if not given or not all(isinstance(item, list) for item in given):
        return NotImplemented
    different: list[Any] = []
    for item in (part for parts in given for part in parts):
        known = [same(bare(item), bare(other)) for other in different]
        if None in known:
            return NotImplemented
        if True not in known:
            different.append(item)
    return different


def _merge(mapping: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Merge two objects; members of the second override, and objects in both are merged."""
    result = dict(mapping)
    for key, value in other.items():
        there = find(result, key) or key
        old, new = opened(result.get(there)), opened(value)
        both = isinstance(old, dict) and isinstance(new, dict)
        result[there] = _merge(old, new) if both else value
    return result


def _element(pick: Callable[[list[Any]], list[Any]]) -> Callable[[Any], Any]:
    def function(value: Any) -> Any:
        if not isinstance(top(value), list):
            return NotImplemented
        return (pick(opened(value)) or [None])[0]

    return function


def _part(pick: Callable[[list[Any], int], list[Any]]) -> Callable[[Any, Any], Any]:
    def function(value: Any, count: Any) -> Any:
        number = top(count)
        if not isinstance(top(value), list) or isinstance(number, bool):
            return NotImplemented
        return pick(opened(value), max(number, 0)) if isinstance(number, int) else NotImplemented

    return function


def _length(value: Any) -> Any:
    return len(top(value)) if isinstance(top(value), list | dict) else NotImplemented


def _pairs(value: Any) -> Any:
    if not isinstance(top(value), dict):
        return NotImplemented
    members = opened(value)
    return [{"key": name, "value": members[name]} for name in sorted(members, key=str.lower)]


def _names(value: Any) -> Any:
    # The member names of a secret object are secret, too.
    return sorted(value, key=str.lower) if isinstance(value, dict) else NotImplemented


def _empty(value: Any) -> Any:
    inner = top(value)
    if inner is None:
        return True
    if isinstance(inner, Unknown):
        # A value with a known part, or one that is known to exist, is not empty.
        return False if inner.present else NotImplemented
    return not inner if isinstance(inner, str | list | dict) else NotImplemented


def _contains(container: Any, wanted: Any) -> Any:
    inner, item = opened(container), bare(wanted)
    if isinstance(inner, dict) and isinstance(item, str | int):
        return find(inner, text_of(item)) is not None
    if not isinstance(inner, list):
        return NotImplemented
    results = [same(bare(entry), item) for entry in inner]
    if True in results:
        return True
    return NotImplemented if None in results else False


def _try_get(value: Any, *keys: Any) -> Any:
    """Return a part of a value; null where it does not exist."""
    for key in keys:
        inner, wanted = opened(value), bare(key)
        if inner is None:
            return None
        if isinstance(inner, dict) and isinstance(wanted, str):
            there = find(inner, wanted)
            value = None if there is None else inner[there]
        elif isinstance(inner, list) and type(wanted) is int:
            value = inner[wanted] if 0 <= wanted < len(inner) else None
        else:
            return NotImplemented
    return value if keys else NotImplemented


def _from_end(value: Any, key: Any) -> Any:
    inner, wanted = opened(value), bare(key)
    if not isinstance(inner, list) or type(wanted) is not int:
        return NotImplemented
    return inner[-wanted] if 1 <= wanted <= len(inner) else None


def _equals(value: Any, other: Any) -> Any:
    result = same(bare(value), bare(other))
    return NotImplemented if result is None else result


PARTIAL_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "concat": _concat,
    "format": _format,
    "join": _join,
    "createarray": lambda *values: list(values),
    "createobject": _create_object,
    "array": _array,
    "union": _union,
    "first": _element(lambda items: items[:1]),
    "last": _element(lambda items: items[-1:]),
    "skip": _part(lambda items, count: items[count:]),
    "take": _part(lambda items, count: items[:count]),
    "items": _pairs,
    "objectkeys": _names,
    "length": _length,
    "empty": _empty,
    "contains": _contains,
    "equals": _equals,
    "tryget": _try_get,
    "tryindexfromend": _from_end,
}
"""Every function here by its lower-case name."""


def part_of(value: Any, key: Any, name: str) -> Any:
    """Return a member of an object or an element of an array; ``name`` is the symbol of the whole.

    It is ``Unknown`` where the object or the key is, and where there is no such member. A part has every taint of
    the whole.
    """
    wanted, inner, whole = bare(key), opened(value), top(value)
    if isinstance(inner, dict) and isinstance(wanted, str):
        there = find(inner, wanted)
        if there is not None:
            return inner[there]
    if isinstance(inner, list) and type(wanted) is int and 0 <= wanted < len(inner):
        return inner[wanted]
    blank = unknown_in([whole] if isinstance(whole, Unknown) else [wanted])
    if blank is None:
        blank = Unknown("", "the value has no such part", cause="unclear")
    of = inside(name)
    plain = isinstance(key, str) and key.isidentifier()
    symbol = f"{{{of}.{key}}}" if plain else f"{{{of}[{quoted(key)}]}}"
    # It may be any part of the whole, so it gets every taint in the whole.
    return tainted(replace(blank, symbol=symbol, present=False), taint_of([value, key]), symbol)
