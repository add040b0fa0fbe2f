"""The inventory as an HTML page: a table for each section, which can be filtered and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from hubwarden.listing.inventory_table import Row, Section
from hubwarden.report import Report
from hubwarden.reports.parts.evidence import gap_words, named_evidence
from hubwarden.reports.parts.web_page import Choice, filters, numbered, page

_NOT_TOLD: Final = "not told"


class Listing(NamedTuple):
    """A section, with the marks of its rows."""

    section: Section
    mark: str
    rows: list[tuple[Row, str]]


def write_html(report: Report, sections: Sequence[Section]) -> str:
    """Return the inventory as a page of HTML."""
    known = _environments(sections)
    environments = [[_environment(row, known) for row in item.rows] for item in sections]
    marks, choices = numbered("e", (name for of in environments for name in of), _NOT_TOLD)
    listed = [
        Listing(item, f"s{number}", [(row, f"s{number} {marks[name]}") for row, name in zip(item.rows, names, strict=True)])
        for number, (item, names) in enumerate(zip(sections, environments, strict=True))
    ]  # fmt: skip
    return page(
        "inventory.html",
        title="Inventory of Notification Hubs",
        filters=filters(
            (
                ("Section", [Choice(item.mark, item.section.title) for item in listed]),
                ("Environment", choices),
            )
        ),
        listed=listed,
        gaps=[(gap_words(gap), gap.rules) for gap in report.gaps],
        evidence=list(named_evidence(report)),
    )


def _environments(sections: Sequence[Section]) -> Mapping[str, str | None]:
    """Return the environment of each namespace by its name; ``None`` where it is not known."""
    rows = (row for item in sections if item.name == "namespaces" for row in item.rows)
    return {
        row["namespace"].text: row["environment"].text or None
        for row in rows
        if not row["namespace"].unknown
    }


def _environment(row: Row, known: Mapping[str, str | None]) -> str | None:
    """Return the environment of a row's namespace; ``None`` where it is not known."""
    return known.get(row["namespace"].text) if "namespace" in row else None
