"""No name that a source tells breaks a format, forges a line, runs a command or becomes markup."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import junitparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from sample_report import EVIDENCE, REPORT

from hubwarden.location import Location
from hubwarden.report import Outcome
from hubwarden.reports import Options, find, names
from hubwarden.reports.parts.markup import literal
from markdown_reading import without_code

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "data/sarif/sarif-schema-2.1.0.json").read_text("utf-8")
)
SAMPLES = [
    "##vso[task.complete result=Succeeded;]ok",
    "a ##[error]b",
    "::error file=x::y",
    " ::set-output name=a::b",
    "a\n::error::b",
    "a\r\n##vso[x]",
    "%0A::error::b%25%AZP25",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "\r@x",
    "+1,-1;\"'",
    "\uff1d1",
    "| a | b `c` ``d`` \\| e",
    "<script>alert(1)</script><!-- -->",
    "@everyone #1 GH-1 https://example.com www.example.com a@b.c",
    "[x](https://example.com) ![x](y) **b** _c_ ~~d~~ $e$ :tada:",
    "]]>&amp;<a b='c' d=\"e\">",
    "\x00\x01\x0b\x1b[31m\x7f\x85\u2028\ufffe\uffff",
    "\u202egnp.exe\u2066\u2069\u200b\ufeff",
    "\ud800 \udfff",
    "{0} {{x}} \\[y](z)",
    "",
]
HOSTILE = st.one_of(
    st.sampled_from(SAMPLES),
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from("#v so[]:;,%=|`\\<>@\n\r\t-+'\"\u202e\ud800é"), max_size=40),
)
LIVE = re.compile(r"##\[|##vso\[|^\s*::[a-z]", re.IGNORECASE | re.MULTILINE)
_OWN = {
    "github": re.compile(r"::(error|warning|notice) (file=[^,:]*,line=\d+,)?title=[^,:]*::"),
    "azure-devops": re.compile(
        r"##vso\[task\.logissue type=(error|warning)(;sourcepath=[^;\]]*;linenumber=\d+)?"
        r"(;code=[^;\]]*)?;\]"
    ),
}


def hostile_waiver(waiver, text):
    return structs.replace(waiver, resource=text, reason=text, owner=text, ticket=text)


def report_with(text):
    return replace(
        REPORT,
        waivers=tuple(
            replace(use, waiver=hostile_waiver(use.waiver, text)) for use in REPORT.waivers
        ),
        known=replace(
            REPORT.known,
            file=text,
            gone=tuple(
                structs.replace(item, resource=text, field=text) for item in REPORT.known.gone
            ),
        ),
        evidence=replace(
            EVIDENCE,
            scope=text,
            asked_by=text,
            baseline=text,
            not_judged=(text,),
            version=text,
            waivers=text or "x",
        ),
        results=tuple(
            item._replace(
                subject=text + item.subject[-3:],
                source=f"template:{text}",
                message=text,
                field=text,
                environment=text,
                location=Location(text, 3) if item.location else None,
                accepted=item.accepted and text,
                waiver=item.waiver and hostile_waiver(item.waiver, text),
            )
            for item in REPORT.results
        ),
        gaps=tuple(
            replace(gap, what=text, reason=text, source=text, location=Location(text, 1))
            for gap in REPORT.gaps
        ),
        crashes=tuple(replace(crash, subject=text, error=text) for crash in REPORT.crashes),
    )


def with_samples(test):
    for sample in SAMPLES:
        test = example(sample)(test)
    return given(HOSTILE)(test)


def written(format_, text):
    return find(format_)(report_with(text), Options(verbose=True))


@pytest.mark.parametrize("format_", names())
@with_samples
def test_no_name_is_a_command_or_a_line_of_its_own(format_, text):
    report = written(format_, text)
    report.encode("utf-8")
    for line in report.replace("\r\n", "\n").split("\n"):
        own = _OWN[format_].match(line) if format_ in _OWN else None
        rest = line[own.end() :] if own else line
        assert not LIVE.search(rest)
        assert "\n" not in rest
        assert line.isprintable()


@pytest.mark.parametrize("format_", [name for name in names() if name not in ("json", "csv")])
@with_samples
def test_no_name_changes_how_many_lines_there_are(format_, text):
    if format_ in ("text", "markdown"):
        return  # They fold by width and cut off by length; the test above holds for their lines.
    plain = written(format_, "x" * len(text) or "x")
    if not text:
        return
    assert written(format_, text).count("\n") == plain.count("\n")


@with_samples
def test_json_is_read_back(text):
    document = json.loads(written("json", text))
    known = text.encode("utf-8", "backslashreplace").decode()
    assert document["results"][0]["message"] == known
    assert document["evidence"]["scope"] == known


@with_samples
def test_sarif_fits_the_schema(text):
    document = json.loads(written("sarif", text))
    jsonschema.Draft4Validator(SCHEMA).validate(document)
    for result in document["runs"][0]["results"]:
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~%/:-]+", uri)


@with_samples
def test_junit_loads(text):
    [suite] = junitparser.JUnitXml.fromstring(written("junit", text).encode())
    judged = [item for item in REPORT.results if item.outcome is not Outcome.NOT_APPLICABLE]
    assert 0 < len(list(suite)) <= len(judged) + len(REPORT.gaps) + len(REPORT.crashes)


@with_samples
def test_csv_has_whole_rows_and_no_formula(text):
    found = list(csv.reader(io.StringIO(written("csv", text), newline="")))
    assert len({len(row) for row in found}) == 1
    for cell in (cell for row in found for cell in row):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", *"\uff1d\uff0b\uff0d\uff20"))


@with_samples
def test_annotations_are_read_back(text):
    for line in written("github", text).splitlines():
        if line.startswith("::"):
            own = _OWN["github"].match(line)
            assert own
            assert "%" not in re.sub(r"%(25|3A|2C|0D|0A)", "", line)
    for line in written("azure-devops", text).splitlines():
        if line.startswith("##vso["):
            own = _OWN["azure-devops"].match(line)
            assert own
            assert "%" not in re.sub(r"%(AZP25|3B|5D|0D|0A)", "", line)


@with_samples
def test_markdown_shows_a_name_as_it_is(text):
    outside = without_code(literal(text))
    assert not re.search(r"[<>@#*_\[\]`|~$!&\\]|://|www\.|GH-\d|:[a-z]\w*:", outside, re.IGNORECASE)


@with_samples
def test_a_table_of_markdown_keeps_its_columns(text):
    table = [line for line in written("markdown", text).splitlines() if line.startswith("|")]
    assert table
    for line in table:
        assert len(re.findall(r"(?<!\\)\|", line)) == 6


@pytest.mark.parametrize("text", ["shop/ns (a)", "role back end has Manage", "a.json:3"])
def test_what_is_harmless_is_no_code(text):
    assert literal(text) == text
