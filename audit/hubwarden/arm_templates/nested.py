"""Nested deployments: the template that they contain, and the names that it can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hubwarden.arm_templates.declarations import scope_of
from hubwarden.arm_templates.deployed import Leak
from hubwarden.arm_templates.evaluator import resolve
from hubwarden.arm_templates.json_with_lines import Object, line_of, member
from hubwarden.arm_templates.parameters import is_secure, value_given
from hubwarden.arm_templates.scope import Env, Neighbours, Scope, Target
from hubwarden.arm_templates.tainted_values import Taint, bare, taint_of, top
from hubwarden.unknown import Unknown

_MAX_DEPTH: Final = 10


def inner_template(raw: Object, env: Env, name: str, depth: int) -> tuple[Object, Env] | None:
    """Return the template of a nested deployment, and the ``Env`` to evaluate it in.

    For a template that is not written out in the file, records a gap and returns ``None``.
    """
    run = env.run
    line = line_of(raw, "properties")
    if depth >= _MAX_DEPTH:
        raise run.fail(f"deployments are nested more than {_MAX_DEPTH} levels deep", raw.line)
    properties = member(raw, "properties")
    template = member(properties, "template")
    if not isinstance(template, Object):
        linked = member(properties, "templateLink") is not None
        what = "linked template" if linked else "template"
        reason = "it is not in this file" if linked else "it is not written out"
        run.gap(f"{what} of deployment '{name}'", reason, line)
        return None
    target = target_of(raw, env)
    options = member(properties, "expressionEvaluationOptions")
    kind = bare(resolve(member(options, "scope"), env))
    if not isinstance(kind, str) or kind.lower() != "inner":
        # Expressions see the names of the parent template; only the target of the resources differs.
        around = Neighbours(env.neighbours, sees_names=True)
        return template, replace(env, target=target, neighbours=around)
    run.scopes += 1
    given = _given(member(properties, "parameters"), env)
    scope = scope_of(template, run, target, f"nested{run.scopes}.", given)
    if not isinstance(given, Unknown):
        _note_leaks(given, scope, name, member(properties, "parameters"))
    return template, Env(scope, neighbours=Neighbours(env.neighbours))


def _note_leaks(given: Mapping[str, Any], scope: Scope, name: str, raw: Any) -> None:
    """Record a leak for each secret that is handed to a plain parameter."""
    for key, value in given.items():
        taint = taint_of([value])
        plain = not is_secure(scope.parameters.get(key), scope.definitions)
        if plain and (taint & Taint.KEYS or taint & Taint.PROTECTED):
            own = next((own for own in raw if own.lower() == key), key)
            at = scope.run.at(line_of(raw, own))
            scope.run.leaks.append(Leak(name, own, bool(taint & Taint.KEYS), at))


def _given(raw: Any, env: Env) -> dict[str, Any] | Unknown:
    """Return the values that the deployment gives to the parameters of its template, by lower-case name."""
    if raw is None:
        return {}
    if not isinstance(raw, Object):
        return Unknown("{parameters}", "the parameters of the deployment are not written out")
    values: dict[str, Any] = {}
    for name, entry in raw.items():
        resolved = resolve(entry, env)
        value = value_given(resolved, env.run.unique(f"parameters('{name}')"))
        if value is NotImplemented:
            if not isinstance(top(resolved), Unknown):
                line = line_of(raw, name)
                raise env.run.fail("a 'value' or a 'reference' is expected", line)
            value = replace(top(resolved), symbol=env.run.unique("parameter"), present=False)
        values[name.lower()] = value
    return values


def target_of(raw: Object, env: Env, *, extends: bool = False) -> Target:
    """Return the target of a nested deployment; by default, the target of its parent.

    ``extends`` says that ``scope`` names a resource, as in every resource that is not a deployment.
    """
    own = env.goes_to
    scope, subscription, group = (
        resolve(member(raw, name), env) for name in ("scope", "subscriptionId", "resourceGroup")
    )
    if scope is not None and not extends:
        own = replace(own, level="tenant" if scope == "/" else "management")
    if isinstance(top(subscription), str | Unknown):
        own = replace(own, subscription=subscription, level="subscription")
    if isinstance(top(group), str | Unknown):
        own = replace(own, group=group, level="group")
    return own
