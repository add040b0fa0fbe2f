"""Writes an inventory as text, CSV, JSON, Markdown or a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from hubwarden.evidence_facts import EvidenceFacts
from hubwarden.listing.inventory_html import write_html
from hubwarden.listing.inventory_table import Cell, Section
from hubwarden.printable import inert
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.reports.json import Missing, document, indented
from hubwarden.reports.parts.cells import cell
from hubwarden.reports.parts.evidence import evidence_lines, gap_lines
from hubwarden.reports.parts.markup import literal

INVENTORY_TITLE: Final = "Hubwarden inventory, version 1"

Write = Callable[[Report, Sequence[Section]], str]


class Listed(Struct, frozen=True):
    """Rows of one kind. ``unknown`` says, for each row, why a column has no value (``null``)."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str | None], ...]
    unknown: tuple[dict[str, str], ...]


class InventoryDocument(Struct, frozen=True):
    """The whole inventory."""

    version: Literal[1]
    evidence: EvidenceFacts
    sections: tuple[Listed, ...]
    gaps: tuple[Missing, ...]
    exit_code: Literal[0, 3]


def write_text(report: Report, sections: Sequence[Section]) -> str:
    """Return the inventory as plain text."""
    return "\n".join(inert(line) for line in _text(report, sections)) + "\n"


def _text(report: Report, sections: Sequence[Section]) -> Iterator[str]:
    yield from evidence_lines(report)
    for section in sections:
        yield ""
        yield f"{section.title} ({len(section.rows)})"
        if section.note:
            yield f"  {section.note}"
        # A reason is longer than any value and often that of a whole column, so it stands below, once.
        reasons = _reasons(section)
        cells = [
            [inert(_with_number(row[name], reasons)) for name in section.columns]
            for row in section.rows
        ]
        widths = [
            max(len(name), *(len(line[place]) for line in cells)) if cells else len(name)
            for place, name in enumerate(section.columns)
        ]
        if cells:
            yield _padded(section.columns, widths)
        for line in cells:
            yield _padded(line, widths)
        yield from (f"  [{number}] unknown: {reason}" for reason, number in reasons.items())
    yield from gap_lines(report)


def _reasons(section: Section) -> dict[str, int]:
    """Return why values of a section are not known, each with its number from 1."""
    found = dict.fromkeys(
        row[name].unknown for row in section.rows for name in section.columns if row[name].unknown
    )
    return {reason: number for number, reason in enumerate(found, 1)}


def _with_number(cell: Cell, reasons: Mapping[str, int]) -> str:
    return f"unknown [{reasons[cell.unknown]}]" if cell.unknown else cell.text


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    parts = (text.ljust(width) for text, width in zip(line, widths, strict=True))
    return f"  {'  '.join(parts)}".rstrip()


def write_csv(report: Report, sections: Sequence[Section]) -> str:
    """Return the inventory as one table (RFC 4180): the first column names the section.

    The evidence and the gaps are sections, too. A spreadsheet takes no cell for a formula.
    """
    columns = ["section", "item", "value"]
    columns += dict.fromkeys(name for section in sections for name in section.columns)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for line in _head(report):
        name, _, value = line.strip().partition(" ")
        writer.writerow(["evidence", cell(name), cell(value.strip())])
    for section in sections:
        for row in section.rows:
            cells = (cell(str(row.get(name, ""))) for name in columns[1:])
            writer.writerow([section.name, *cells])
    for gap in report.gaps:
        writer.writerow(["not_read", cell(gap.what), cell(f"{gap.reason} ({gap.source})")])
    return file.getvalue()


def _head(report: Report) -> Iterator[str]:
    """Yield the lines of evidence, each with its continuation lines."""
    found: list[str] = []
    for line in evidence_lines(report):
        if line.startswith(" " * 8):
            found[-1] += f"; {line.strip()}"
        else:
            found.append(line.replace("not judged ", "not-judged ", 1))
    yield from found


def write_json(report: Report, sections: Sequence[Section]) -> str:
    """Return the inventory as indented JSON."""
    known = document(report, Options())
    code: Any = report.exit_code(Options().fail_on)
    content = InventoryDocument(1, known.evidence, tuple(map(_listed, sections)), known.gaps, code)
    return indented(content)


def _listed(section: Section) -> Listed:
    return Listed(
        section.name,
        section.title,
        section.note,
        section.columns,
        tuple({name: _value(row[name]) for name in section.columns} for row in section.rows),
        tuple(
            {name: row[name].unknown for name in section.columns if row[name].unknown}
            for row in section.rows
        ),
    )


def _value(cell: Cell) -> str | None:
    return None if cell.unknown else cell.text


def write_markdown(report: Report, sections: Sequence[Section]) -> str:
    """Return the inventory as Markdown, with a table for each section."""
    return "\n".join(_markdown(report, sections)) + "\n"


def _markdown(report: Report, sections: Sequence[Section]) -> Iterator[str]:
    yield "# Inventory of Notification Hubs"
    yield ""
    for line in _head(report):
        yield f"- {literal(line.strip(), at_most=2000)}"
    for section in sections:
        yield ""
        yield f"## {section.title}"
        yield ""
        if section.note:
            yield section.note
            yield ""
        if not section.rows:
            yield "None."
            continue
        yield _table_row(section.columns)
        yield _table_row(["---"] * len(section.columns))
        for row in section.rows:
            yield _table_row([literal(str(row[name]), at_most=1000) for name in section.columns])
    if report.gaps:
        yield ""
        yield "## Not read"
        yield ""
        for gap in report.gaps:
            yield f"- {literal(f'{gap.what}: {gap.reason} ({gap.source})', at_most=2000)}"


def _table_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


FORMATS: Final[Mapping[str, Write]] = {
    "csv": write_csv,
    "html": write_html,
    "json": write_json,
    "markdown": write_markdown,
    "text": write_text,
}


def inventory_schema() -> dict[str, Any]:
    """Return the JSON schema of an inventory."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": INVENTORY_TITLE,
        **msgspec.json.schema(InventoryDocument),
    }
