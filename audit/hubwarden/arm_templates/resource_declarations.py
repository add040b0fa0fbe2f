"""The resources of a template: each one that is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hubwarden.arm_templates.address import Address, Misfit, address
from hubwarden.arm_templates.declarations import declare_outputs
from hubwarden.arm_templates.deployed import DeployedResource
from hubwarden.arm_templates.evaluator import count_of, loop_name, resolve
from hubwarden.arm_templates.json_with_lines import Object, find, line_of, member
from hubwarden.arm_templates.nested import inner_template
from hubwarden.arm_templates.scope import Env, Run
from hubwarden.arm_templates.tainted_values import bare, compose, display_text, top
from hubwarden.unknown import Unknown

_DEPLOYMENTS: Final = "microsoft.resources/deployments"


_RESOURCE: Final = 20
"""How much work a resource is, beside its values."""


@dataclass(frozen=True, slots=True)
class _Parent:
    """The resource that a nested child lies in."""

    type: str
    name: Any


def declare_all(resources: Any, env: Env, depth: int, parent: _Parent | None = None) -> None:
    """Turn resources, written as an array or as an object of symbolic names, into what is deployed."""
    run = env.run
    if isinstance(resources, dict):
        resources = list(resources.values())
    if not isinstance(resources, list):
        raise run.fail("'resources' is neither an array nor an object", line_of(resources))
    for raw in resources:
        if not isinstance(raw, Object):
            raise run.fail("a resource is not an object", line_of(resources))
        for own in _turns(raw, env):
            _declare(raw, own, depth, parent)


def _turns(raw: Object, env: Env) -> Iterator[Env]:
    """Yield the surroundings of each turn of a resource's copy loop; without a loop there is one."""
    loop = member(raw, "copy")
    if loop is None:
        yield env
        return
    line = line_of(raw, "copy")
    if not isinstance(loop, dict):
        raise env.run.fail("a copy loop is not an object", line)
    name = loop_name(member(loop, "name"), env)
    count = count_of(member(loop, "count"), env, line)
    if isinstance(count, Unknown):
        env.run.gap("resources of a copy loop", count.reason, line)
        turn = Unknown(env.run.unique("copyIndex()"), "how often the copy loop runs is not known")
        yield env.looping(name, turn, is_resource=True)
        return
    for index in range(count):
        yield env.looping(name, index, is_resource=True)


def _declare(raw: Object, env: Env, depth: int, parent: _Parent | None) -> None:
    """Record one resource, what it deploys in turn, and its children."""
    run = env.run
    if bare(resolve(member(raw, "existing"), env)) is True:
        return
    if _is_of_extension(raw):
        _note_extension(raw, env)
        return
    type_, name = _type(raw, env, parent), _name(raw, env, parent)
    if type_ is None:
        return
    within = _Parent(type_, name)
    deployed = _is_deployed(raw, env, f"{type_} '{display_text(name)[0]}'")
    if deployed:
        try:
            scope = resolve(member(raw, "scope"), env)
            place = address(type_, name, env.goes_to.id, _checked_scope(scope, raw, run))
        except Misfit as error:
            run.gap("a resource", str(error), raw.line)
        else:
            _record(raw, env, place)
            if place.type == _DEPLOYMENTS:
                _deploy(raw, env, place.name, depth)
    # A condition of the parent does not hold for its children.
    children = member(raw, "resources")
    if children is not None:
        declare_all(children, env, depth, within)


_HARMLESS_TYPES: Final = ("microsoft.graph/", "core/", "apps/")
"""Types of Bicep extensions that are in Microsoft Graph and Kubernetes, not in Resource Manager."""


def _is_of_extension(raw: Object) -> bool:
    """Tell whether a resource is one of a Bicep extension, which needs no name of its own."""
    return any(find(raw, name) is not None for name in ("import", "extension"))


def _note_extension(raw: Object, env: Env) -> None:
    """Leave a gap for a resource of an extension, unless it makes nothing in Resource Manager."""
    kind = member(raw, "type")
    used = str(member(raw, "import") or member(raw, "extension"))
    if isinstance(kind, str) and kind.lower().startswith(_HARMLESS_TYPES):
        return
    what = f"a resource of extension {used}"
    env.run.gap(what, "what the extension makes is not known here", raw.line)


