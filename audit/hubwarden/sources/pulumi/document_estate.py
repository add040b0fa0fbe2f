"""Turns the resources of a Pulumi document into the estate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.model.estate import Estate
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources.program.setting_lines import settings_of
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.engine_documents import Document
from hubwarden.sources.pulumi.registered import Registered, parse_urn
from hubwarden.sources.pulumi.sent_versions import api_versions
from hubwarden.sources.pulumi.stack_records import SURROUNDINGS, estate_of
from hubwarden.sources.pulumi.written_in_clear import Setting


def estate_of_document(
    document: Document,
    name: str,
    resources: Sequence[Registered],
    cannot_tell: tuple[str, ...],
    gaps: Iterable[Gap],
    *,
    planned: tuple[PlannedChange, ...] = (),
    settings: Sequence[Setting] = (),
    project: Path | None = None,
) -> Estate:
    """Return the estate in a document.

    ``name`` is the name of the source, ``planned`` are the changes that the document plans. ``settings`` are the
    settings of the stack that it shows in clear text. ``project`` is the folder of the project at hand: if the
    document is about one of its stacks, declarations of components lead to lines of the stack file.

    Raises ``InputError`` where the document contains several stacks.
    """
    assumed = resolve(resources)
    stack = _stack(document, resources, planned)
    projects = {parse_urn(resource.urn).project for resource in resources}
    estate = estate_of(
        resources,
        stack=stack,
        locate=settings_of(project, "".join(projects), stack),
        info=SourceInfo(
            name=name,
            digest=document.digest,
            files=(document.file,),
            complete=SURROUNDINGS,
            cannot_tell=(*cannot_tell, *assumed, *api_versions(resources)[1]),
        ),
        home=document.home,
        gaps=[*gaps, *_silent(resources, name, document.home)],
        settings=settings,
    )
    return replace(estate, planned_changes=planned)


def _stack(
    document: Document, resources: Iterable[Registered], planned: Iterable[PlannedChange]
) -> str:
    """Return the name of the stack; an empty text where there is no resource.

    Raises ``InputError`` where there are several, since the stack decides what is demanded of a resource.
    """
    stacks = {parse_urn(resource.urn).stack for resource in resources}
    stacks |= {change.origin.stack or "" for change in planned}
    if len(stacks) > 1:
        raise InputError("holds resources of several stacks", file=document.file)
    return stacks.pop() if stacks else ""


def _silent(resources: Iterable[Registered], source: str, home: Location) -> Iterator[Gap]:
    """Yield gaps for resources without any input: the provider gives each at least one."""
    for resource in resources:
        if (
            resource.custom
            and azure_native.is_own(resource.type)
            and not (resource.inputs or resource.external)
        ):
            yield Gap(
                source,
                f"{resource.type} {resource.name}",
                "its inputs are missing",
                resource.location or home,
            )
