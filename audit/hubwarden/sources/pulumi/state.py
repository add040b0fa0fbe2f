"""The source ``state:FILE``: what ``pulumi stack export`` says was deployed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.lines import shown
from hubwarden.model.estate import Estate, Gap, SourceInfo
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.documents import Document, Resource, load, parse, registered, stack_of
from hubwarden.sources.pulumi.records import SURROUNDINGS, estate_of

CANNOT_TELL: Final = (
    "what was changed in Azure since, outside the program",
    "whether Apple, Google and Microsoft accept the credentials: encrypted secrets are not read",
    "whether devices are registered, and whether pushes arrive",
)

_VERSIONS: Final = (3, 4)
"""Versions of a deployment; 4 is written where a newer feature is used, and has the same members."""


class Operation(Struct):
    """An operation that was begun and whose end nobody saw."""

    resource: Resource
    type: str = ""


class Deployment(Struct):
    """The resources of a stack (``DeploymentV3`` in pulumi's ``sdk/go/common/apitype/core.go``)."""

    resources: list[Resource] | None = None
    pending_operations: list[Operation] | None = None


class Checkpoint(Struct):
    """What a file backend keeps of a stack."""

    latest: Deployment | None = None


class State(Struct):
    """The whole document: an export, or the file of a file backend."""

    version: int | None = None
    deployment: Deployment | None = None
    checkpoint: Checkpoint | None = None
    steps: object = None


def read(path: Path) -> Estate:
    """Read the estate that a stack's state tells of.

    What is being deleted, and an operation without an end, are gaps. Raises ``InputError`` for a file
    that is no state or of a version that is not known.
    """
    document = load(path)
    state = parse(document, State)
    deployment = state.deployment
    if state.checkpoint:
        deployment = state.checkpoint.latest
    if deployment is None:
        raise InputError(
            "is no state",
            file=shown(path),
            hint="it looks like a preview: use preview:FILE"
            if state.steps is not None
            else "write it with: pulumi stack export > FILE",
        )
    if state.version not in _VERSIONS:
        raise InputError(
            f"version {state.version} is not known; 3 and 4 are", file=shown(path), field="version"
        )
    resources = [
        registered(document, one, where=f"deployment.resources.{index}", masked=False)
        for index, one in enumerate(deployment.resources or ())
        if not one.delete and not one.external
    ]
    resolve(resources)
    name = f"state:{shown(path)}"
    return estate_of(
        resources,
        stack=stack_of(resources),
        info=SourceInfo(
            name=name,
            digest=document.digest,
            files=(shown(path),),
            complete=SURROUNDINGS,
            cannot_tell=CANNOT_TELL,
        ),
        home=document.home,
        gaps=_gaps(name, deployment, document),
    )


def _gaps(name: str, deployment: Deployment, document: Document) -> Iterator[Gap]:
    for one in deployment.pending_operations or ():
        what = f"{one.type or 'operation'} {_named(one.resource)}"
        yield Gap(name, what, "it was begun, and its end is not in the state", document.home)
    for resource in deployment.resources or ():
        if resource.delete:
            yield Gap(name, _named(resource), "it is replaced and not deleted yet", document.home)
        elif resource.init_errors:
            yield Gap(name, _named(resource), "it was made and did not get ready", document.home)


def _named(resource: Resource) -> str:
    return f"{resource.type} {resource.urn.rpartition('::')[2]}"