def _deploy(raw: Object, env: Env, name: str, depth: int) -> None:
    """Record what a nested deployment deploys."""
    inner = inner_template(raw, env, name, depth)
    if inner is None:
        return
    template, own = inner
    resources = member(template, "resources")
    if resources is not None:
        declare_all(resources, own, depth + 1)
    declare_outputs(template, own, f"{name}/")


def _checked_scope(scope: Any, raw: Object, run: Run) -> Any:
    if scope is None or isinstance(top(scope), str | Unknown):
        return scope
    raise run.fail("'scope' is not a text", line_of(raw, "scope"))


def _type(raw: Object, env: Env, parent: _Parent | None) -> str | None:
    """Return the full type; ``None``, and a gap, where it is not known."""
    value = resolve(member(raw, "type"), env)
    if not isinstance(value, str):
        if value is None or not isinstance(top(value), str | Unknown):
            raise env.run.fail("a resource has no type", raw.line)
        reason = value.reason if isinstance(value, Unknown) else "its type is not known"
        env.run.gap("a resource and its children", reason, line_of(raw, "type"))
        return None
    if parent is None or _is_full(value, parent):
        return value
    return f"{parent.type}/{value}"


def _name(raw: Object, env: Env, parent: _Parent | None) -> Any:
    value = resolve(member(raw, "name"), env)
    if value is None or not isinstance(top(value), str | Unknown):
        raise env.run.fail("a resource has no name", raw.line)
    own_type = bare(resolve(member(raw, "type"), env))
    if parent is None or (isinstance(own_type, str) and _is_full(own_type, parent)):
        return value
    return compose([parent.name, "/", value])


def _is_full(type_: str, parent: _Parent) -> bool:
    """Tell whether a child repeats its parent's type, as some templates do."""
    return type_.lower().startswith(parent.type.lower() + "/")


def _is_deployed(raw: Object, env: Env, what: str) -> bool:
    """Evaluate the condition of a resource.

    Where it is not known the resource counts as deployed, so that what is wrong with it is found;
    and a gap says that it may not exist.
    """
    if find(raw, "condition") is None:
        return True
    condition = bare(resolve(member(raw, "condition"), env))
    line = line_of(raw, "condition")
    if isinstance(condition, Unknown):
        env.run.gap(f"condition of {what}", condition.reason, line)
        return True
    if isinstance(condition, str):
        condition = {"true": True, "false": False}.get(condition.lower())
    if not isinstance(condition, bool):
        raise env.run.fail("a condition is neither true nor false", line)
    return condition


_NOT_EVALUATED: Final = frozenset(("resources", "copy", "condition", "type", "name", "scope"))


def _record(raw: Object, env: Env, place: Address) -> None:
    run = env.run
    run.charge(_RESOURCE)
    body = resolve(_own_members(raw, place), env)
    if not isinstance(top(member(body, "properties")), dict | Unknown | None):
        raise run.fail("'properties' is not an object", line_of(raw, "properties"))
    run.resources.append(
        DeployedResource(
            type=place.type,
            id=place.id,
            name=place.name,
            exact=place.exact,
            api_version=_api_version(body, env),
            body=body,
            extends=place.extends,
            scope_line=line_of(raw, "scope"),
        )
    )
    reason = _why_not_known(body)
    if reason:
        run.gap(f"properties of {place.type} '{place.name}'", reason, line_of(raw, "properties"))


def _api_version(body: Object, env: Env) -> Any:
    """Return the version that is written; a profile of the template gives one where none is."""
    own = top(member(body, "apiVersion"))
    return env.scope.api_version if own is None else own


def _why_not_known(body: Object) -> str:
    """Return why the properties as a whole are not known; an empty text where they are."""
    inner = top(member(body, "properties"))
    return inner.reason if isinstance(inner, Unknown) else ""


def _own_members(raw: Object, place: Address) -> Object:
    """Return the members that make up the resource itself."""
    skipped = _NOT_EVALUATED | ({"properties"} if place.type == _DEPLOYMENTS else frozenset())
    own = Object(raw.line)
    for name, value in raw.items():
        if name.lower() not in skipped:
            own.put(name, value, raw.lines[name])
    return own
