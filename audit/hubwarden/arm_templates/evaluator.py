"""Evaluates expressions, and JSON values that contain expressions.

A value that only Azure could compute is ``Unknown``, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hubwarden.arm_templates.asking import asking_function
from hubwarden.arm_templates.calling import call_function, without_keys
from hubwarden.arm_templates.composed_texts import (
    call_symbol,
    quoted,
)
from hubwarden.arm_templates.deployment_functions import context_function
from hubwarden.arm_templates.expressions import (
    BadExpression,
    Call,
    Literal,
    Member,
    Node,
    is_expression,
    unescape,
)
from hubwarden.arm_templates.json_with_lines import Array, Object, line_of, member
from hubwarden.arm_templates.lazy_functions import LAZY_FUNCTIONS
from hubwarden.arm_templates.parameters import check, describe
from hubwarden.arm_templates.partial_functions import part_of
from hubwarden.arm_templates.scope import Env, Loop, Scope
from hubwarden.arm_templates.tainted_values import (
    Tainted,
    bare,
    taint_of,
    tainted,
)
from hubwarden.unknown import Unknown

_CALL: Final = 3
"""The cost of a call, in the units of ``Run.charge``; looking at one part of a value costs 1."""
_COUNT_DIGITS: Final = 3
_TELLS_LITTLE: Final = ("length", "empty", "uniquestring", "guid")
"""Functions whose result reveals nothing of an access key: a key has 256 random bits, which a short hash hides."""
_MAX_COPIES: Final = 800
"""ARM's limit for the number of iterations of a copy loop."""


def resolve(raw: Any, env: Env) -> Any:
    """Return a JSON value with every expression in it evaluated.

    Objects and arrays of the template keep their lines; those that an expression returns have none.
    """
    env.run.charge(1)
    if isinstance(raw, str):
        return _resolve_text(raw, env)
    if isinstance(raw, (Object, Array)) and raw.plain:
        return raw
    if isinstance(raw, dict):
        return _resolve_object(raw, env)
    if isinstance(raw, list):
        result = Array(line_of(raw) or 0)
        for at, item in enumerate(raw):
            result.put(resolve(item, env), raw.lines[at] if isinstance(raw, Array) else 0)
        return result
    return raw


def _resolve_text(text: str, env: Env) -> Any:
    if not is_expression(text):
        return unescape(text)
    try:
        node = env.run.expression(text)
    except BadExpression as error:
        return Unknown(
            env.run.unique("expression"), f"Azure would refuse it: {error}", cause="unclear"
        )
    return _plain(evaluate(node, env))


def _plain(value: Any) -> Any:
    """Return a value without line numbers, since an expression may have taken it from elsewhere."""
    if isinstance(value, Tainted):
        return Tainted(_plain(value.value), value.taint, value.symbol)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _resolve_object(raw: dict[str, Any], env: Env) -> Object:
    result = Object(line_of(raw) or 0)
    for key, value in raw.items():
        line = line_of(raw, key) or 0
        if key.lower() == "copy" and _is_property_copy(value):
            for entry in value:
                name = loop_name(member(entry, "name"), env)
                result.put(name, repeat(entry, env), line_of(entry) or line)
            continue
        name = key
        if is_expression(key):
            computed = resolve(key, env)
            # An unknown or secret member name must not reveal what it is made from.
            name = computed if isinstance(computed, str) else env.run.opaque(key)
        result.put(name, resolve(value, env), line)
    return result


def _is_property_copy(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(member(item, "name"), str) and isinstance(item, dict) for item in value
    )


def loop_name(raw: Any, env: Env) -> str:
    """Return the name of a copy loop."""
    name = resolve(raw, env)
    return name if isinstance(name, str) else ""


def count_of(raw: Any, env: Env, line: int | None) -> int | Unknown:
    """Return the number of iterations of a copy loop. Raises ``InputError`` for an invalid count."""
    count = bare(resolve(raw, env))
    if isinstance(count, Unknown):
        return count
    if (
        isinstance(count, str)
        and count.isascii()
        and count.isdecimal()
        and len(count) <= _COUNT_DIGITS
    ):
        count = int(count)
    if type(count) is not int or not 0 <= count <= _MAX_COPIES:
        raise env.run.fail(f"a copy loop has a count from 0 to {_MAX_COPIES}", line, "copy.count")
    return count


def repeat(entry: Any, env: Env) -> Any:
    """Return the array that a copy loop over a property, a variable or an output makes."""
    line = line_of(entry)
    name = loop_name(member(entry, "name"), env)
    count = count_of(member(entry, "count"), env, line)
    if isinstance(count, Unknown):
        # The number of iterations is unknown, but the value of each is not, and may contain a key.
        turn = Unknown(env.run.unique("copyIndex()"), count.reason)
        inside = resolve(member(entry, "input"), env.looping(name, turn))
        symbol = env.run.unique("copy")
        return tainted(replace(count, symbol=symbol, present=False), taint_of([inside]), symbol)
    result = Array(line or 0)
    for index in range(count):
        value = resolve(member(entry, "input"), env.looping(name, index))
        result.put(value, line_of(entry, "input") or line or 0)
    return result


