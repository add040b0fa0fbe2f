"""The facts and the verdicts for programs: the report, with the files added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import msgspec

from hubwarden.inspected import facts
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.reports import json as report_json
from hubwarden.sources.files import File


def write(report: Report, files: Sequence[File], options: Options) -> str:
    """Return facts and verdicts as one JSON object."""
    as_of = date.fromisoformat(report.evidence.as_of)
    told = json.loads(report_json.write(report, options))
    told["files"] = msgspec.to_builtins([_file(file, as_of) for file in files])
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    # A terminal takes some characters for commands that JSON lets stand.
    return "".join(
        one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text
    )


def _file(file: File, as_of: date) -> report_json.InspectedFile:
    days = facts.days_left(file.found, as_of)
    return report_json.InspectedFile(
        file=file.name,
        digest=file.digest,
        kind=facts.kind(file),
        facts=facts.plain(file),
        days_left=days,
        warning="" if days is None else facts.warning(days),
    )
