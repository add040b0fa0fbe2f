"""The source ``preview:FILE``: what ``pulumi preview --json`` says that a deployment would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.printable import printable
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.dependencies import ASSUMPTION
from hubwarden.sources.pulumi.document_estate import estate_of_document
from hubwarden.sources.pulumi.engine_documents import (
    SECRET_TEXT,
    Document,
    Resource,
    load,
    parse,
    registered,
    urn_of,
    wrong,
)
from hubwarden.sources.pulumi.json_positions import line_of
from hubwarden.sources.pulumi.planned_changes import planned_changes
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.written_in_clear import Setting
from hubwarden.unknown import Unknown

CANNOT_TELL: Final = (
    "what the stack gives out: a preview does not show it",
    "what runs in Azure now, and who changed it outside the program",
    "which roles are granted elsewhere, above all on the resource group and the subscription",
    "whether Apple, Google and Microsoft accept the credentials: a preview hides secrets",
    "whether devices are registered, and whether pushes arrive",
    ASSUMPTION,
)

_NOT_DEPLOYED: Final = (
    *("delete", "delete-replaced", "remove-pending-replace"),
    *("read", "read-replacement", "discard", "discard-replaced"),
    "refresh",
)
"""Steps after which the resource is not the program's, or that only read it."""

_DEPLOYED: Final = (
    *("same", "create", "update", "replace", "create-replacement"),
    *("import", "import-replacement"),
)
"""Steps after which the program's resource exists."""

_LOSING: Final = ("delete", "delete-replaced", "replace", "create-replacement")
"""Steps that lose something; the preview must show as many of them as it counts."""

_READ: Final = ("read", "read-replacement")
"""Steps that read what somebody else manages."""

_OUTPUTS: Final = Unknown("{outputs}", "a preview does not show what a stack gives out")

_KEPT: Final = ("same", "update")
"""Steps after which the resource is the same one; its id is then in the old state only."""


class Step(Struct, rename="camel"):
    """The planned operation on one resource."""

    op: str
    urn: str
    old_state: Resource | None = None
    new_state: Resource | None = None
    replace_reasons: list[str] | None = None
    diff_reasons: list[str] | None = None
    detailed_diff: dict[str, Any] | None = None


class Diagnostic(Struct):
    """A message of the engine."""

    severity: str = ""


class Preview(Struct, rename="camel"):
    """The whole document (``PreviewDigest`` in pulumi's ``pkg/display/json.go``)."""

    steps: list[Step] | None = None
    config: object = None
    diagnostics: list[Diagnostic] | None = None
    change_summary: dict[str, int] | None = None
    maybe_corrupt: bool = False
    deployment: object = None
    checkpoint: object = None


def read_preview(path: Path, project: Path | None = None) -> Estate:
    """Read the estate that a deployment would leave behind.

    Without ``--show-sames``, a preview leaves out unchanged resources: that is a gap. Raises ``InputError`` for a
    file that is not a preview.
    """
    document = load(path, project)
    preview = parse(document, Preview)
    if preview.steps is None:
        other = preview.deployment is not None or preview.checkpoint is not None
        raise InputError(
            "is not a preview",
            file=document.file,
            hint="it looks like a state: use state:FILE"
            if other
            else "write it with: pulumi preview --json --show-sames > FILE",
        )
    resources = _resources(document, preview.steps)
    name = f"preview:{document.file}"
    for index, step in enumerate(preview.steps):
        if step.old_state is not None:
            urn_of(document, step.old_state, ("steps", index, "oldState"))
    return estate_of_document(
        document,
        name,
        resources,
        CANNOT_TELL,
        _gaps(name, preview, document),
        planned=tuple(planned_changes(document, name, preview.steps)),
        settings=_settings(document, preview),
        project=project,
    )


def _settings(document: Document, preview: Preview) -> list[Setting]:
    """Return the settings of the stack that the preview shows in clear text."""
    config = preview.config if isinstance(preview.config, dict) else {}
    head = document.text.partition(b'"steps"')[0]
    return [
        Setting(str(key), value, Location(document.file, line_of(head, ("config", key))))
        for key, value in config.items()
        if isinstance(value, str) and value and value != SECRET_TEXT
    ]


def _resources(document: Document, steps: list[Step]) -> list[Registered]:
    """Return each resource as it would be afterwards, by the last step about it."""
    found: dict[str, Registered] = {}
    for index, step in enumerate(steps):
        if step.op in _NOT_DEPLOYED and not (step.op in _READ and step.new_state):
            continue
        if step.new_state is None:
            raise wrong(document, ("steps", index), "has no newState")
        item = registered(document, step.new_state, ("steps", index, "newState"), masked=True)
        if step.op in _KEPT and step.old_state:
            item.id = step.old_state.id
        item.external |= step.op in _READ
        if item.type == STACK_TYPE and step.new_state.outputs is None:
            item.outputs = {"(all)": _OUTPUTS}
        found[item.urn] = item
    return list(found.values())


def _gaps(name: str, preview: Preview, document: Document) -> Iterator[Gap]:
    steps = preview.steps or []
    summary = preview.change_summary
    if summary is None:
        yield Gap(name, "the preview", "it has no summary of its changes", document.home)
    shown = Counter(step.op for step in steps)
    for op, count in sorted((summary or {}).items()):
        left_out = count - shown[op]
        if left_out > 0 and op == "same":
            why = "they are not in the preview: write it with --show-sames"
            yield Gap(name, f"{left_out} unchanged resources", why, document.home)
        elif left_out > 0 and op in _LOSING:
            why = "the summary of the preview counts them, and their steps are not in it"
            yield Gap(name, f"{left_out} steps {printable(op)}", why, document.home)
    for op in sorted(shown.keys() - {*_DEPLOYED, *_NOT_DEPLOYED}):
        what = f"{shown[op]} steps {printable(op)}"
        yield Gap(name, what, "what such a step does is not known here", document.home)
    for index, step in enumerate(steps):
        old = step.old_state
        if (
            step.op in ("delete", "delete-replaced")
            and old
            and old.retain_on_delete
            and not old.external
            and azure_native.is_of_hubs(old.type)
        ):
            named = urn_of(document, old, ("steps", index, "oldState")).name
            what = "it is removed from the program and stays in Azure, where nobody manages it"
            yield Gap(name, f"{old.type} {named}", what, document.home)
    if preview.maybe_corrupt or any(
        diagnostic.severity == "error" for diagnostic in preview.diagnostics or ()
    ):
        yield Gap(name, "the preview", "it ended with an error", document.home)
