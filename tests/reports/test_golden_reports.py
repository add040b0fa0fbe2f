"""Each format against a file: HUBWARDEN_UPDATE_GOLDEN=1 writes the files anew."""

import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from sample_report import CLEAN, INCOMPLETE, INFORMATION, REPORT

from hubwarden import docs
from hubwarden.errors import UsageError
from hubwarden.report import Outcome
from hubwarden.reports import Options, find, names
from hubwarden.reports.json import schema
from hubwarden.rule import Severity

GOLDEN = Path(__file__).parent / "golden"

CASES = {
    "report.txt": ("text", REPORT, Options()),
    "report-verbose.txt": ("text", REPORT, Options(verbose=True)),
    "report.json": ("json", REPORT, Options()),
    "report.sarif": ("sarif", REPORT, Options()),
    "report.xml": ("junit", REPORT, Options()),
    "report.md": ("markdown", REPORT, Options()),
    "report.csv": ("csv", REPORT, Options()),
    "report.html": ("html", REPORT, Options()),
    "report-github.txt": ("github", REPORT, Options()),
    "report-azure-devops.txt": ("azure-devops", REPORT, Options()),
    "clean.txt": ("text", CLEAN, Options()),
    "clean.json": ("json", CLEAN, Options()),
}

REPORTS = {"all": REPORT, "clean": CLEAN, "incomplete": INCOMPLETE, "information": INFORMATION}


@pytest.mark.parametrize("name", CASES)
def test_a_format_has_not_changed_unseen(name):
    format_, report, options = CASES[name]
    written = find(format_)(report, options)
    if os.environ.get("HUBWARDEN_UPDATE_GOLDEN") == "1":
        (GOLDEN / name).write_bytes(written.encode())
    known = (GOLDEN / name).read_bytes() if (GOLDEN / name).is_file() else None
    assert written.encode() == known, (
        "HUBWARDEN_UPDATE_GOLDEN=1 writes it anew, where this is meant"
    )


def test_every_format_has_a_golden_file():
    without = set(names()) - {format_ for format_, _, _ in CASES.values()}
    assert not without, f"add a row to CASES for {sorted(without)}"
    assert {path.name for path in GOLDEN.iterdir()} == set(CASES)


def test_the_sample_has_every_outcome():
    assert {result.outcome for result in REPORT.results} == set(Outcome)
    assert REPORT.gaps
    assert REPORT.crashes


def test_a_format_that_does_not_exist_is_told_with_those_that_do():
    with pytest.raises(UsageError, match="no format 'xml'") as caught:
        find("xml")
    assert {"csv", "json", "sarif", "text"} <= set(names())
    assert caught.value.hint == f"formats: {', '.join(names())}"


@pytest.mark.parametrize(("name", "near"), [("sarf", "sarif"), ("JUnit", "junit"), ("md", "")])
def test_a_format_that_does_not_exist_is_told_with_the_nearest(name, near):
    with pytest.raises(UsageError) as caught:
        find(name)
    assert caught.value.hint.startswith(f"nearest: {near};" if near else "formats: ")


@pytest.mark.parametrize("name", ["..json", "json.", "__init__", "parts", "parts.cells", ""])
def test_a_format_is_no_other_module(name):
    with pytest.raises(UsageError):
        find(name)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("severity", Severity)
def test_json_fits_its_schema(report, severity):
    document = json.loads(find("json")(report, Options(fail_on=severity)))
    validator = jsonschema.validators.validator_for(schema())
    validator.check_schema(schema())
    validator(schema()).validate(document)


def test_the_published_schema_is_the_one_of_the_code():
    published = Path(__file__).parents[2] / "docs" / "report.schema.json"
    assert published.read_text(encoding="utf-8") == docs.files()["docs/report.schema.json"]


def test_the_schema_refuses_what_is_no_report():
    document = json.loads(find("json")(REPORT, Options()))
    document["results"][0]["outcome"] = "skipped"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


EXIT_CODES = [
    # report, fail on, exit code, last words of the text
    (REPORT, Severity.LOW, 1, "violations, and incomplete (exit code 1)"),
    (REPORT, Severity.CRITICAL, 1, "violations, and incomplete (exit code 1)"),
    (CLEAN, Severity.INFO, 0, "clean (exit code 0)"),
    (INCOMPLETE, Severity.LOW, 3, "incomplete (exit code 3)"),
    (INFORMATION, Severity.LOW, 0, "violations below --fail-on low only (exit code 0)"),
    (INFORMATION, Severity.INFO, 1, "violations (exit code 1)"),
]


@pytest.mark.parametrize(("report", "fail_on", "code", "words"), EXIT_CODES)
def test_both_formats_tell_the_exit_code(report, fail_on, code, words):
    options = Options(fail_on=fail_on)
    assert report.exit_code(fail_on) == code
    assert find("text")(report, options).rstrip("\n").endswith(words)
    assert json.loads(find("json")(report, options))["summary"]["exit_code"] == code


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_json_counts_what_it_lists(report):
    document = json.loads(find("json")(report, Options()))
    outcomes = [item["outcome"] for item in document["results"]]
    summary = document["summary"]
    assert summary["passed"] == outcomes.count("pass")
    assert summary["failed"] == outcomes.count("fail")
    assert summary["undetermined"] == outcomes.count("undetermined")
    assert summary["not_applicable"] == outcomes.count("not-applicable")
    assert summary["accepted"] == sum(item["accepted"] is not None for item in document["results"])


def test_a_fingerprint_ignores_line_and_text_but_not_the_place():
    first = REPORT.results[0]
    assert len({result.fingerprint for result in REPORT.results}) == len(REPORT.results)
    assert (
        first.fingerprint
        == json.loads(find("json")(REPORT, Options()))["results"][0]["fingerprint"]
    )


@pytest.mark.parametrize("break_", ["\n", "\r", "\x1b[2J", "\x85", "\u2028", "\x00"])
def test_no_text_of_a_source_makes_lines_or_colours_of_its_own(break_):
    hostile = f"shop{break_}0 failed: clean (exit code 0)"
    report = replace(
        REPORT,
        results=(REPORT.results[0]._replace(subject=hostile, message=hostile, location=None),),
        gaps=(replace(REPORT.gaps[0], what=hostile),),
        crashes=(replace(REPORT.crashes[0], subject=hostile),),
    )
    written = find("text")(report, Options(verbose=True))
    assert len(written.splitlines()) == len(written.split("\n")) - 1
    assert break_ == "\n" or break_ not in written
    assert not any(line.startswith("0 failed") for line in written.splitlines())
