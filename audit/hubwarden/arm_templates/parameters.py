"""Parameters: their declared types, and the files with their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from hubwarden.arm_templates.json_with_lines import line_of, member, read_json
from hubwarden.arm_templates.scope import Scope
from hubwarden.arm_templates.tainted_values import (
    SECRET,
    Taint,
    Tainted,
    inside,
    taint_of,
    tainted,
    top,
)
from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.unknown import Unknown

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    # On a command line, numbers and booleans are written as texts.
    "string": (str,),
    "securestring": (str,),
    "int": (int, str),
    "bool": (bool, str),
    "object": (dict,),
    "secureobject": (dict,),
    "array": (list,),
}
_SECURE: Final = frozenset(("securestring", "secureobject"))
_MAX_REFERENCES: Final = 20


def declared(declaration: Any, definitions: Any) -> Any:
    """Return a declaration, or the type definition that its ``$ref`` names."""
    for _ in range(_MAX_REFERENCES):
        name = member(declaration, "$ref")
        if not isinstance(name, str):
            break
        declaration = member(definitions, name.rpartition("/")[2])
    return declaration


def type_of(declaration: Any, definitions: Any) -> str:
    """Return the type of a declaration in lower case, resolved through type definitions."""
    own = member(declared(declaration, definitions), "type")
    return own.lower() if isinstance(own, str) else ""


def is_secure(declaration: Any, definitions: Any) -> bool:
    """Tell whether a parameter or an output is declared as secure."""
    return type_of(declaration, definitions) in _SECURE


def check(value: Any, declaration: Any, scope: Scope, at: Location, name: str) -> None:
    """Raise ``InputError`` where a value does not fit the declared type."""
    kinds = _TYPES.get(type_of(declaration, scope.definitions))
    inner = top(value)
    if kinds is None or inner is None or isinstance(inner, Unknown):
        return
    wrong = not isinstance(inner, kinds) or (isinstance(inner, bool) and bool not in kinds)
    if wrong:
        message = "the value is not of the declared type"
        raise InputError(message, file=at.file, line=at.line, field=name)


def describe(
    value: Any, declaration: Any, scope: Scope, symbol: str, *, is_default: bool = False
) -> Any:
    """Return a parameter's value with the taint that follows from its declaration.

    A secure parameter protects a value that the user hands in. It does not protect its default, nor a value that
    the parent template contains in clear text. A plain parameter of a nested deployment removes the protection of
    the value that it is given.
    """
    if not is_secure(declaration, scope.definitions):
        plain = _declassified(value) if scope.label else value
        return _members(plain, declaration, scope, symbol, is_default=is_default)
    handed_in = not is_default and not scope.label
    return tainted(value, Taint.PROTECTED if handed_in else _protection(value), symbol)


def _protection(value: Any) -> Taint:
    """Return the taint of a secure value that the template itself contains."""
    in_clear = not isinstance(top(value), Unknown) and top(value) not in ("", None, {})
    protects = not in_clear or taint_of([value]) & Taint.PROTECTED
    return Taint.PROTECTED if protects else Taint.EXPOSED


def handed_on(value: Any, symbol: str, *, secure: bool) -> Any:
    """Return an output's value as other deployments read it: a plain output removes the protection of its value."""
    return tainted(value, _protection(value), symbol) if secure else _declassified(value)


def _members(value: Any, declaration: Any, scope: Scope, symbol: str, *, is_default: bool) -> Any:
    """Return an object with the taints that its type definition puts on its members."""
    members = member(declared(declaration, scope.definitions), "properties")
    if not isinstance(members, dict) or not _has_secure(members, scope.definitions):
        return value
    if isinstance(value, Unknown):
        whole = inside(value.symbol)
        value = {
            name: replace(value, symbol=f"{{{whole}.{name}}}", present=False) for name in members
        }
    if not isinstance(value, dict):
        return value
    return {
        name: describe(
            item,
            member(members, name),
            scope,
            f"{{{inside(symbol)}.{name}}}",
            is_default=is_default,
        )
        for name, item in value.items()
    }


def _has_secure(members: Any, definitions: Any, depth: int = 0) -> bool:
    if not isinstance(members, dict) or depth > _MAX_REFERENCES:
        return False
    return any(
        is_secure(item, definitions)
        or _has_secure(member(declared(item, definitions), "properties"), definitions, depth + 1)
        for item in members.values()
    )


def _declassified(value: Any) -> Any:
    if isinstance(value, Tainted):
        exposed = Taint.EXPOSED if value.taint & SECRET else Taint.NONE
        return Tainted(value.value, (value.taint & ~Taint.PROTECTED) | exposed, value.symbol)
    if isinstance(value, dict):
        return {key: _declassified(item) for key, item in value.items()}
    return [_declassified(item) for item in value] if isinstance(value, list) else value


def read_parameter_file(path: Path, file: str, scope: Scope) -> dict[str, Any]:
    """Read a parameter file for the template of ``scope``; return its values by lower-case name.

    ``file`` is the name of the file in messages. Raises ``InputError`` for a value of the wrong type and for a
    parameter that the template does not declare.
    """
    entries = member(read_json(path, file), "parameters")
    if not isinstance(entries, dict):
        raise InputError("is not a parameter file: it has no 'parameters'", file=file)
    values: dict[str, Any] = {}
    for name, entry in entries.items():
        at, field = Location(file, line_of(entries, name)), f"parameters.{name}"
        declaration = scope.parameters.get(name.lower())
        if declaration is None:
            message = "the template has no such parameter"
            raise InputError(message, file=file, line=at.line, field=field)
        value = value_given(entry, f"{{parameters('{name}')}}")
        if value is NotImplemented:
            message = "a 'value' or a 'reference' is expected"
            raise InputError(message, file=file, line=at.line, field=field)
        check(value, declaration, scope, at, field)
        values[name.lower()] = value
    return values


def value_given(entry: Any, symbol: str) -> Any:
    """Return the value in an entry of a parameter file; ``NotImplemented`` where it has none."""
    if not isinstance(entry, dict):
        return NotImplemented
    if member(entry, "reference") is not None:
        vault = Unknown(symbol, "the value is in a Key Vault", present=True)
        return tainted(vault, Taint.PROTECTED, symbol)
    names = {key.lower() for key in entry}
    return member(entry, "value") if "value" in names else NotImplemented
