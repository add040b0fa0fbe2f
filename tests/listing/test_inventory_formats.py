"""Each format against a file: HUBWARDEN_UPDATE_GOLDEN=1 writes the files anew."""

import csv
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_inventory import CLEAN, HOSTILE, REPORT, SECTIONS

from hubwarden import docs
from hubwarden.listing.inventory_formats import FORMATS, inventory_schema
from hubwarden.listing.inventory_table import Cell, Section
from markdown_reading import without_code

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "text": "inventory.txt",
    "csv": "inventory.csv",
    "json": "inventory.json",
    "markdown": "inventory.md",
    "html": "inventory.html",
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_not_changed_unseen(name):
    written = FORMATS[name](REPORT, SECTIONS).encode()
    path = GOLDEN / FILES[name]
    if os.environ.get("HUBWARDEN_UPDATE_GOLDEN") == "1":
        path.write_bytes(written)
    assert written == path.read_bytes()


def test_every_format_has_a_golden_file():
    assert {path.name for path in GOLDEN.iterdir()} == {FILES[name] for name in FORMATS}


def with_text(text):
    """Return a section with one cell, and a report that names the same text everywhere."""
    section = Section("rows", "Rows", ("a", "b"), ({"a": Cell(text), "b": Cell("", text)},))
    evidence = replace(REPORT.evidence, scope=text, not_judged=(text,), asked_by=text)
    return replace(
        REPORT, evidence=evidence, gaps=(replace(REPORT.gaps[0], what=text, reason=text),)
    ), [section]


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([HOSTILE, "=1", "+1", "-1", "@a", "\t=1", " =1", "\r\n=1"]),
)


@given(text=TEXTS)
def test_no_cell_of_a_csv_is_a_formula_or_breaks_the_table(text):
    rows = list(csv.reader(io.StringIO(FORMATS["csv"](*with_text(text)), newline="")))
    assert {len(row) for row in rows if row[0] not in ("evidence", "not_read")} == {len(rows[0])}
    for row in rows:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))
            assert cell.isprintable()


@given(text=TEXTS)
def test_no_text_makes_lines_or_markup_of_its_own(text):
    plain = FORMATS["markdown"](*with_text("x"))
    written = FORMATS["markdown"](*with_text(text))
    assert written.count("\n") == plain.count("\n")
    for line in written.splitlines():
        if line.startswith("| ") and "---" not in line:
            assert len(re.findall(r"(?<!\\)\|", line)) == 3
        assert not set(without_code(line)) & set("<[`@")


@given(text=TEXTS)
@pytest.mark.parametrize("name", ["text", "markdown", "json", "html"])
def test_no_character_that_a_terminal_obeys(name, text):
    written = FORMATS[name](*with_text(text))
    assert all(sign.isprintable() or sign == "\n" for sign in written)


def test_json_fits_its_schema_and_tells_why_a_value_is_not_known():
    for report, code in ((REPORT, 3), (CLEAN, 0)):
        document = json.loads(FORMATS["json"](report, SECTIONS))
        jsonschema.validate(document, inventory_schema())
        assert document["exit_code"] == code
    (namespaces, *_) = document["sections"]
    assert namespaces["rows"][0]["region"] is None
    assert namespaces["unknown"][0]["region"] == "nobody told region"


def test_the_published_schema_is_the_one_of_the_code():
    published = Path(__file__).parents[2] / "docs" / "inventory.schema.json"
    assert published.read_text(encoding="utf-8") == docs.files()["docs/inventory.schema.json"]
