"""The source ``template:PATH``: what an ARM template would deploy."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Final

from hubwarden.arm_templates.evaluation import evaluate
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.paths import display_path
from hubwarden.sources.estate_builder import build
from hubwarden.sources.template.records import exposed_in, outputs_of, records_of

CANNOT_TELL: Final = (
    "what stands in Azure now, and which alerts, diagnostic settings and locks are made elsewhere",
    "whether Apple, Google and Microsoft accept the credentials",
)


def read_template(template: Path, parameters: Path | None, project: Path | None = None) -> Estate:
    """Return the estate that a template declares; raises ``InputError`` as ``evaluate`` does."""
    name_of = partial(display_path, project=project)
    name = f"template:{name_of(template)}"
    deployment = evaluate(template, parameters, name_of)
    files = [template] if parameters is None else [template, parameters]
    digest = hashlib.sha256()
    for path in files:
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
        gaps=[Gap(name, gap.what, gap.reason, gap.location) for gap in deployment.gaps],
    )
