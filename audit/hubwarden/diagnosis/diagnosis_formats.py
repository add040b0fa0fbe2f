"""The formats of a diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hubwarden.diagnosis.diagnosis_html import write_html
from hubwarden.diagnosis.diagnosis_json import write_json
from hubwarden.diagnosis.diagnosis_text import write_text
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.reports import Options, no_format

Write = Callable[[Diagnosis, Options], str]

DIAGNOSIS_FORMATS: Final[Mapping[str, Write]] = {
    "html": write_html,
    "json": write_json,
    "text": write_text,
}


def find_format(name: str) -> Write:
    """Return how a format is written; raises ``UsageError`` where there is none."""
    if name not in DIAGNOSIS_FORMATS:
        raise no_format(name, tuple(DIAGNOSIS_FORMATS))
    return DIAGNOSIS_FORMATS[name]
