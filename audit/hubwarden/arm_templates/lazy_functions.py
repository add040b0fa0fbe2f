"""The functions of ARM templates that evaluate their arguments themselves: only some, or with variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    call_symbol,
)
from hubwarden.arm_templates.expressions import Call, Literal, Node
from hubwarden.arm_templates.json_with_lines import Object, find
from hubwarden.arm_templates.scope import Env
from hubwarden.arm_templates.tainted_values import (
    SECRET,
    Taint,
    bare,
    inside,
    opened,
    same,
    taint_of,
    tainted,
    top,
)
from hubwarden.unknown import Unknown

Evaluate = Callable[[Node, Env], Any]


def _if(node: Call, env: Env, evaluate: Evaluate) -> Any:
    match node.arguments:
        case (first, yes, no):
            condition = evaluate(first, env)
        case _:
            return _refused(node, env)
    if isinstance(top(condition), bool):
        return evaluate(yes if top(condition) else no, env)
    branches = [evaluate(yes, env), evaluate(no, env)]
    env.run.charge(1, condition, *branches)
    inner = bare(condition)
    blank = inner if isinstance(inner, Unknown) else _unexpected("if")
    return _one_of(branches, call_symbol("if", [condition, *branches]), blank)


def _coalesce(node: Call, env: Env, evaluate: Evaluate) -> Any:
    for at, argument in enumerate(node.arguments):
        value = evaluate(argument, env)
        inner = top(value)
        if isinstance(inner, Unknown) and not inner.present and at + 1 < len(node.arguments):
            branches = [value, *(evaluate(other, env) for other in node.arguments[at + 1 :])]
            env.run.charge(1, *branches)
            return _one_of(branches, call_symbol("coalesce", branches), inner)
        if inner is not None:
            return value
    return None


def _one_of(branches: list[Any], symbol: str, why: Unknown) -> Any:
    """Return a value that is one of several; which one is not known, for the reason in ``why``."""
    if all(same(bare(branches[0]), bare(branch)) for branch in branches[1:]):
        return branches[0]
    objects = [opened(branch) for branch in branches]
    if all(isinstance(item, dict) and item for item in objects):
        return _one_of_objects(objects, symbol, why)
    taint = taint_of(branches)
    filled = [_filled(branch) for branch in branches]
    bare_ones = [branch for branch in branches if not taint_of([branch]) & Taint.PROTECTED]
    if taint & SECRET and any(top(bare_one) not in (None, "") for bare_one in bare_ones):
        # A secret counts as protected only if it is protected in every branch.
        taint |= Taint.EXPOSED
    only = _if_set([branch for branch in branches if not _sets_nothing(branch)], symbol, why)
    blank = replace(why, symbol=symbol, present=all(filled), if_set=only)
    return tainted(blank, taint, symbol)


def _if_set(setting: list[Any], symbol: str, why: Unknown) -> Any:
    """Return the value that it has if it is set; ``None`` where that is not known."""
    if len(setting) == 1:
        return setting[0]
    objects = [
        opened(inner.if_set if isinstance(inner := top(item), Unknown) else item)
        for item in setting
    ]
    if not objects or not all(isinstance(item, dict) for item in objects):
        return None
    return _one_of_objects(objects, symbol, why)


def _one_of_objects(branches: list[dict[str, Any]], symbol: str, why: Unknown) -> dict[str, Any]:
    """Return an object that is one of several: members that are equal in all of them are known."""
    names: dict[str, str] = {}
    for branch in branches:
        for name in branch:
            names.setdefault(name.lower(), name)
    lines = next((branch for branch in branches if isinstance(branch, Object)), None)
    result = Object(lines.line) if lines is not None else {}
    for name in names.values():
        members = [
            None if (own := find(branch, name)) is None else branch[own] for branch in branches
        ]
        value = _one_of(members, f"{{{inside(symbol)}.{name}}}", why)
        if isinstance(result, Object) and lines is not None:
            result.put(name, value, lines.lines.get(name, lines.line))
        else:
            result[name] = value
    return result


def _sets_nothing(value: Any) -> bool:
    inner = top(value)
    return not isinstance(inner, Unknown) and inner in (None, "", {})


def _filled(value: Any) -> bool:
    inner = top(value)
    return inner.present if isinstance(inner, Unknown) else inner not in (None, "")


def _and(node: Call, env: Env, evaluate: Evaluate) -> Any:
    return _logical(
        node, [evaluate(argument, env) for argument in node.arguments], env, decisive=False
    )


def _or(node: Call, env: Env, evaluate: Evaluate) -> Any:
    return _logical(
        node, [evaluate(argument, env) for argument in node.arguments], env, decisive=True
    )


def _logical(node: Call, given: list[Any], env: Env, *, decisive: bool) -> Any:
    values = [bare(item) for item in given]
    if any(value is decisive for value in values):
        return decisive
    others = [value for value in values if value is not (not decisive)]
    if not others and values:
        return not decisive
    env.run.charge(1, *values)
    unknown = (item for item in others if isinstance(item, Unknown))
    blank = next(unknown, _unexpected(node.name))
    return replace(blank, symbol=call_symbol(node.name.lower(), given), present=False)


def _unexpected(name: str) -> Unknown:
    return Unknown("", f"{name}(): true or false is expected", cause="unclear")


def _refused(node: Call, env: Env) -> Unknown:
    reason = f"{node.name}(): Azure would refuse the arguments"
    return Unknown(env.run.unique(node.name), reason, cause="unclear")


def _lambda_variables(node: Call, env: Env, _evaluate: Evaluate) -> Any:
    match node.arguments:
        case (Literal(str(name)),) if name.lower() in env.locals:
            return env.locals[name.lower()]
    return _refused(node, env)


def _over(node: Call, env: Env, evaluate: Evaluate) -> Any:
    """Evaluate ``map``, ``filter`` or ``toObject``, whose later arguments are lambda expressions."""
    bodies = [pair for argument in node.arguments[1:] if (pair := _lambda(argument)) is not None]
    items = opened(evaluate(node.arguments[0], env)) if node.arguments else None
    if not bodies or len(bodies) + 1 != len(node.arguments):
        return _refused(node, env)
    if not isinstance(items, list):
        return _over_unknown(node, env, evaluate, items, bodies)
    env.run.charge(1, items)
    turns = [[evaluate(body, _within(env, name, item)) for name, body in bodies] for item in items]
    if node.name.lower() == "map":
        return [turn[0] for turn in turns]
    firsts = [turn[0] for turn in turns]
    kind = bool if node.name.lower() == "filter" else str
    if not all(isinstance(first, kind) for first in firsts):
        symbol = env.run.unique(node.name)
        reason = f"{node.name}(): a lambda's result is not known"
        return tainted(Unknown(symbol, reason), taint_of([items, turns]), symbol)
    if kind is bool:
        return [item for item, keep in zip(items, firsts, strict=True) if keep]
    values = [turn[1] if len(turn) > 1 else item for item, turn in zip(items, turns, strict=True)]
    return dict(zip(firsts, values, strict=True))


def _over_unknown(
    node: Call, env: Env, evaluate: Evaluate, items: Any, bodies: list[tuple[str, Node]]
) -> Any:
    """Return an unknown value with the taints of all iterations, where the items are not known."""
    blank = top(items)
    if not isinstance(blank, Unknown):
        return _refused(node, env)
    item = replace(blank, symbol=env.run.unique("item"), present=False)
    turn = [evaluate(body, _within(env, name, item)) for name, body in bodies]
    symbol = env.run.unique(node.name)
    return tainted(replace(blank, symbol=symbol, present=False), taint_of([items, *turn]), symbol)


def _lambda(node: Node) -> tuple[str, Node] | None:
    match node:
        case Call(name, (Literal(str(variable)), body)) if name.lower() == "lambda":
            return variable.lower(), body
    return None


def _within(env: Env, name: str, item: Any) -> Env:
    return replace(env, locals={**env.locals, name: item})


LAZY_FUNCTIONS: Final[Mapping[str, Callable[[Call, Env, Evaluate], Any]]] = {
    "if": _if,
    "and": _and,
    "or": _or,
    "coalesce": _coalesce,
    "lambdavariables": _lambda_variables,
    "map": _over,
    "filter": _over,
    "toobject": _over,
}
"""Every function here by its lower-case name."""
