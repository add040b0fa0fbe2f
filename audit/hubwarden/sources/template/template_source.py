"""The source ``template:PATH``: what an ARM template would deploy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from hubwarden.arm_templates.deployed import Deployment
from hubwarden.arm_templates.evaluation import evaluate
from hubwarden.arm_templates.json_with_lines import MAX_BYTES, member
from hubwarden.arm_templates.tainted_values import top
from hubwarden.errors import InputError
from hubwarden.input_files import as_text, read_input
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.paths import display_path
from hubwarden.printable import printable
from hubwarden.sources import unread_kinds
from hubwarden.sources.estate_builder import build
from hubwarden.sources.template.records import exposed_in, outputs_of, records_of

_NESTED: Final = "microsoft.resources/deployments"

CANNOT_TELL: Final = (
    "what runs in Azure now, and which alerts, diagnostic settings and locks are made elsewhere",
    "whether Apple, Google and Microsoft accept the credentials",
    "which roles are granted elsewhere, above all on the resource group and the subscription",
)


def read_template(template: Path, parameters: Path | None, project: Path | None = None) -> Estate:
    """Return the estate that a template declares; raises ``InputError`` as ``evaluate`` does.

    A Bicep or Terraform file is refused with advice on what to do instead.
    """
    name_of = partial(display_path, project=project)
    name = f"template:{name_of(template)}"
    file = name_of(template)
    _refuse_other_language(template, file)
    raw = read_input(template, file, MAX_BYTES)
    deployment = evaluate(template, parameters, name_of, as_text(raw, file))
    files = [template] if parameters is None else [template, parameters]
    digest = hashlib.sha256(raw)
    for path in files[1:]:
        digest.update(path.read_bytes())
    return build(
        records_of(deployment),
        outputs_of(deployment),
        info=SourceInfo(
            name=name,
            digest=digest.hexdigest(),
            files=tuple(name_of(path) for path in files),
            complete=frozenset(),
            cannot_tell=CANNOT_TELL,
        ),
        exposed=exposed_in(deployment),
        gaps=[
            *(Gap(name, gap.what, gap.reason, gap.location) for gap in deployment.gaps),
            *_unread(deployment, name),
        ],
    )


def _refuse_other_language(template: Path, file: str) -> None:
    """Raise ``InputError`` for a file whose name shows that it is in another language."""
    name = template.name.lower()
    if name.endswith((".bicep", ".bicepparam")):
        built = template.with_suffix(".json").name
        command = "build-params" if name.endswith("param") else "build"
        raise InputError(
            "is written in Bicep, which is not read itself",
            file=file,
            hint=f"az bicep {command} --file {printable(template.name)}; then name {printable(built)}",
        )
    if name.endswith((".tf", ".tf.json", ".tfvars", ".tfplan", ".tfstate")):
        raise InputError(
            "belongs to Terraform, which is not read yet",
            file=file,
            hint="what Terraform deployed can be read with azure:SUBSCRIPTION",
        )


def _unread(deployment: Deployment, source: str) -> Iterator[Gap]:
    """Yield gaps for resources that can make, change or hand out something without showing it."""
    for resource in deployment.resources:
        if resource.type != _NESTED:  # nested deployments are read, or have gaps of their own
            has_identity = unread_kinds.is_identity(top(member(resource.body, "identity")))
            if reason := unread_kinds.of_arm_type(resource.type, has_identity=has_identity):
                what = f"{resource.type} '{resource.name}'"
                yield Gap(source, what, reason, deployment.at(resource.line))
