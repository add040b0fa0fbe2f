"""Finds the id of every resource in a template, before its body is evaluated.

This comes first because an expression may refer to any resource of the template, also to a later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from hubwarden.arm_templates.address import Address, Misfit, address
from hubwarden.arm_templates.composed_texts import (
    compose,
    display_text,
)
from hubwarden.arm_templates.declarations import outputs_of
from hubwarden.arm_templates.deployed import DeployedOutput
from hubwarden.arm_templates.evaluator import count_of, loop_name, resolve
from hubwarden.arm_templates.json_with_lines import Object, find, line_of, member
from hubwarden.arm_templates.nested import inner_template, target_of
from hubwarden.arm_templates.parameters import handed_on
from hubwarden.arm_templates.scope import Env, Neighbour, Run
from hubwarden.arm_templates.tainted_values import (
    bare,
    taint_of,
    tainted,
    top,
)
from hubwarden.unknown import Unknown

_DEPLOYMENTS: Final = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource of the template that is deployed, and its address."""

    raw: Object
    env: Env
    place: Address
    inner: Inner | None
    """For a deployment, its nested template; else ``None``."""


class Inner:
    """The template of a nested deployment; it is evaluated once, on first use."""

    def __init__(self, raw: Object, env: Env, name: str, depth: int) -> None:
        self._raw, self._env, self._name, self._depth = raw, env, name, depth
        self._busy = False

    @cached_property
    def _opened(self) -> tuple[Object, Env] | None:
        return inner_template(self._raw, self._env, self._name, self._depth)

    @cached_property
    def resources(self) -> Sequence[Placed]:
        """Its resources; they know the other resources of this template."""
        return () if self._opened is None else place_all(*self._opened, self._depth + 1)

    @cached_property
    def outputs(self) -> Sequence[DeployedOutput]:
        """Its outputs."""
        if self._opened is None:
            return ()
        _ = self.resources  # Outputs may refer to them.
        return tuple(outputs_of(*self._opened, f"{self._name}/"))

    def values(self) -> Any:
        """Return the outputs as other deployments read them: an object of values, or ``Unknown``."""
        symbol = self._env.run.unique("outputs")
        if self._busy:
            why = f"deployment '{self._name}' needs its own outputs"
            return Unknown(symbol, why, cause="unclear")
        self._busy = True
        outputs, opened = self.outputs, self._opened
        self._busy = False
        if opened is None:
            return Unknown(symbol, "the template of the deployment is not in this file")
        start = len(self._name) + 1
        return {
            output.name[start:]: handed_on(output.value, f"{{{output.name}}}", secure=output.secure)
            for output in outputs
        }


@dataclass(frozen=True, slots=True)
class _Parent:
    """The resource that contains a nested child resource."""

    type: str
    name: Any


def place_all(template: Object, env: Env, depth: int) -> tuple[Placed, ...]:
    """Return the resources that a template deploys.

    Every resource that an expression may refer to, existing ones too, is added to the neighbours of ``env``.
    Raises ``InputError`` for a template that Azure would refuse.
    """
    resources = member(template, "resources")
    return () if resources is None else tuple(_all(resources, env, depth, None))


def _all(resources: Any, env: Env, depth: int, parent: _Parent | None) -> Iterator[Placed]:
    """Yield resources from an array, or from an object of symbolic names."""
    run = env.run
    if isinstance(resources, dict):
        named = list(resources.items())
    elif isinstance(resources, list):
        named = [("", raw) for raw in resources]
    else:
        raise run.fail("'resources' is neither an array nor an object", line_of(resources))
    for symbolic, raw in named:
        if not isinstance(raw, Object):
            raise run.fail("a resource is not an object", line_of(resources))
        for own, turn in _turns(raw, env):
            name = f"{symbolic}{turn}" if symbolic else ""
            if bare(resolve(member(raw, "existing"), own)) is True:
                _note_existing(raw, own, name)
            elif _is_of_extension(raw):
                _note_extension(raw, own)
            else:
                yield from _placed(raw, own, depth, parent, name)


