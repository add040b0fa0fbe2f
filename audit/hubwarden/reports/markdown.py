"""The report as Markdown, for a comment on a pull request: short, details folded, never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hubwarden.report import Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.evidence import named_evidence
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.markup import escaped, literal
from hubwarden.reports.parts.questions import answers, questions
from hubwarden.reports.parts.remedies import CUTS_OFF, Remedy, remedies
from hubwarden.reports.parts.verdict import counts, verdict, verdict_and_code
from hubwarden.reports.parts.words import counted, some

_BYTES: Final = {"violations": 24_000, "remedies": 12_000, "unknown": 16_000, "evidence": 8_000}
"""How long each part may be: together with the head they stay below GitHub's 65,536 characters."""
_MARK: Final = "<!-- hubwarden -->"
"""By which a pipeline finds the comment again that it wants to replace."""


def write(report: Report, options: Options) -> str:
    """Return the report as Markdown of less than 65,536 bytes; what is left out is counted."""
    return "\n".join(_lines(report, options)) + "\n"


def _lines(report: Report, options: Options) -> Iterator[str]:
    failures = report.having(Outcome.FAIL)
    yield _MARK
    yield f"## Hubwarden: {escaped(verdict(report, options.fail_on))}"
    yield ""
    yield f"{escaped(counts(report))}."
    yield from _violations(failures, options)
    yield from _remedies(remedies(failures))
    yield from _unknown(report)
    yield from _not_read(report)
    yield from _evidence(report, options)


def _violations(failures: Sequence[Result], options: Options) -> Iterator[str]:
    if not failures:
        return
    labels = Labels(failures)
    below = [item for item in failures if item.severity < options.fail_on]
    yield ""
    yield "### What is wrong"
    yield ""
    if below:
        yield f"{counted(len(below), 'violation')} of these are below --fail-on {options.fail_on.word}."
        yield ""
    yield "| severity | rule | resource | place | what |"
    yield "| --- | --- | --- | --- | --- |"
    yield from _bounded(
        (
            f"| {item.severity.word} | {item.rule.id} {item.rule.slug} "
            f"| {literal(labels.of(item.subject))} "
            f"| {literal(str(item.location) if item.location else item.source)} "
            f"| {literal(item.message or item.rule.title)} |"
            for item in failures
        ),
        len(failures),
        _BYTES["violations"],
        "\n{} more violations are in the whole report.",
    )


def _remedies(found: Sequence[Remedy]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield "### What to do first"
    yield ""
    yield from _bounded(
        (
            f"{number}. **{item.rule.id} {item.rule.slug}** ({item.severity.word}, "
            f"{counted(len(item.results), 'time')}): {escaped(item.rule.title)}. "
            f"{escaped(item.rule.fix)}" + (f" {CUTS_OFF}" if item.may_cut_off else "")
            for number, item in enumerate(found, 1)
        ),
        len(found),
        _BYTES["remedies"],
        "\nFixes of {} more rules are in the whole report.",
    )


def _unknown(report: Report) -> Iterator[str]:
    unknown = report.open_questions()
    if not unknown:
        return
    labels = Labels(unknown)
    found = questions(unknown)
    listed = (
        f"- {some([f'{id} {item.rule.slug}' for id, item in question.rules.items()], 6)}: "
        f"{literal(question.fact)} ({', '.join(map(literal, question.concerns(labels)[:3]))}"
        f"{_and_more(len(question.concerns(labels)) - 3)})"
        for question in found
    )
    yield from _folded(
        f"Could not be checked: {counted(len(unknown), 'check')}, for want of "
        f"{counted(len(found), 'fact')}",
        _bounded(listed, len(found), _BYTES["unknown"], "\n{} more are in the whole report."),
    )
    yield ""
    yield "### What would tell"
    yield ""
    for number, answer in enumerate(answers(found, report.evidence, labels), 1):
        settles = f" ({counted(answer.results, 'check')})" if answer.results else ""
        yield f"{number}. {literal(answer.text, at_most=1000)}{settles}"


def _and_more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


def _not_read(report: Report) -> Iterator[str]:
    lost = [f"{gap.what}: {gap.reason} ({gap.source})" for gap in report.gaps]
    lost += [f"{crash.rule.id} broke on {crash.subject}: {crash.error}" for crash in report.crashes]
    if lost:
        yield ""
        yield "### Not read"
        yield ""
        listed = (f"- {literal(text)}" for text in lost)
        left = "\n{} more are in the whole report."
        yield from _bounded(listed, len(lost), _BYTES["evidence"] // 2, left)


def _evidence(report: Report, options: Options) -> Iterator[str]:
    found = [("verdict", verdict_and_code(report, options.fail_on)), *named_evidence(report)]
    listed = (f"- {name}: {literal(words)}" for name, words in found)
    left = "\n{} more lines are in the whole report."
    yield from _folded("What this rests on", _bounded(listed, len(found), _BYTES["evidence"], left))


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield f"<details><summary>{escaped(title)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"


def _bounded(lines: Iterable[str], count: int, most: int, left_out: str) -> Iterator[str]:
    """Yield lines as long as they fit, and say how many do not."""
    used = 0
    for number, line in enumerate(lines):
        used += len(line.encode("utf-8")) + 1
        if used > most:
            yield left_out.format(count - number)
            return
        yield line
