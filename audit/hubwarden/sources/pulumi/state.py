"""The source ``state:FILE``: what ``pulumi stack export`` says was deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.sources.pulumi.document_estate import estate_of_document
from hubwarden.sources.pulumi.engine_documents import (
    Document,
    Path_,
    Resource,
    load,
    parse,
    registered,
    urn_of,
    wrong,
)
from hubwarden.sources.pulumi.passphrase import opener, why_closed
from hubwarden.sources.pulumi.registered import Registered

CANNOT_TELL: Final = (
    "what was changed in Azure since, outside the program",
    "which roles are granted elsewhere, above all on the resource group and the subscription",
    "whether Apple, Google and Microsoft accept the credentials: Hubwarden does not ask them",
    "whether devices are registered, and whether pushes arrive",
)

_VERSIONS: Final = (3, 4)
"""Versions of a deployment; Pulumi writes 4 if newer features are used. The members are the same."""


class Operation(Struct):
    """An operation that began and has no recorded end."""

    resource: Resource
    type: str = ""


class Salt(Struct):
    """The salt of a passphrase; other secrets providers have something else here."""

    salt: object = None


class SecretsProvider(Struct):
    """The provider that encrypted the secrets of a state."""

    state: Salt | None = None


class Deployment(Struct):
    """The resources of a stack (``DeploymentV3`` in pulumi's ``sdk/go/common/apitype/core.go``)."""

    resources: list[Resource] | None = None
    secrets_providers: SecretsProvider | None = None
    pending_operations: list[Operation] | None = None


class Checkpoint(Struct):
    """A stack in the file of a file backend."""

    latest: Deployment | None = None


class State(Struct):
    """The whole document: an export, or the file of a file backend."""

    version: int | None = None
    deployment: Deployment | None = None
    checkpoint: Checkpoint | None = None
    steps: object = None


def read_state(path: Path, project: Path | None = None) -> Estate:
    """Read the estate in the state of a stack.

    Resources being deleted, and operations without an end, are gaps. Raises ``InputError`` for a file that is not a
    state, or whose version is not known.
    """
    document = load(path, project)
    state = parse(document, State)
    place: Path_ = ("deployment",)
    deployment = state.deployment
    if state.checkpoint:
        deployment, place = state.checkpoint.latest or Deployment(), ("checkpoint", "latest")
    if deployment is None:
        raise InputError(
            "is not a state",
            file=document.file,
            hint="it looks like a preview: use preview:FILE"
            if state.steps is not None
            else "write it with: pulumi stack export > FILE",
        )
    if state.version not in _VERSIONS:
        raise wrong(document, ("version",), "only versions 3 and 4 are known")
    provider = deployment.secrets_providers
    salt = provider.state.salt if provider and provider.state else None
    document = replace(document, unseal=opener(salt), why_closed=why_closed(salt))
    resources = _resources(document, deployment, place)
    name = f"state:{document.file}"
    return estate_of_document(
        document,
        name,
        resources,
        CANNOT_TELL,
        _gaps(name, deployment, document, place),
        project=project,
    )


def _resources(document: Document, deployment: Deployment, place: Path_) -> list[Registered]:
    found: dict[str, Registered] = {}
    for index, resource in enumerate(deployment.resources or ()):
        if resource.delete or resource.pending_replacement:
            continue
        path = (*place, "resources", index)
        if resource.urn in found:
            raise wrong(document, (*path, "urn"), "stands twice")
        found[resource.urn] = registered(document, resource, path, masked=False)
    return list(found.values())


def _gaps(name: str, deployment: Deployment, document: Document, place: Path_) -> Iterator[Gap]:
    def gap(resource: Resource, path: Path_, reason: str, before: str = "") -> Gap:
        named = urn_of(document, resource, path).name
        return Gap(name, f"{before}{resource.type} {named}", reason, document.home)

    for index, pending_operation in enumerate(deployment.pending_operations or ()):
        path = (*place, "pending_operations", index, "resource")
        reason = "it was begun, and its end is not in the state"
        yield gap(
            pending_operation.resource, path, reason, f"{pending_operation.type or 'operation'} "
        )
    for index, resource in enumerate(deployment.resources or ()):
        path = (*place, "resources", index)
        if resource.delete:
            yield gap(resource, path, "it is replaced and not deleted yet")
        elif resource.pending_replacement:
            yield gap(resource, path, "it is deleted and not made anew yet")
        elif resource.init_errors:
            yield gap(resource, path, "it was made and did not get ready")