def evaluate(node: Node, env: Env) -> Any:
    """Return the value of an expression."""
    match node:
        case Literal(value):
            return value
        case Member(of, key):
            whole = evaluate(of, env)
            wanted = evaluate(key, env)
            env.run.charge(1, whole)
            return _short(part_of(whole, wanted, _symbol_of(of, whole, env)), env)
        case Call():
            return _short(_call(node, env), env)


def _symbol_of(node: Node, value: Any, env: Env) -> str:
    """Return a symbol for a value: its name where it has one, else its content."""
    if isinstance(value, (Unknown, Tainted)):
        return value.symbol
    if isinstance(node, Call) and node.name.lower() == "variables":
        match node.arguments:
            case (Literal(str(name)),):
                return f"{{{env.scope.label}variables({quoted(name)})}}"
    return f"{{{quoted(value)}}}"


def _short(value: Any, env: Env) -> Any:
    if isinstance(value, Tainted):
        return Tainted(_short(value.value, env), value.taint, env.run.short(value.symbol))
    if not isinstance(value, Unknown):
        return value
    symbol = env.run.short(value.symbol)
    return value if symbol == value.symbol else replace(value, symbol=symbol)


def _call(node: Call, env: Env) -> Any:
    name = node.name.lower()
    if name in _NAMED:
        return _NAMED[name](node, env)
    if name in LAZY_FUNCTIONS:
        return LAZY_FUNCTIONS[name](node, env, evaluate)
    given = [evaluate(argument, env) for argument in node.arguments]
    env.run.charge(_CALL, *given)
    if "." in name:
        return _user_function(name, given, env)
    result = asking_function(name, node.name, given, env)
    if result is NotImplemented:
        result = context_function(name, node.name, given, env)
    if result is NotImplemented:
        result = call_function(name, node.name, given)
    env.run.charge(0, result)
    return without_keys(result) if name in _TELLS_LITTLE else result


def _user_function(name: str, given: list[Any], env: Env) -> Any:
    scope = env.scope
    body = scope.functions.get(name)
    names = member(body, "parameters")
    declared = [member(name, "name") for name in names] if isinstance(names, list) else []
    if body is None or len(declared) != len(given):
        symbol = call_symbol(scope.label + name, given)
        return tainted(
            Unknown(symbol, "the function is not declared so", cause="unclear"),
            taint_of(given),
            symbol,
        )
    own = {f"parameter {str(key).lower()}": item for key, item in zip(declared, given, strict=True)}
    inner = Scope(scope.run, scope.target, scope.label, functions=scope.functions, known=own)
    return resolve(member(member(body, "output"), "value"), Env(inner))


def _parameters(node: Call, env: Env) -> Any:
    name = _name_argument(node, env)
    scope = env.scope
    if name is None:
        return Unknown(
            env.run.unique("parameters()"), "which parameter it is, is not known", cause="unclear"
        )
    key = f"parameter {name.lower()}"
    if key not in scope.known:
        scope.known[key] = _circular(scope, "parameters", name)
        scope.known[key] = _plain(_parameter(scope, name))
    return scope.known[key]


def _parameter(scope: Scope, name: str) -> Any:
    declaration = scope.parameters.get(name.lower())
    symbol = f"{{{scope.label}parameters({quoted(name)})}}"
    if declaration is None:
        return Unknown(symbol, f"the template declares no parameter '{name}'", cause="unclear")
    if isinstance(scope.given, Unknown):
        return describe(replace(scope.given, symbol=symbol), declaration, scope, symbol)
    if name.lower() in scope.given:
        return describe(scope.given[name.lower()], declaration, scope, symbol)
    default = member(declaration, "defaultValue")
    if default is None:
        missing = Unknown(symbol, f"parameter '{name}' has no value and no default")
        return describe(missing, declaration, scope, symbol)
    value = resolve(default, Env(scope))
    line = line_of(declaration, "defaultValue")
    check(value, declaration, scope, scope.run.at(line), f"parameters.{name}")
    return describe(value, declaration, scope, symbol, is_default=True)


def _variables(node: Call, env: Env) -> Any:
    name = _name_argument(node, env)
    scope = env.scope
    if name is None:
        return Unknown(
            env.run.unique("variables()"), "which variable it is, is not known", cause="unclear"
        )
    key = f"variable {name.lower()}"
    if key not in scope.known:
        raw = scope.variables.get(name.lower())
        scope.known[key] = _circular(scope, "variables", name)
        if name.lower() not in scope.variables:
            reason = f"the template declares no variable '{name}'"
            symbol = f"{{{scope.label}variables({quoted(name)})}}"
            scope.known[key] = Unknown(symbol, reason, cause="unclear")
        elif isinstance(raw, Loop):
            scope.known[key] = _plain(repeat(raw.entry, Env(scope)))
        else:
            scope.known[key] = _plain(resolve(raw, Env(scope)))
    return scope.known[key]


def _circular(scope: Scope, kind: str, name: str) -> Unknown:
    symbol = f"{{{scope.label}{kind}({quoted(name)})}}"
    return Unknown(symbol, f"{kind}('{name}') needs itself", cause="unclear")


def _name_argument(node: Call, env: Env) -> str | None:
    name = evaluate(node.arguments[0], env) if len(node.arguments) == 1 else None
    return name if isinstance(name, str) else None


_NAMED: Final[Mapping[str, Callable[[Call, Env], Any]]] = {
    "parameters": _parameters,
    "variables": _variables,
}
