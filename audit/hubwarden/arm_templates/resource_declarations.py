"""Evaluates the resources that a template deploys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from hubwarden.arm_templates.address import Address
from hubwarden.arm_templates.deployed import DeployedResource
from hubwarden.arm_templates.evaluator import resolve
from hubwarden.arm_templates.json_with_lines import Object, line_of, member
from hubwarden.arm_templates.placing import Placed
from hubwarden.arm_templates.scope import Env, Run
from hubwarden.arm_templates.tainted_values import top
from hubwarden.unknown import Unknown

_DEPLOYMENTS: Final = "microsoft.resources/deployments"


_RESOURCE: Final = 20
"""The cost of a resource without its values, in the units of ``Run.charge``."""


def declare_all(resources: Iterable[Placed], run: Run) -> None:
    """Record resources, and the resources of their nested deployments."""
    for resource in resources:
        _record(resource.raw, resource.env, resource.place)
        if resource.inner is not None:
            declare_all(resource.inner.resources, run)
            run.outputs.extend(resource.inner.outputs)


_NOT_EVALUATED: Final = frozenset(
    ("resources", "copy", "condition", "type", "name", "scope", "dependson")
)
"""Members that are evaluated elsewhere, or are not about the resource itself."""


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
    """Return the resource's own API version, or the template's placeholder for one from its API profile."""
    own = top(member(body, "apiVersion"))
    return env.scope.api_version if own is None else own


def _why_not_known(body: Object) -> str:
    """Return why the properties as a whole are unknown; an empty text where they are not."""
    inner = top(member(body, "properties"))
    return inner.reason if isinstance(inner, Unknown) else ""


def _own_members(raw: Object, place: Address) -> Object:
    """Return the members of the resource itself, without those in ``_NOT_EVALUATED``."""
    skipped = _NOT_EVALUATED | ({"properties"} if place.type == _DEPLOYMENTS else frozenset())
    own = Object(raw.line)
    for name, value in raw.items():
        if name.lower() not in skipped:
            own.put(name, value, raw.lines[name])
    return own
