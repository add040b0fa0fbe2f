"""The head of a report: the verdict, what is wrong, what is not known, where to start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hubwarden.report import Report
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.questions import Question, answers
from hubwarden.reports.parts.remedies import Remedy
from hubwarden.reports.parts.verdict import verdict
from hubwarden.reports.parts.words import counted, severities
from hubwarden.severity import Severity


class SummaryLine(NamedTuple):
    """A line of the head: its name, what it says, and how grave that is."""

    name: str
    words: str
    style: str = ""
    """``bad``, ``open`` or ``good`` for the verdict, as ``hubwarden.reports.parts.folding`` names styles."""


def summary(
    report: Report,
    fail_on: Severity,
    to_do: Sequence[Remedy],
    found: Sequence[Question],
    labels: Labels,
) -> Iterator[SummaryLine]:
    """Yield the head; ``to_do`` and ``found`` are what the report lists below it, in its order."""
    wrong = report.violations(fail_on)
    style = "bad" if wrong else "open" if report.incomplete else "good"
    yield SummaryLine("verdict", verdict(report, fail_on), style)
    if wrong:
        resources = len({item.subject.lower() for item in wrong})
        where = f" in {counted(resources, 'resource')}"
        yield SummaryLine("violations", f"{len(wrong)}{where}: {severities(wrong)}")
    if report.gaps:
        yield SummaryLine("not read", f"{counted(len(report.gaps), 'part')}: see 'Not read'")
    if report.crashes:
        times = counted(len(report.crashes), "time")
        yield SummaryLine("broken", f"rules broke {times}: see 'Rules that broke'")
    if unknown := report.open_questions():
        checks, missing = counted(len(unknown), "check"), counted(len(found), "fact")
        words = f"{checks} could not be made, for want of {missing}: see 'What would tell'"
        yield SummaryLine("unknown", words)
    if to_do:
        rule = to_do[0].rule
        yield SummaryLine("start with", f"{rule.id} {rule.slug}: {rule.fix}")
    elif found:
        yield SummaryLine("start with", answers(found, report.evidence, labels)[0].text)
