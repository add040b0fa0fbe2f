"""What needs no action: what was excepted, does not apply, or held."""

from __future__ import annotations

from collections.abc import Iterable

from hubwarden.report import Outcome, Report, Result
from hubwarden.reports.parts.question_words import named_cause
from hubwarden.reports.parts.waiver_words import of_waiver


def no_action(report: Report) -> tuple[tuple[str, tuple[Result, ...]], ...]:
    """Return titles with the results below them; what is waived is not among them."""
    unknown = report.having(Outcome.UNDETERMINED)
    return (
        ("Known", report.having(Outcome.KNOWN)),
        (
            "Could not be checked, and accepted",
            tuple(item for item in unknown if item.accepted is not None),
        ),
        ("Not applicable", report.having(Outcome.NOT_APPLICABLE)),
        ("Held", report.having(Outcome.PASS)),
    )


def by_excuse(results: Iterable[Result]) -> tuple[list[Result], ...]:
    """Return results together that have one rule and one reason not to count."""
    found: dict[tuple[str, str | None, str], list[Result]] = {}
    for item in results:
        found.setdefault((item.rule.id, item.accepted, of_waiver(item)), []).append(item)
    return tuple(found.values())


def waiting_for(result: Result) -> str:
    """Return the field that is not known, with its cause, in brackets; empty where all is known."""
    if result.outcome is not Outcome.UNDETERMINED:
        return ""
    return f" [{result.field}{named_cause(result)}]"
