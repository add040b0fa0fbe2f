"""What pipelines read: SARIF, JUnit, Markdown, CSV and annotations, each read back."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import junitparser
import pytest
from sample_report import (
    ACCEPTED,
    CERTIFICATE,
    CLEAN,
    EVIDENCE,
    FAILURES,
    HUB,
    INCOMPLETE,
    INFORMATION,
    REPORT,
    UNKNOWN,
    WAIVED,
    WAIVER,
    result_of,
)

from hubwarden.discovery import all_rules
from hubwarden.location import Location
from hubwarden.order_of_results import in_order
from hubwarden.report import Outcome, Report
from hubwarden.reports import Options, find
from hubwarden.rule import Severity

SCHEMA = Path(__file__).parents[1] / "data" / "sarif" / "sarif-schema-2.1.0.json"
REPORTS = {"all": REPORT, "clean": CLEAN, "incomplete": INCOMPLETE, "information": INFORMATION}
# What GitHub takes of a comment.
LONGEST_COMMENT = 65_536


def report_of(*results, **more):
    return Report(EVIDENCE, in_order(results), gaps=(), crashes=(), **more)


def sarif(report, **options):
    document = json.loads(find("sarif")(report, Options(**options)))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(document)
    return document["runs"][0]


def every_rule():
    return report_of(
        *(
            result_of(rule, Outcome.FAIL, line=number, message="it is so")
            for number, rule in enumerate(all_rules(), 1)
        )
    )


@pytest.mark.parametrize("report", [*REPORTS.values(), every_rule()])
@pytest.mark.parametrize("severity", [Severity.LOW, Severity.CRITICAL])
def test_sarif_fits_the_schema_and_what_code_scanning_asks_for(report, severity):
    run = sarif(report, fail_on=severity)
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        for text in (rule["shortDescription"], rule["fullDescription"], rule["help"]):
            assert text["text"].strip()
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
        assert 0 < float(rule["properties"].get("security-severity", 1)) <= 10
        # Longer ones are cut off.
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["name"]) <= 255
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        [place] = result["locations"]
        physical = place["physicalLocation"]
        assert physical["region"]["startLine"] >= 1
        assert not physical["artifactLocation"]["uri"].startswith(("/", "."))
    prints = [result["partialFingerprints"] for result in run["results"]]
    assert len({item["primaryLocationLineHash"] for item in prints}) == len(prints)
    assert run["invocations"][0]["executionSuccessful"] is not report.incomplete
    assert run["invocations"][0]["exitCode"] == report.exit_code(severity)


def test_sarif_makes_an_alert_of_violations_alone():
    run = sarif(REPORT)
    found = [(result["ruleId"], "suppressions" in result) for result in run["results"]]
    assert found == [("NH202", False), ("NH101", True), ("NH101", False), ("NH101", False)]
    assert {result["kind"] for result in run["results"]} == {"fail"}
    told = [item["message"]["text"] for item in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("1 check could not be made for" in text for text in told)
    assert any("its template is behind a link" in text for text in told)
    assert any("broke on" in text for text in told)
    assert sarif(CLEAN)["results"] == []
    assert sarif(INCOMPLETE)["results"] == []


def test_sarif_has_a_level_by_the_severity_that_holds():
    levels = [result["level"] for result in sarif(REPORT)["results"]]
    assert levels == ["error", "error", "error", "note"]


def test_sarif_suppresses_what_is_waived():
    [result] = sarif(report_of(*WAIVED))["results"]
    assert result["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "waived until 2026-03-31 (push-team, PUSH-1): The old app goes in March.",
        }
    ]


@pytest.mark.parametrize(
    ("more", "uri", "line"),
    [
        ({"line": 12}, "Pulumi.prod.yaml", 12),
        ({"source": "azure:shop"}, f"azure{HUB}", 1),
        ({"source": "template:a b/ü.json"}, "a%20b/%C3%BC.json", 1),
        ({"location": Location("/x/y z.json", 3)}, "file:///x/y%20z.json", 3),
        ({"location": Location("a\\b.json")}, "a/b.json", 1),
    ],
)
def test_sarif_leads_to_a_place(more, uri, line):
    more = dict(more)
    location = more.pop("location", None)
    item = result_of(CERTIFICATE, Outcome.FAIL, message="x", **more)
    if location:
        item = item._replace(location=location)
    [result] = sarif(report_of(item))["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == uri
    assert physical["region"]["startLine"] == line


def test_sarif_numbers_equal_fingerprints():
    same = in_order([FAILURES[0], FAILURES[0]._replace(message="another")])
    prints = [item["partialFingerprints"] for item in sarif(report_of(*same))["results"]]
    assert [item["primaryLocationLineHash"] for item in prints] == [
        item.fingerprint for item in same
    ]
    assert [item["primaryLocationLineHash"][-2:] for item in prints] == [":1", ":2"]


def test_runs_of_several_commands_do_not_replace_each_other():
    reports = (REPORT, replace(REPORT, compares=True), replace(REPORT, files=()))
    ids = [sarif(report)["automationDetails"]["id"] for report in reports]
    assert ids == ["hubwarden/check/", "hubwarden/drift/", "hubwarden/inspect/"]


def cases(report, **options):
    written = find("junit")(report, Options(**options))
    suites = junitparser.JUnitXml.fromstring(written.encode())
    [suite] = suites
    found = list(suite)
    assert suite.tests == len(found)
    assert suite.failures == sum(
        isinstance(x, junitparser.Failure) for c in found for x in c.result
    )
    assert suite.errors == sum(isinstance(x, junitparser.Error) for c in found for x in c.result)
    assert suite.skipped == sum(isinstance(x, junitparser.Skipped) for c in found for x in c.result)
    return found


def outcomes(report, **options):
    return sorted(type(x).__name__ for case in cases(report, **options) for x in case.result)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_junit_loads(report):
    cases(report)


def test_junit_has_a_failure_for_a_violation_and_an_error_for_what_is_not_known():
    assert outcomes(report_of(*FAILURES)) == ["Failure"] * 3
    assert outcomes(report_of(*FAILURES), fail_on=Severity.CRITICAL) == [
        "Failure",
        "Skipped",
        "Skipped",
    ]
    assert outcomes(report_of(*UNKNOWN)) == ["Error"]
    assert outcomes(report_of(*ACCEPTED)) == ["Skipped"]
    # Three gaps and a rule that broke are errors, too.
    assert outcomes(replace(REPORT, results=())) == ["Error"] * 4
    assert outcomes(report_of(result_of(CERTIFICATE, Outcome.PASS))) == []
    assert len(cases(report_of(result_of(CERTIFICATE, Outcome.PASS)))) == 1
    assert cases(report_of(result_of(CERTIFICATE, Outcome.NOT_APPLICABLE))) == []


def test_junit_has_one_case_for_what_a_rule_says_of_a_resource():
    several = [FAILURES[0], FAILURES[0]._replace(message="and another", field="token")]
    [case] = cases(report_of(*several))
    assert "it uses a certificate" in case.result[0].message
    assert "and another" in case.result[0].message
    unclear = UNKNOWN[0]._replace(rule=CERTIFICATE, subject=HUB, source=FAILURES[0].source)
    assert outcomes(report_of(FAILURES[0], unclear)) == ["Failure"]


def test_a_failure_of_junit_has_the_severity_of_what_is_not_waived():
    waived = FAILURES[0]._replace(
        outcome=Outcome.WAIVED, severity=Severity.CRITICAL, waiver=WAIVER, field="token"
    )
    [case] = cases(report_of(waived, FAILURES[0]))
    assert [result.type for result in case.result] == ["high"]


def many(count):
    return report_of(
        *(
            FAILURES[number % 3]._replace(subject=f"{HUB}{number}", message="é" * 200)
            for number in range(count)
        ),
        *(
            UNKNOWN[0]._replace(subject=f"{HUB}{number}", message=f"no {number} " + "é" * 200)
            for number in range(count)
        ),
    )


@pytest.mark.parametrize("count", [1, 30, 400])
def test_markdown_is_never_longer_than_a_comment_may_be(count):
    report = replace(many(count), gaps=REPORT.gaps * count, crashes=REPORT.crashes * count)
    evidence = replace(EVIDENCE, not_judged=("é" * 500,) * count, scope="é" * 9000)
    written = find("markdown")(replace(report, evidence=evidence), Options())
    assert len(written.encode()) < LONGEST_COMMENT
    rows = len(re.findall(r"^\| (critical|high|low) ", written, re.MULTILINE))
    left = re.search(r"^(\d+) more violations", written, re.MULTILINE)
    assert rows + int(left[1] if left else 0) == count
    assert (left is None) is (count < 100)


def test_markdown_folds_details():
    written = find("markdown")(REPORT, Options())
    assert written.count("<details>") == written.count("</details>") == 2
    assert "### What to do first" in written
    assert written.startswith("<!-- hubwarden -->\n## Hubwarden: violations, and incomplete\n")


def rows(report):
    return list(csv.DictReader(io.StringIO(find("csv")(report, Options()), newline="")))


def test_csv_has_a_row_for_every_result_and_for_what_was_not_judged():
    found = rows(REPORT)
    records = [row["record"] for row in found]
    assert records.count("result") == len(REPORT.results)
    assert records.count("not_read") == len(REPORT.gaps)
    assert records.count("broken") == len(REPORT.crashes)
    results = [row for row in found if row["record"] == "result"]
    assert [row["fingerprint"] for row in results] == [item.fingerprint for item in REPORT.results]
    [verdict] = [row for row in found if row["name"] == "verdict"]
    assert verdict["message"] == "violations, and incomplete (exit code 1)"


@pytest.mark.parametrize("format_", ["github", "azure-devops"])
def test_annotations_are_no_more_than_are_shown(format_):
    written = find(format_)(many(40), Options()).splitlines()
    kinds = {"github": r"::(\w+) ", "azure-devops": r"##vso\[task\.logissue type=(\w+);"}
    levels = [match[1] for line in written if (match := re.match(kinds[format_], line))]
    for level in ("error", "warning"):
        assert levels.count(level) == 10
    # 27 of 40 violations are high or critical.
    assert "and 18 more" in "\n".join(written)
    assert written[-1] == "Verdict: violations, and incomplete (exit code 1)"


def test_annotations_of_what_is_below_the_severity_that_fails_are_notices():
    written = find("github")(report_of(*FAILURES), Options(fail_on=Severity.CRITICAL))
    assert re.findall(r"^::(\w+)", written, re.MULTILINE) == ["error", "notice", "notice"]


def test_a_row_of_a_suite_names_the_file():
    written = find("junit")(report_of(FAILURES[0]), Options())
    assert ' file="Pulumi.prod.yaml" line="12"' in written
