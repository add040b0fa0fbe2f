"""The facts for people, then the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hubwarden.inspected import facts
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.reports import text as report_text
from hubwarden.sources.files import File


def write(report: Report, files: Sequence[File], options: Options) -> str:
    """Return facts and verdicts as plain text."""
    as_of = date.fromisoformat(report.evidence.as_of)
    told = "\n".join(report_text.printable(line) for line in _lines(files, as_of))
    return f"{told}\n\n{report_text.write(report, options)}"


def _lines(files: Sequence[File], as_of: date) -> Iterator[str]:
    for index, file in enumerate(files):
        if index:
            yield ""
        yield f"{file.name}: {facts.kind(file)}"
        for name, said in facts.lines(file, as_of):
            yield f"  {name:<18} {said}"
