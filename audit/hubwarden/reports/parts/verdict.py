"""The verdict of a report in words."""

from __future__ import annotations

from hubwarden.report import ASIDE, ExitCode, Outcome, Report
from hubwarden.reports.parts.words import counted
from hubwarden.severity import Severity


def verdict(report: Report, fail_on: Severity) -> str:
    """Return what follows from a report: ``violations, and incomplete``, ``clean`` and the like.

    Where no rule judged anything, nothing is clean.
    """
    code = report.exit_code(fail_on)
    if code == ExitCode.VIOLATIONS:
        return "violations, and incomplete" if report.incomplete else "violations"
    if code == ExitCode.INCOMPLETE:
        return "incomplete"
    if report.having(Outcome.FAIL):
        return f"violations below --fail-on {fail_on.word} only"
    if not report.compares and not any(map(report.having, (Outcome.PASS, *ASIDE))):
        return "nothing was judged"
    return "clean"


def verdict_and_code(report: Report, fail_on: Severity) -> str:
    """Return the verdict with the exit code that says it to programs."""
    return f"{verdict(report, fail_on)} (exit code {report.exit_code(fail_on)})"


def counts(report: Report) -> str:
    """Return how many results there are of each outcome, and what else was not judged."""
    unknown = len(report.open_questions())
    accepted = len(report.having(Outcome.UNDETERMINED)) - unknown
    left_out = len(report.evidence.not_asked)
    parts = (
        (len(report.gaps), "not read"),
        (len(report.crashes), "broken"),
        (accepted, "accepted"),
        (len(report.having(Outcome.NOT_APPLICABLE)), "not applicable"),
        (left_out, "rules not asked"),
    )
    aside = [report.having(outcome) for outcome in ASIDE]
    found = [
        counted(len(report.having(Outcome.FAIL)), "violation"),
        *(f"{len(items)} {items[0].outcome.value}" for items in aside if items),
        f"{unknown} could not be checked",
        f"{len(report.having(Outcome.PASS))} held",
        *(f"{count} {words}" for count, words in parts if count),
    ]
    return ", ".join(found)
