"""Turns what an ARM template deploys into records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    display_text,
)
from hubwarden.arm_templates.deployed import DeployedOutput, DeployedResource, Deployment
from hubwarden.arm_templates.expressions import is_expression
from hubwarden.arm_templates.json_with_lines import Array, Object, find, line_of
from hubwarden.arm_templates.tainted_values import (
    SECRET,
    Taint,
    taint_of,
    top,
)
from hubwarden.sources.record import Exposed, OutputRecord, Record
from hubwarden.sources.secret_forms import kind_of_secret
from hubwarden.sources.template.flatten import flatten, plain
from hubwarden.sources.template.harmless import is_harmless
from hubwarden.unknown import Unknown

_SETTINGS: Final = "microsoft.insights/diagnosticsettings"


def records_of(deployment: Deployment) -> tuple[Record, ...]:
    """Return one record for each resource, including kinds that no rule judges."""
    return tuple(_record(resource, deployment) for resource in deployment.resources)


def outputs_of(deployment: Deployment) -> tuple[OutputRecord, ...]:
    """Return the outputs, their values without taints."""
    return tuple(_output(output, deployment) for output in deployment.outputs)


def exposed_in(deployment: Deployment) -> tuple[Exposed, ...]:
    """Return the secrets that nested deployments take as plain text, and those outside resources."""
    leaks = tuple(
        Exposed(
            f"deployment {leak.deployment}",
            f"parameter {leak.parameter} of nested deployment {leak.deployment}",
            "an access key" if leak.is_key else "the value of a secure parameter",
            leak.location,
        )
        for leak in deployment.leaks
    )
    return (*leaks, *_written(deployment), *_commented(deployment))


_NAMED: Final = ("variables", "parameters")
_NOTES: Final = ("metadata", "comments")
"""Members with notes for people; in a resource they are beside ``properties``."""


def _written(deployment: Deployment) -> Iterator[Exposed]:
    """Yield the secrets in clear text in variables, parameters and notes, whether these are used or not."""
    todo: list[tuple[Any, tuple[str, ...], int | None, bool, bool]] = [
        (deployment.root, (), None, False, False)
    ]
    while todo:
        value, path, line, judged, inside = todo.pop()
        if isinstance(value, Object):
            for name in reversed(value):
                item, part = value[name], name.lower()
                # Secrets in resources are judged where the resources are read.
                within = part == "properties" or (inside and part not in ("resources", "template"))
                named = judged or part in _NAMED or (part in _NOTES and not inside)
                if named or isinstance(item, (Object, Array)):
                    todo.append((item, (*path, name), value.lines.get(name), named, within))
        elif isinstance(value, Array):
            todo += (
                (item, path, at, judged, inside)
                for item, at in zip(reversed(value), reversed(value.lines), strict=True)
            )
        elif judged and isinstance(value, str) and not is_expression(value):
            what = kind_of_secret(value)
            if what:
                yield Exposed(deployment.file, ".".join(path), what, deployment.at(line))


def _commented(deployment: Deployment) -> Iterator[Exposed]:
    """Yield the secrets in clear text in comments of the file."""
    for line, text in deployment.comments:
        if what := kind_of_secret(text):
            yield Exposed(deployment.file, "a comment", what, deployment.at(line))


def _record(resource: DeployedResource, deployment: Deployment) -> Record:
    flat = flatten(resource.type, resource.body, deployment)
    if resource.extends is not None:
        key = "resourceUri" if resource.type == _SETTINGS else "scope"
        owner, exact = display_text(resource.extends)
        blank = Unknown(owner, "a part of the id is not known", present=True)
        flat.properties[key] = owner if exact else blank
        flat.locations[key] = deployment.at(resource.scope_line or resource.line)
    if find(resource.body, "apiVersion") is not None:
        flat.locations["apiVersion"] = deployment.at(line_of(resource.body, "apiVersion"))
    return Record(
        type=resource.type,
        id=resource.id,
        name=resource.name,
        exact=resource.exact,
        location=deployment.at(resource.line),
        properties=flat.properties,
        marked=frozenset(flat.marked),
        locations=flat.locations,
        handed=flat.handed,
        behind=flat.behind,
        harmless=frozenset(flat.harmless),
        computable=frozenset(flat.computable),
        api_version=_api_version(resource),
        rest=flat.rest,
    )


def _api_version(resource: DeployedResource) -> str | Unknown | None:
    """Return the API version; if it comes from a secure parameter, it is hidden."""
    key = find(resource.body, "apiVersion")
    if key is not None and taint_of([resource.body[key]]) & SECRET:
        return Unknown("{apiVersion}", "the value comes from a secure parameter")
    version = top(resource.api_version)
    if isinstance(version, Unknown):
        return Unknown("{apiVersion}", version.reason)
    return version if isinstance(version, str | None) else ""


def _output(output: DeployedOutput, deployment: Deployment) -> OutputRecord:
    return OutputRecord(
        name=output.name,
        location=output.location,
        value=plain(output.value, deployment, is_harmless),
        recorded=not output.secure,
        secret=output.secure,
        reads_keys=bool(taint_of([output.value]) & Taint.KEYS),
    )
