"""The report as one table (RFC 4180), for spreadsheets: evidence, results, and what was not judged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from hubwarden.report import Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.cells import cell
from hubwarden.reports.parts.evidence import named_evidence
from hubwarden.reports.parts.verdict import verdict_and_code
from hubwarden.reports.parts.waiver_words import of_waiver

_COLUMNS: Final = (
    "record",
    "rule",
    "name",
    "outcome",
    "severity",
    "resource",
    "kind",
    "environment",
    "source",
    "file",
    "line",
    "field",
    "message",
    "cause",
    "accepted",
    "waiver",
    "fix",
    "fingerprint",
)


def write(report: Report, options: Options) -> str:
    """Return the report as CSV; the first column says what a row is.

    It is ``evidence`` (the name in ``name``, the words in ``message``), ``result``, ``not_read`` or
    ``broken``. No cell is a formula to a spreadsheet.
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, _COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report, options):
        writer.writerow({name: cell(text) for name, text in row.items()})
    return file.getvalue()


def _rows(report: Report, options: Options) -> Iterator[dict[str, str]]:
    yield _evidence("verdict", verdict_and_code(report, options.fail_on))
    for name, words in named_evidence(report):
        yield _evidence(name, words)
    yield from map(_result, report.results)
    for gap in report.gaps:
        place = gap.location
        yield {
            "record": "not_read",
            "resource": gap.what,
            "source": gap.source,
            "file": place.file if place else "",
            "line": str(place.line or "") if place else "",
            "message": gap.reason,
        }
    for crash in report.crashes:
        yield {
            "record": "broken",
            "rule": crash.rule.id,
            "name": crash.rule.slug,
            "resource": crash.subject,
            "source": crash.source,
            "message": crash.error,
        }


def _evidence(name: str, words: str) -> dict[str, str]:
    return {"record": "evidence", "name": name, "message": words}


def _result(item: Result) -> dict[str, str]:
    place = item.location
    return {
        "record": "result",
        "rule": item.rule.id,
        "name": item.rule.slug,
        "outcome": item.outcome.value,
        "severity": item.severity.word,
        "resource": item.subject,
        "kind": item.kind,
        "environment": item.environment or "",
        "source": item.source,
        "file": place.file if place else "",
        "line": str(place.line or "") if place else "",
        "field": item.field,
        "message": item.message,
        "cause": item.cause or "",
        "accepted": item.accepted or "",
        "waiver": of_waiver(item),
        "fix": item.rule.fix if item.outcome == "fail" else "",
        "fingerprint": item.fingerprint,
    }
