"""Finds in the steps of a preview which namespaces and hubs an update deletes or replaces.

The engine follows the old state: protection that the same update switches on comes too late, and the new program no
longer contains what the update deletes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Protocol

from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.planned_change import PlannedChange, PlannedKind
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.engine_documents import Document, Resource, place_of
from hubwarden.sources.pulumi.registered import parse_urn

_DELETING: Final = ("delete", "delete-replaced")
_REPLACING: Final = ("replace", "create-replacement", "delete-replaced", "import-replacement")

_KINDS: Final[tuple[tuple[PlannedKind, re.Pattern[str]], ...]] = (
    ("resource group", re.compile(r"/subscriptions/[^/]+/resourcegroups/[^/]+", re.IGNORECASE)),
    (
        "namespace",
        re.compile(r"/.+/providers/microsoft\.notificationhubs/namespaces/[^/]+", re.IGNORECASE),
    ),
    (
        "hub",
        re.compile(
            r"/.+/providers/microsoft\.notificationhubs/namespaces/[^/]+/notificationhubs/[^/]+",
            re.IGNORECASE,
        ),
    ),
)
_NOT_ITS_OWN: Final = re.compile(r"azapi:.*(UpdateResource|ResourceAction|DataPlaneResource)")
"""Types with the id of a resource that they neither create nor delete."""


class Step(Protocol):
    """The members of a preview's step that are read here."""

    op: str
    urn: str
    old_state: Resource | None
    new_state: Resource | None
    replace_reasons: list[str] | None
    diff_reasons: list[str] | None
    detailed_diff: dict[str, Any] | None


def planned_changes(
    document: Document, source: str, steps: Iterable[Step]
) -> Iterator[PlannedChange]:
    """Yield what the steps delete or replace, once for each existing resource.

    A deletion that keeps the resource in Azure is left out: the preview has a gap for it.
    """
    steps = list(steps)
    groups: dict[tuple[str, str], list[Step]] = {}
    held = {}
    for step in steps:
        old = step.old_state
        if old is None or not old.custom or old.external or _NOT_ITS_OWN.match(old.type):
            continue
        id = _id(step.urn, old)
        if (kind := _kind(id)) is None:
            continue
        if kind != "resource group":
            held[id.lower()] = ResourceId(id)
        if step.op in _DELETING or step.op in _REPLACING:
            groups.setdefault((step.urn, id.lower()), []).append(step)
    for (urn, lower), group in groups.items():
        if change := _change(document, source, urn, group):
            yield _with(change, [id for text, id in held.items() if text.startswith(f"{lower}/")])


def _change(
    document: Document, source: str, urn: str, group: list[Step]
) -> Mapping[str, Any] | None:
    replaced = any(step.op in _REPLACING for step in group)
    old = next(step.old_state for step in group if step.old_state)
    new = next((step.new_state for step in group if step.new_state), None)
    if not replaced and old.retain_on_delete:
        return None
    id = _id(urn, old)
    place = (place_of(new) if new else None) or place_of(old) or document.home
    return {
        "id": ResourceId(id, exact="{" not in id, source=source),
        "origin": Origin(source, place, stack=parse_urn(urn).stack),
        "kind": _kind(id),
        "name": id.rpartition("/")[2],
        "replaced": replaced,
        "forced_by": tuple(sorted({name for step in group for name in _forcing(step)})),
        # Pulumi refuses a replacement only if both the old state and the new program protect the resource.
        "protected": old.protect and (not replaced or (new is not None and new.protect)),
        "retained": old.retain_on_delete,
    }


def _with(change: Mapping[str, Any], held: list[ResourceId]) -> PlannedChange:
    return make(PlannedChange, **change, held=tuple(held))


def _forcing(step: Step) -> Iterable[str]:
    """Return the properties that force a replacement, as far as the engine names them."""
    if step.op not in _REPLACING:
        return ()
    by_kind = [
        path
        for path, diff in (step.detailed_diff or {}).items()
        if isinstance(diff, dict) and str(diff.get("kind")).endswith("-replace")
    ]
    return step.replace_reasons or by_kind or step.diff_reasons or ()


def _kind(id: str) -> PlannedKind | None:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(id)), None)


def _id(urn: str, old: Resource) -> str:
    """Return the id of the existing resource; one that the document lacks is derived from the inputs."""
    if old.id.startswith("/") or not azure_native.is_own(old.type):
        return old.id
    inputs = old.inputs or {}
    return azure_native.resource_id(old.type, parse_urn(urn).name, inputs)
