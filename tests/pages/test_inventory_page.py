"""The page of an inventory in a real browser."""

import pytest
from browsing import DESK, PHONE
from sample_inventory import CLEAN, REPORT, SECTIONS

from hubwarden.listing.inventory_formats import FORMATS
from hubwarden.listing.inventory_table import Cell, Section
from hubwarden.printable import inert


def page(report=REPORT, sections=SECTIONS):
    return FORMATS["html"](report, sections)


def test_every_cell_is_there(visit):
    visited = visit(page())
    for section in SECTIONS:
        table = visited.page.get_by_role("table", name=section.title)
        if not section.rows:
            continue
        heads = table.get_by_role("columnheader").all_inner_texts()
        assert heads == list(section.columns)
        cells = [
            [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()]
            for row in table.get_by_role("row").all()[1:]
        ]
        wanted = [
            [inert(str(row[name])).strip() for name in section.columns] for row in section.rows
        ]
        assert [[" ".join(text.split()) for text in row] for row in cells] == [
            [" ".join(text.split()) for text in row] for row in wanted
        ]


def test_filters_by_section_environment_and_text(visit):
    visited = visit(page())
    count = sum(len(section.rows) for section in SECTIONS)
    visited.choose("Section", "Hubs")
    assert len(visited.shown(f"3 of {count}")) == 3
    visited.type("kiosk")
    (only,) = visited.shown(f"1 of {count}")
    assert "kiosk" in only
    headings = visited.page.locator("[data-group] > h2").all()
    assert [it.inner_text() for it in headings if it.is_visible()] == ["Hubs (3)"]


def test_a_row_is_of_the_environment_of_its_namespace_and_of_no_other_column_of_that_name(visit):
    spaces = Section(
        "namespaces",
        "Namespaces",
        ("namespace", "environment"),
        (
            {"namespace": Cell("a"), "environment": Cell("production")},
            {"namespace": Cell("b"), "environment": Cell("", "nobody told")},
            {"namespace": Cell("", "not told"), "environment": Cell("sandbox")},
        ),
    )
    credentials = Section(
        "credentials",
        "Push credentials",
        ("namespace", "environment"),
        (
            {"namespace": Cell("a"), "environment": Cell("sandbox")},
            {"namespace": Cell("b"), "environment": Cell("production")},
            {"namespace": Cell("", "not told"), "environment": Cell("production")},
        ),
    )
    visited = visit(page(CLEAN, (spaces, credentials)))
    visited.choose("Environment", "production")
    assert len(visited.shown("2 of 6")) == 2
    visited.choose("Environment", "not told")
    assert len(visited.shown("4 of 6")) == 4


@pytest.mark.parametrize(
    "size", [PHONE, {"width": 600, "height": 800}, {"width": 1040, "height": 800}]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_leads_sideways(visit, size, scheme):
    visited = visit(page(), viewport=size, color_scheme=scheme)
    assert visited.unreadable() == []
    assert visited.is_narrow()


def test_what_was_not_read_is_told(visit):
    seen = visit(page()).page.inner_text("body")
    assert "role assignments: Microsoft.Authorization/roleAssignments/read is missing" in seen
    assert "Not read" not in visit(page(CLEAN), viewport=DESK).page.inner_text("body")


def test_paper_has_tables_with_every_row(visit):
    visited = visit(page(), viewport=PHONE)
    visited.choose("Section", "Hubs")
    visited.shown("3 of")
    visited.page.emulate_media(media="print")
    hidden = visited.page.evaluate(
        "[...document.querySelectorAll('[data-marks]')].filter((it) => !it.checkVisibility()).length"
    )
    assert hidden == 0
    shape = "getComputedStyle(document.querySelector('td')).display"
    assert visited.page.evaluate(shape) == "table-cell"