def _placed(
    raw: Object, env: Env, depth: int, parent: _Parent | None, symbolic: str
) -> Iterator[Placed]:
    """Yield one resource and its children."""
    run = env.run
    type_, name = _type(raw, env, parent), _name(raw, env, parent)
    if type_ is None:
        return
    deployed = _is_deployed(raw, env, f"{type_} '{display_text(name)[0]}'")
    try:
        scope = resolve(member(raw, "scope"), env)
        place = address(type_, name, env.goes_to.id, _checked_scope(scope, raw, run))
    except Misfit as error:
        if deployed:
            run.gap("a resource", str(error), raw.line)
    else:
        inner = None
        ids = [place.id]
        if deployed and place.type == _DEPLOYMENTS:
            inner = Inner(raw, env, place.name, depth)
            # If it goes to another resource group, expressions may use the id that it has there.
            ids.append(address(type_, name, target_of(raw, env).id, None).id)
        neighbour = _neighbour(raw, env, place, name, inner)
        _introduce([symbolic or place.name, *ids], neighbour, env)
        if deployed:
            yield Placed(raw, env, place, inner)
    # A condition of the parent does not apply to its children.
    children = member(raw, "resources")
    if children is not None:
        yield from _all(children, env, depth, _Parent(type_, name))


def _note_existing(raw: Object, env: Env, symbolic: str) -> None:
    """Record an ``existing`` resource, which is not deployed."""
    type_, name, scope = (resolve(member(raw, key), env) for key in ("type", "name", "scope"))
    if not isinstance(type_, str) or not isinstance(top(name), str | Unknown):
        return
    try:
        place = address(type_, name, target_of(raw, env, extends=True).id, scope)
    except Misfit:
        return
    neighbour = _neighbour(raw, env, place, name, None)
    _introduce([symbolic or place.name, place.id], neighbour, env)


def _introduce(names: Sequence[str], neighbour: Neighbour, env: Env) -> None:
    """Make a resource available to expressions under each of its names."""
    for called in names:
        env.neighbours.add(called, neighbour)


def _neighbour(raw: Object, env: Env, place: Address, name: Any, inner: Inner | None) -> Neighbour:
    """Return the facts that expressions can read of a resource; ``name`` is its evaluated name."""
    id, own = (
        text if "{" not in text else Unknown(text, "a part of it is not known", present=True)
        for text in (place.id, place.name)
    )
    taint = taint_of([name])
    return Neighbour(
        place.type,
        tainted(id, taint, place.id),
        tainted(own, taint, place.name),
        resolve(member(raw, "apiVersion"), env),
        inner.values if inner else None,
    )


def _turns(raw: Object, env: Env) -> Iterator[tuple[Env, str]]:
    """Yield, for each iteration of a resource's copy loop, its ``Env`` and the suffix of the symbolic name.

    A resource without a loop has one iteration.
    """
    loop = member(raw, "copy")
    if loop is None:
        yield env, ""
        return
    line = line_of(raw, "copy")
    if not isinstance(loop, dict):
        raise env.run.fail("a copy loop is not an object", line)
    name = loop_name(member(loop, "name"), env)
    count = count_of(member(loop, "count"), env, line)
    if isinstance(count, Unknown):
        env.run.gap("resources of a copy loop", count.reason, line)
        turn = Unknown(env.run.unique("copyIndex()"), "how often the copy loop runs is not known")
        yield env.looping(name, turn, is_resource=True), ""
        return
    for index in range(count):
        yield env.looping(name, index, is_resource=True), f"[{index}]"


_HARMLESS_TYPES: Final = ("microsoft.graph/", "core/", "apps/")
"""Types that Bicep extensions create in Microsoft Graph and Kubernetes, not in Resource Manager."""


def _is_of_extension(raw: Object) -> bool:
    """Tell whether a resource belongs to a Bicep extension; it then needs no name."""
    return any(find(raw, name) is not None for name in ("import", "extension"))


def _note_extension(raw: Object, env: Env) -> None:
    """Record a gap for a resource of an extension, unless its type is not in Resource Manager."""
    kind = member(raw, "type")
    used = str(member(raw, "import") or member(raw, "extension"))
    if isinstance(kind, str) and kind.lower().startswith(_HARMLESS_TYPES):
        return
    what = f"a resource of extension {used}"
    env.run.gap(what, "what the extension makes is not known here", raw.line)


def _checked_scope(scope: Any, raw: Object, run: Run) -> Any:
    if scope is None or isinstance(top(scope), str | Unknown):
        return scope
    raise run.fail("'scope' is not a text", line_of(raw, "scope"))


def _type(raw: Object, env: Env, parent: _Parent | None) -> str | None:
    """Return the full type; where it is not known, record a gap and return ``None``."""
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
    """Tell whether the type of a child already contains its parent's type, as in some templates."""
    return type_.lower().startswith(parent.type.lower() + "/")


def _is_deployed(raw: Object, env: Env, what: str) -> bool:
    """Evaluate the condition of a resource.

    Where it is unknown, the resource counts as deployed, so that its faults are found, and a gap records that it
    may not exist.
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
