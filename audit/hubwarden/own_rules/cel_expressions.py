"""Compiles and evaluates CEL expressions, so that a field which is not known never counts as absent.

Each field is a variable of its own, ``resource.tier``. There is no variable ``resource``, so that an expression
cannot ask for its size or its keys, or whether it is empty: these would have an answer although a field is not
known. An unknown field has no value, and neither has anything that depends on it, except ``&&`` and ``||`` where
the other side decides. The macro ``has`` would answer for unknown fields, so it is removed. An optional field is
never null, because null is equal to nothing and unequal to everything: ``resource.has_role`` says whether it has a
value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hubwarden.errors import UsageError
from hubwarden.own_rules.expression_fields import Told
from hubwarden.own_rules.judged_fields import JudgedWord, fields_of, in_expression

if TYPE_CHECKING:
    from cel_expr_python import cel  # type: ignore[import-untyped]

_PREFIX: Final = "resource."
_WITHOUT_HAS: Final = "stdlib: {exclude_macros: [has]}"
_ERROR: Final = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_UNDECLARED: Final = re.compile(r"undeclared reference to '([^']*)'")
_REASONS: Final = (
    ("key not found", "it asks a map for a key that is not there; ask 'KEY' in ... first"),
    ("index error", "it asks a list for an item that the list does not have"),
    ("budget", "it goes through too many items: 10,000 at most"),
    ("by zero", "it divides by zero"),
    ("overflow", "a number is too large"),
    ("regular expression", "a regular expression in it is not valid"),
    ("cannot convert", "a value cannot be converted"),
)
"""Messages of the library, and what the user gets instead, because the library's may quote a value."""


class Answer(NamedTuple):
    """The result of an expression for some values."""

    holds: bool | None
    """``None`` where it has no result."""
    reason: str = ""
    """Why it has no result; no value is quoted."""


class Refused(Exception):
    """Raised for an expression that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that is compiled for one kind of subject."""

    fields: Mapping[str, Told]
    """The fields in it, by name."""
    _compiled: cel.Expression

    def answer(self, values: Mapping[str, Any]) -> Answer:
        """Return its result; ``values`` has the known fields, unknown ones are left out."""
        data: dict[str, Any] = {}
        absent: list[str] = []
        for name, told in self.fields.items():
            if name not in values:
                continue
            value = values[name]
            if told.optional:
                data[_has(name)] = value is not None
            if value is None:
                absent.append(name)
            else:
                data[in_expression(name)] = value
        try:
            result = self._compiled.eval(data=data)
            value = result.value()
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            return Answer(None, _reason(str(error), absent))
        if isinstance(value, bool):
            return Answer(value)
        return Answer(None, _reason(str(value), absent))


def compiled(text: str, word: JudgedWord) -> Expression:
    """Return an expression about a kind of subject.

    Raises ``Refused`` with all of its mistakes, one a line, and ``UsageError`` where the library is not installed.
    """
    library = _library()
    fields = fields_of(word)
    found = _compile(text, word)
    if found.return_type() != library.Type.BOOL:
        raise Refused("must be true or false: compare its value with something")
    asked = {
        name: told
        for name, told in fields.items()
        if any(_needs(text, word, variable) for variable in _variables(name, told))
    }
    if not asked:
        raise Refused("asks no field, so that it judges nothing")
    return Expression(asked, found)


def converted(text: str, told: Told) -> Any:
    """Return a written moment or duration as CEL takes it; ``None`` where the text is neither."""
    library = _library()
    environment = library.NewEnv(variables={"text": library.Type.STRING})
    try:
        value = environment.compile(f"{told.type}(text)").eval(data={"text": text}).value()
    except (RuntimeError, TypeError):
        return None
    return None if isinstance(value, str) else value


def _library() -> Any:
    """Import the library that evaluates CEL; only runs with own rules need it."""
    try:
        from cel_expr_python import cel  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            "rules of your own need a package that is not installed",
            hint="python -m pip install 'hubwarden[rules]'",
        ) from None
    return cel


@cache
def _environment(word: JudgedWord, without: str = "") -> cel.Env:
    """Return the CEL environment for expressions about a kind, optionally without one variable."""
    library = _library()
    variables = {
        variable: library.Type(type)
        for name, told in fields_of(word).items()
        for variable, type in _variables(name, told).items()
        if variable != without
    }
    config = library.NewEnvConfigFromYaml(_WITHOUT_HAS)
    environment: cel.Env = library.NewEnv(config=config, variables=variables)
    return environment


def _variables(name: str, told: Told) -> dict[str, str]:
    """Return the variables for a field, with their types."""
    found: dict[str, str] = {in_expression(name): told.type}
    if told.optional:
        found[_has(name)] = "bool"
    return found


def _has(name: str) -> str:
    return f"{_PREFIX}has_{name}"


def _compile(text: str, word: JudgedWord, without: str = "") -> cel.Expression:
    try:
        return _environment(word, without).compile(text)
    except TypeError:
        raise Refused("is no text that can be read") from None
    except RuntimeError as error:
        raise Refused("\n".join(dict.fromkeys(_mistakes(str(error), word)))) from None


def _needs(text: str, word: JudgedWord, variable: str) -> bool:
    """Tell whether an expression uses a variable: without the variable, it does not compile."""
    if variable.rpartition(".")[2] not in text:
        return False
    try:
        _compile(text, word, without=variable)
    except Refused:
        return True
    return False


def _mistakes(message: str, word: JudgedWord) -> Iterator[str]:
    found = _ERROR.findall(message)
    if not found:
        too_deep = "recursion" in message
        yield "is nested too deep" if too_deep else "cannot be read: it may be too long"
    for line, column, words in found:
        undeclared = _UNDECLARED.search(words)
        if undeclared:
            yield _unknown_name(undeclared[1], word)
        elif "*error*" not in words:
            place = f"line {line}, column {column}" if int(line) > 0 else "whole"
            yield f"cannot be compiled ({place}): {words.partition(' expecting ')[0]}"


def _unknown_name(name: str, word: JudgedWord) -> str:
    if name == "has":
        return (
            "has() would take what is not known for missing: ask 'KEY' in ... or resource.has_NAME"
        )
    if name == "resource":
        return "resource has no value by itself: ask one of its fields, such as resource.name"
    known = [variable for item in fields_of(word).items() for variable in _variables(*item)]
    near = get_close_matches(name, known, n=1)
    return f"knows no {name}{f'; did you mean {near[0]}?' if near else ''}"


def _reason(message: str, absent: list[str]) -> str:
    """Return why an expression has no result, in our own words."""
    for name in absent:
        if f'"{in_expression(name)}"' in message:
            return f"there is no {name}: ask {_has(name)} first"
    small = message.lower()
    return next(
        (words for sign, words in _REASONS if sign in small), "it has no answer for these values"
    )
