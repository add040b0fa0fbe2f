"""From the resources of a document to the estate."""

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
    """Return the estate that a document tells of; ``name`` is the source's, ``planned`` what it takes away.
    ``settings`` are those of the stack that it shows in clear. ``project`` is the folder of the project at
    hand: where the document is of one of its stacks, what a component declares leads to the stack file.

    Raises ``InputError`` where it holds several stacks.
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
    """Return the name of the stack, or an empty text where there is no resource.

    Raises ``InputError`` where there are several: what is demanded of a resource depends on its stack.
    """
    stacks = {parse_urn(resource.urn).stack for resource in resources}
    stacks |= {change.origin.stack or "" for change in planned}
    if len(stacks) > 1:
        raise InputError("holds resources of several stacks", file=document.file)
    return stacks.pop() if stacks else ""


def _silent(resources: Iterable[Registered], source: str, home: Location) -> Iterator[Gap]:
    """Yield the resources of which nothing is told: the provider gives each an input at least."""
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
