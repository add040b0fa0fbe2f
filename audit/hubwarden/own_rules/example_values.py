"""The examples of a rule: their values in YAML, and converted for an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from hubwarden.own_rules.cel_expressions import converted
from hubwarden.own_rules.expression_fields import FieldType, Told
from hubwarden.own_rules.judged_fields import JudgedWord, fields_of
from hubwarden.shape_checking import nearest
from hubwarden.yaml_with_lines import Path_

_SAYS: Final[Mapping[FieldType, str]] = {
    "string": "must be a text; put a number in quotes",
    "bool": "must be true or false",
    "int": "must be a whole number",
    "timestamp": "must be a moment such as 2026-01-31T12:00:00Z",
    "duration": "must be a length of time such as 24h or 1h30m",
    "list<string>": "must be a list of texts",
    "map<string, string>": "must be a mapping of texts to texts",
    "map<string, list<string>>": "must be a mapping of texts to lists of texts",
}
_GREATEST: Final = 2**63


def example_mistakes(example: Mapping[str, Any], word: JudgedWord) -> Iterator[tuple[Path_, str]]:
    """Yield the mistakes in an example of what a rule judges, with their paths in it."""
    fields = fields_of(word)
    for name, value in example.items():
        told = fields.get(name)
        if told is None:
            yield (name,), f"is no field of a rule that judges {word}{nearest(name, fields)}"
        elif value is None and not told.optional:
            yield (name,), "always has a value; leave it out where it is not known"
        elif value is not None and not _fits(value, told):
            yield (name,), _SAYS[told.type]


def example_values(example: Mapping[str, Any], word: JudgedWord) -> dict[str, Any]:
    """Return the values of an example, converted for an expression."""
    fields = fields_of(word)
    return {name: _value(value, fields[name]) for name, value in example.items()}


def _value(value: Any, told: Told) -> Any:
    if value is not None and told.type in ("timestamp", "duration"):
        return converted(value, told)
    return value


def _fits(value: Any, told: Told) -> bool:
    if told.type in ("timestamp", "duration"):
        return _is_text(value) and converted(value, told) is not None
    return _TESTS[told.type](value)


def _is_whole(value: Any) -> bool:
    return (
        isinstance(value, int) and not isinstance(value, bool) and -_GREATEST <= value < _GREATEST
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_mapping(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value)) and all(map(fits, value.values()))


_TESTS: Final[Mapping[FieldType, Callable[[Any], bool]]] = {
    "string": _is_text,
    "bool": lambda value: isinstance(value, bool),
    "int": _is_whole,
    "list<string>": _is_list,
    "map<string, string>": partial(_is_mapping, fits=_is_text),
    "map<string, list<string>>": partial(_is_mapping, fits=_is_list),
}
