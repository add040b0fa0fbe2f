"""The parts of a template besides its resources: names for expressions, and outputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from hubwarden.arm_templates.deployed import DeployedOutput
from hubwarden.arm_templates.evaluator import repeat, resolve
from hubwarden.arm_templates.json_with_lines import Object, line_of, member
from hubwarden.arm_templates.parameters import check, is_secure
from hubwarden.arm_templates.scope import Env, Level, Loop, Run, Scope, Target
from hubwarden.arm_templates.tainted_values import bare
from hubwarden.unknown import Unknown

_LEVELS: Final[Mapping[str, Level]] = {
    "subscriptiondeploymenttemplate": "subscription",
    "managementgroupdeploymenttemplate": "management",
    "tenantdeploymenttemplate": "tenant",
    "deploymenttemplate": "group",
}

_OF_PROFILE: Final = Unknown("{apiProfile}", "the template's apiProfile decides it")


def deployment_target(template: Any, parent: Target) -> Target:
    """Return the target of a deployment; the template's schema decides its level."""
    schema = member(template, "$schema")
    name = schema.rpartition("/")[2].lower() if isinstance(schema, str) else ""
    return replace(parent, level=_LEVELS.get(name.partition(".")[0], parent.level))


def scope_of(
    template: Any, run: Run, target: Target, label: str, given: Mapping[str, Any] | Unknown
) -> Scope:
    """Return the names that a template declares. Raises ``InputError`` for a malformed section."""
    scope = Scope(
        run,
        target,
        label,
        parameters={name.lower(): item for name, item in _section(template, "parameters", run)},
        given=given,
        variables=dict(_variables(template, run)),
        functions=dict(_functions(template, run)),
        definitions=member(template, "definitions"),
        api_version=None if member(template, "apiProfile") is None else _OF_PROFILE,
    )
    if not isinstance(given, Unknown):
        for name, value in given.items():
            declaration = scope.parameters.get(name)
            if declaration is not None:
                check(value, declaration, scope, run.at(line_of(declaration)), "parameters")
    return scope


def _section(template: Any, name: str, run: Run) -> Iterator[tuple[str, Any]]:
    section = member(template, name)
    if section is None:
        return
    if not isinstance(section, dict):
        raise run.fail(f"'{name}' is not an object", line_of(template, name))
    yield from section.items()


def _variables(template: Any, run: Run) -> Iterator[tuple[str, Any]]:
    for name, value in _section(template, "variables", run):
        if name.lower() != "copy" or not isinstance(value, list):
            yield name.lower(), value
            continue
        for entry in value:
            own = member(entry, "name")
            if not isinstance(own, str):
                raise run.fail("a copy loop has no name", line_of(entry) or line_of(value))
            yield own.lower(), Loop(entry)


def _functions(template: Any, run: Run) -> Iterator[tuple[str, Any]]:
    spaces = member(template, "functions")
    if spaces is None:
        return
    if not isinstance(spaces, list):
        raise run.fail("'functions' is not an array", line_of(template, "functions"))
    for space in spaces:
        name = member(space, "namespace")
        for own, body in _section(space, "members", run):
            yield f"{name}.{own}".lower(), body


def outputs_of(template: Any, env: Env, prefix: str) -> Iterator[DeployedOutput]:
    """Yield the outputs of a template; ``prefix`` is the name of the nested deployment, if it is one."""
    run = env.run
    outputs = member(template, "outputs")
    for name, raw in _section(template, "outputs", run):
        line = line_of(outputs, name)
        if not isinstance(raw, Object):
            raise run.fail("an output is not an object", line)
        if bare(resolve(member(raw, "condition"), env)) is False:
            continue
        loop = member(raw, "copy")
        yield DeployedOutput(
            name=f"{prefix}{name}",
            location=run.at(line),
            value=resolve(member(raw, "value"), env) if loop is None else repeat(loop, env),
            secure=is_secure(raw, env.scope.definitions),
        )
