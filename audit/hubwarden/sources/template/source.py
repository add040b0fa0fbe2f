"""The source ``template:PATH``: what an ARM template would deploy."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from hubwarden.model.estate import Estate, Gap, SourceInfo
from hubwarden.sources.estate import build
from hubwarden.sources.template.deployment import evaluate

CANNOT_TELL: Final = (
    "what stands in Azure now, and which alerts, diagnostic settings and locks are made elsewhere",
    "whether Apple, Google and Microsoft accept the credentials",
)


def read(template: Path, parameters: Path | None) -> Estate:
    """Return the estate that a template declares; raises ``InputError`` as ``evaluate`` does."""
    name = f"template:{template}"
    evaluated = evaluate(template, parameters)
    files = [template] if parameters is None else [template, parameters]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return build(
        evaluated.records,
        evaluated.outputs,
        info=SourceInfo(
            name=name,
            digest=digest.hexdigest(),
            files=tuple(str(path) for path in files),
            complete=frozenset(),
            cannot_tell=CANNOT_TELL,
        ),
        gaps=[Gap(name, one.what, one.reason, one.location) for one in evaluated.gaps],
    )
