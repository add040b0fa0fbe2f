"""What a pipeline shows beside the lines of a change: the gravest, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from hubwarden.location import Location
from hubwarden.report import Outcome, Report
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.questions import questions
from hubwarden.reports.parts.words import counted, some
from hubwarden.severity import Severity

Level = Literal["error", "warning", "notice"]

_MOST: Final = 10
"""How many of a level GitHub and Azure DevOps show for a step; they drop others without a word."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark at a place."""

    level: Level
    title: str
    text: str
    place: Location | None = None
    code: str = ""
    """The id of the rule, where it is one rule's."""


def annotations_of(report: Report, fail_on: Severity) -> list[Annotation]:
    """Return what to show, at most as much of each level as is shown; the last says how many more there are."""
    every = [*_violations(report, fail_on), *_not_judged(report)]
    found: list[Annotation] = []
    levels: tuple[Level, ...] = ("error", "warning", "notice")
    for level in levels:
        those = [item for item in every if item.level == level]
        if len(those) > _MOST:
            more = len(those) - _MOST + 1
            words = f"{more} more are not shown here: the text report has them all"
            those = [*those[: _MOST - 1], Annotation(level, f"and {more} more", words)]
        found += those
    return found


def _violations(report: Report, fail_on: Severity) -> Iterator[Annotation]:
    failures = report.having(Outcome.FAIL)
    labels = Labels(failures)
    for item in failures:
        level: Level = "error" if item.severity >= Severity.HIGH else "warning"
        if item.severity < Severity.MEDIUM or item.severity < fail_on:
            level = "notice"
        rule = item.rule
        text = f"{labels.of(item.subject)}: {item.message or rule.title}. Fix: {rule.fix}"
        title = f"{rule.id} {rule.slug} ({item.severity.word})"
        yield Annotation(level, title, text, item.location, rule.id)


def _not_judged(report: Report) -> Iterator[Annotation]:
    for gap in report.gaps:
        yield Annotation(
            "error", "Not read", f"{gap.what}: {gap.reason} ({gap.source})", gap.location
        )
    for crash in report.crashes:
        text = f"{crash.rule.slug} broke on {crash.subject}: {crash.error}"
        yield Annotation("error", "Rule broken", text, code=crash.rule.id)
    unknown = report.open_questions()
    labels = Labels(unknown)
    for question in questions(unknown):
        checks = counted(len(question.results), "check")
        text = f"{checks} of {some(list(question.rules))}: {question.reason}"
        text += f" ({some(question.concerns(labels))})"
        yield Annotation("warning", "Could not be checked", text, question.results[0].location)
