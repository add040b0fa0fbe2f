"""The functions of ARM templates that depend on their arguments only, as one table.

Every argument is fully known here; ``calling.py`` deals with unknown ones. A function raises ``Refused`` where
Azure would refuse the arguments or where its result is not certain. Names are in lower case, since ARM ignores the
letter case of function names.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    text_of,
)
from hubwarden.arm_templates.json_with_lines import find
from hubwarden.arm_templates.tainted_values import (
    same,
)
from hubwarden.arm_templates.text_functions import TEXT_FUNCTIONS, Refused, integer, text

_MAX_RANGE: Final = 10_000
_MAX_DIGITS: Final = 19


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("an array is expected")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("an object is expected")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("true or false is expected")
    return value


def _length(value: Any) -> int:
    if isinstance(value, str | list | dict):
        return len(value)
    raise Refused("a text, an array or an object is expected")


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return value[0] if value else None
    return text(value)[:1]


def _last(value: Any) -> Any:
    if isinstance(value, list):
        return value[-1] if value else None
    return text(value)[-1:]


def _skip(value: Any, count: Any) -> Any:
    return (value if isinstance(value, list) else text(value))[max(integer(count), 0) :]


def _take(value: Any, count: Any) -> Any:
    return (value if isinstance(value, list) else text(value))[: max(integer(count), 0)]


def _contains(container: Any, wanted: Any) -> bool:
    if isinstance(container, list):
        return any(same(item, wanted) for item in container)
    if isinstance(container, dict):
        return find(container, text_of(wanted)) is not None
    return text_of(wanted) in text(container)


def _intersection(*values: Any) -> Any:
    if values and all(isinstance(value, dict) for value in values):
        first, *others = values
        return {
            key: item
            for key, item in first.items()
            if all(key in other and same(item, other[key]) for other in others)
        }
    first, *others = [_items(value) for value in values]
    return [item for item in first if all(_contains(other, item) for other in others)]


def _range(start: Any, count: Any) -> list[int]:
    first, number = integer(start), integer(count)
    if not 0 <= number <= _MAX_RANGE:
        raise Refused(f"a range has 0 to {_MAX_RANGE} numbers")
    return list(range(first, first + number))


def _numbers(values: tuple[Any, ...]) -> list[int]:
    given = _items(values[0]) if len(values) == 1 and isinstance(values[0], list) else values
    if not given:
        raise Refused("a number is expected")
    return [integer(item) for item in given]


def _divide(value: Any, other: Any) -> int:
    dividend, divisor = integer(value), integer(other)
    if divisor == 0:
        raise Refused("a number cannot be divided by zero")
    quotient = abs(dividend) // abs(divisor)  # ARM rounds towards zero, Python rounds down
    return quotient if (dividend < 0) == (divisor < 0) else -quotient


def _remainder(value: Any, other: Any) -> int:
    return integer(value) - integer(other) * _divide(value, other)


def _whole(value: Any) -> int:
    if isinstance(value, str):
        stripped = value.strip()
        digits = stripped.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < _MAX_DIGITS:
            return int(stripped)
        raise Refused("the text is not a whole number")
    return integer(value)


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    match text(value).strip().lower():
        case "true":
            return True
        case "false":
            return False
    raise Refused("the text is neither true nor false")


def _less(value: Any, other: Any) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        # Azure compares texts by culture; only the result for equal texts is certain.
        raise Refused("texts are compared by rules that are not known here")
    return integer(value) < integer(other)


def _pairs(value: Any) -> list[dict[str, Any]]:
    names = sorted(_object(value), key=str.lower)
    return [{"key": name, "value": value[name]} for name in names]


def _flattened(value: Any) -> list[Any]:
    return [item for inner in _items(value) for item in _items(inner)]


def _merged(value: Any) -> dict[str, Any]:
    return functools.reduce(lambda all_, item: all_ | _object(item), _items(value), {})


_OTHERS: Final[Mapping[str, Callable[..., Any]]] = {
    "length": _length,
    "first": _first,
    "last": _last,
    "skip": _skip,
    "take": _take,
    "contains": _contains,
    "intersection": _intersection,
    "range": _range,
    "min": lambda *values: min(_numbers(values)),
    "max": lambda *values: max(_numbers(values)),
    "add": lambda item, other: integer(item) + integer(other),
    "sub": lambda item, other: integer(item) - integer(other),
    "mul": lambda item, other: integer(item) * integer(other),
    "div": _divide,
    "mod": _remainder,
    "int": _whole,
    "bool": _truth,
    "not": lambda value: not _boolean(value),
    "less": _less,
    "greater": lambda item, other: _less(other, item),
    "lessorequals": lambda item, other: not _less(other, item),
    "greaterorequals": lambda item, other: not _less(item, other),
    "null": lambda: None,
    "true": lambda: True,
    "false": lambda: False,
    "items": _pairs,
    "objectkeys": lambda value: sorted(_object(value), key=str.lower),
    "flatten": _flattened,
    "shallowmerge": _merged,
}

FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {**TEXT_FUNCTIONS, **_OTHERS}
"""Every function here by its lower-case name."""
