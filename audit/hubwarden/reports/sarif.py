"""The report as SARIF 2.1.0, as code scanning takes it.

Results are violations alone: code scanning makes an alert of each, under the rule's title, which says a fault.
What could not be checked or read is a notification, and the run is then not successful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from hubwarden.report import Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.json import indented
from hubwarden.reports.parts.artifacts import Artifact, artifact_at, artifact_of
from hubwarden.reports.parts.evidence import named_evidence
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.questions import Question, questions
from hubwarden.reports.parts.waiver_words import of_waiver
from hubwarden.reports.parts.words import counted, some
from hubwarden.rule import Rule
from hubwarden.rule_page import details
from hubwarden.severity import Severity

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_SCORES: Final = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
}
"""What code scanning sorts by: above 9.0 is critical, from 7.0 high, from 4.0 medium. Information has none."""


def write(report: Report, options: Options) -> str:
    """Return the report as one run of a SARIF log."""
    failures = [item for item in report.results if item.outcome in (Outcome.FAIL, Outcome.WAIVED)]
    by_id = {item.rule.id: item.rule for item in failures}
    by_id |= {crash.rule.id: crash.rule for crash in report.crashes}
    by_id |= {item.rule.id: item.rule for item in report.open_questions()}
    rules = [by_id[id] for id in sorted(by_id)]
    places = {rule.id: index for index, rule in enumerate(rules)}
    evidence = report.evidence
    run = {
        "tool": {
            "driver": {
                "name": "Hubwarden",
                "version": evidence.version,
                "semanticVersion": evidence.version,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": f"hubwarden/{_command(report)}/"},
        "invocations": [
            {
                "executionSuccessful": not report.incomplete,
                "exitCode": report.exit_code(options.fail_on),
                "startTimeUtc": f"{evidence.made_at:%Y-%m-%dT%H:%M:%SZ}",
                "toolExecutionNotifications": list(_notifications(report, places)),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(failures, places)),
        "properties": {"evidence": [f"{name}: {words}" for name, words in named_evidence(report)]},
    }
    return indented({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _command(report: Report) -> str:
    """Return what made the report: runs of one category replace each other in code scanning."""
    if report.files is not None:
        return "inspect"
    return "drift" if report.compares else "check"


def _rule(rule: Rule) -> dict[str, Any]:
    body = details(rule)
    properties: dict[str, Any] = {
        "tags": ["security", "azure", "notification-hubs", rule.topic],
        "precision": "very-high",
    }
    if rule.severity in _SCORES:
        properties["security-severity"] = _SCORES[rule.severity]
    return {
        "id": rule.id,
        "name": rule.slug,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": f"{rule.title}. {rule.fix}"},
        "help": {
            "text": f"{rule.title}.\n\n{body}\n\nFix: {rule.fix}",
            "markdown": f"**{rule.title}.**\n\n{body}\n\n**Fix:** {rule.fix}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _results(failures: Iterable[Result], places: dict[str, int]) -> Iterator[dict[str, Any]]:
    labels = Labels(failures)
    for item in failures:
        name = labels.of(item.subject)
        yield {
            "ruleId": item.rule.id,
            "ruleIndex": places[item.rule.id],
            "kind": "fail",
            "level": _LEVELS[item.severity],
            "message": {"text": _plain(f"{name}: {item.message or item.rule.title}")},
            "locations": [
                {
                    **_physical(artifact_of(item)),
                    "logicalLocations": [
                        {"fullyQualifiedName": item.subject, "kind": "resource", "name": name}
                    ],
                }
            ],
            # Code scanning knows a finding again by the first of them alone.
            "partialFingerprints": {
                "primaryLocationLineHash": item.fingerprint,
                "hubwarden/v1": item.digest,
            },
            **_suppression(item),
            "properties": {
                "severity": item.severity.word,
                "source": item.source,
                "environment": item.environment or "",
                "field": item.field,
            },
        }


def _suppression(item: Result) -> dict[str, Any]:
    """Return who answers for a waived finding; code scanning then closes the alert."""
    if item.outcome is not Outcome.WAIVED:
        return {}
    return {
        "suppressions": [
            {"kind": "external", "status": "accepted", "justification": _plain(of_waiver(item))}
        ]
    }


def _physical(artifact: Artifact) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": artifact.uri},
            "region": {"startLine": artifact.line},
        }
    }


def _notifications(report: Report, places: dict[str, int]) -> Iterator[dict[str, Any]]:
    unknown = report.open_questions()
    labels = Labels(unknown)
    for question in questions(unknown):
        yield _question(question, labels, places)
    for gap in report.gaps:
        notification = _notification("error", f"{gap.what}: {gap.reason} ({gap.source})")
        if gap.location is not None:
            notification["locations"] = [_physical(artifact_at(gap.location))]
        yield notification
    for crash in report.crashes:
        yield {
            **_notification("error", f"{crash.rule.slug} broke on {crash.subject}: {crash.error}"),
            "associatedRule": {"id": crash.rule.id, "index": places[crash.rule.id]},
        }


def _question(question: Question, labels: Labels, places: dict[str, int]) -> dict[str, Any]:
    rules = question.rules
    names = some(question.concerns(labels))
    checks = counted(len(question.results), "check")
    text = f"{checks} could not be made for {names}: {question.reason}"
    found = {
        **_notification("warning", text),
        "locations": [_physical(artifact_of(question.results[0]))],
        "properties": {"rules": list(rules)},
    }
    if len(rules) == 1:
        [id] = rules
        found["associatedRule"] = {"id": id, "index": places[id]}
    return found


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _plain(text: str) -> str:
    """Return a message that shows as it is: brackets would be links, braces places for arguments."""
    for sign in "\\[]":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("{", "{{").replace("}", "}}")
