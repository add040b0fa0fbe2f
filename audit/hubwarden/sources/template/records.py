"""From what an ARM template deploys to the records of a source."""

from __future__ import annotations

from typing import Final

from hubwarden.arm_templates.deployed import DeployedOutput, DeployedResource, Deployment
from hubwarden.arm_templates.tainted_values import Taint, display_text, taint_of
from hubwarden.sources.record import Exposed, OutputRecord, Record
from hubwarden.sources.template.flatten import flatten, plain
from hubwarden.unknown import Unknown

_SETTINGS: Final = "microsoft.insights/diagnosticsettings"


def records_of(deployment: Deployment) -> tuple[Record, ...]:
    """Return one record for each resource, also of kinds that the auditor does not judge."""
    return tuple(_record(resource, deployment) for resource in deployment.resources)


def outputs_of(deployment: Deployment) -> tuple[OutputRecord, ...]:
    """Return the outputs; values are without taints."""
    return tuple(_output(output, deployment) for output in deployment.outputs)


def exposed_in(deployment: Deployment) -> tuple[Exposed, ...]:
    """Return the secrets that nested deployments take as plain text."""
    return tuple(
        Exposed(
            f"deployment {leak.deployment}",
            f"parameter {leak.parameter} of nested deployment {leak.deployment}",
            "an access key" if leak.is_key else "the value of a secure parameter",
            leak.location,
        )
        for leak in deployment.leaks
    )


def _record(resource: DeployedResource, deployment: Deployment) -> Record:
    flat = flatten(resource.body, deployment)
    if resource.extends is not None:
        key = "resourceUri" if resource.type == _SETTINGS else "scope"
        owner, exact = display_text(resource.extends)
        blank = Unknown(owner, "a part of the id is not known", present=True)
        flat.properties[key] = owner if exact else blank
        flat.locations[key] = deployment.at(resource.scope_line or resource.line)
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
    )


def _output(output: DeployedOutput, deployment: Deployment) -> OutputRecord:
    return OutputRecord(
        name=output.name,
        location=output.location,
        value=plain(output.value, deployment),
        recorded=not output.secure,
        secret=output.secure,
        reads_keys=bool(taint_of([output.value]) & Taint.KEYS),
    )
