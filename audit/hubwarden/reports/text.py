"""The report for people: evidence first, then what is wrong, then what is not known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from textwrap import wrap
from typing import Final

from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.credential_files.wording import facts, kind
from hubwarden.moment import moment
from hubwarden.printable import printable
from hubwarden.report import Evidence, Excepted, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.unknown import UNTOLD

_IN: Final = " " * 13
"""How far lines of the head are moved in that go on with the one above."""


def write(report: Report, options: Options) -> str:
    """Return the report as plain text."""
    return "\n".join(printable(line) for line in _lines(report, options)) + "\n"


def _lines(report: Report, options: Options) -> Iterator[str]:
    if report.files is not None:
        yield from _files(report.files, report.evidence)
    yield from evidence_lines(report)
    failures = report.having(Outcome.FAIL)
    yield from _section("Violations", failures, with_fix=True)
    unknown = report.having(Outcome.UNDETERMINED)
    yield from _section("Undetermined", [item for item in unknown if item.accepted is None])
    accepted = [item for item in unknown if item.accepted]
    # What nobody asked for is told in the head, by its number: it is the same for every hub.
    listed = [item for item in accepted if options.verbose or item.cause != "not-asked"]
    yield from _section("Undetermined and accepted", listed)
    if options.verbose:
        yield from _section("Not applicable", report.having(Outcome.NOT_APPLICABLE))
        yield from _section("Passed", report.having(Outcome.PASS))
    yield from gap_lines(report)
    if report.crashes:
        yield ""
        yield "Rules that broke"
        for crash in report.crashes:
            yield f"  {crash.rule.id} {crash.rule.slug}: {crash.error} ({_short(crash.subject)})"
    yield ""
    yield _summary(report, options)


def _files(files: Sequence[InspectedFile], evidence: Evidence) -> Iterator[str]:
    at = moment(date.fromisoformat(evidence.as_of), evidence.made_at)
    for file in files:
        yield f"{file.name}: {kind(file)}"
        for name, words in facts(file, at):
            yield f"  {name:<18} {words}"
        yield ""


def evidence_lines(report: Report) -> Iterator[str]:
    """Yield the head of a report: what it rests on. A line that goes on with the one above is moved in."""
    evidence = report.evidence
    yield f"Hubwarden {evidence.version}, {evidence.rules} rules ({evidence.rule_set[:12]})"
    yield f"  made       {evidence.made_at:%Y-%m-%d %H:%M:%S} UTC by {evidence.asked_by}, as of {evidence.as_of}"
    yield f"  baseline   {evidence.baseline} ({evidence.baseline_digest[:12]})"
    for source in evidence.sources:
        yield f"  source     {source.name} ({source.digest[:12]})"
        if source.asked_as:
            yield f"             asked as {source.asked_as}"
    yield f"  scope      {evidence.scope}; environments: {', '.join(evidence.environments) or 'none known'}"
    yield from _not_asked(evidence)
    for text in evidence.not_judged:
        yield f"  not judged {text}"
    yield from _excepted(report.excepted())
    yield from _unasked(report)


def _not_asked(evidence: Evidence) -> Iterator[str]:
    if evidence.not_asked:
        count = len(evidence.not_asked)
        yield (
            f"  not asked  {count} of {count + evidence.rules} rules, as --only and --exclude say; "
            "the exit code speaks of the others only:"
        )
        yield from wrap(
            ", ".join(evidence.not_asked), 100, initial_indent=_IN, subsequent_indent=_IN
        )


def gap_lines(report: Report) -> Iterator[str]:
    """Yield what could not be read."""
    if report.gaps:
        yield ""
        yield "Not read"
    for gap in report.gaps:
        place = f"{gap.location}: " if gap.location else ""
        yield f"  {place}{gap.what}: {gap.reason} ({gap.source})"
        if gap.rules:
            yield f"    leaves undetermined: {', '.join(gap.rules)}"


def _excepted(found: Sequence[Excepted]) -> Iterator[str]:
    """Yield how much the baseline excepts, and what; what is accepted has a section of its own."""
    counts = Counter[str]()
    for item in found:
        counts[item.kind] += item.results
    if counts:
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield f"  excepted   results: {words}"
    for item in found:
        if item.kind != "accepted":
            yield f"{_IN}{item.rule} {item.kind} ({item.results}): {item.reason}"


def _unasked(report: Report) -> Iterator[str]:
    """Yield what the run did not ask for and the baseline accepts, by its reason."""
    by_reason: dict[str, list[Result]] = defaultdict(list)
    for item in report.having(Outcome.UNDETERMINED):
        if item.accepted and item.cause == "not-asked":
            by_reason[item.accepted].append(item)
    for reason, items in by_reason.items():
        rules = len({item.rule.id for item in items})
        yield f"             {rules} rules ({len(items)}) accepted, not asked for: {reason}"


def _section(title: str, results: Iterable[Result], *, with_fix: bool = False) -> Iterator[str]:
    by_rule: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_rule[result.rule.id].append(result)
    if not by_rule:
        return
    yield ""
    yield title
    for found in by_rule.values():
        first = found[0]
        yield f"  {first.rule.id} {first.rule.slug} [{first.severity.word}] {first.rule.title}"
        for item in found:
            place = str(item.location) if item.location else item.source
            said = f": {item.message}" if item.message else ""
            field = f" [{item.field}{_cause(item)}]" if item.outcome is Outcome.UNDETERMINED else ""
            grade = "" if item.severity is first.severity else f" [{item.severity.word}]"
            yield f"    {place}: {_short(item.subject)}{said}{field}{grade}"
            if item.accepted:
                yield f"      accepted: {item.accepted}"
        if with_fix:
            yield f"      fix: {first.rule.fix}"


def _cause(result: Result) -> str:
    """Name the cause where an acceptance has to name it, too."""
    return "" if result.cause is None or result.cause in UNTOLD else f", cause {result.cause}"


def _short(subject: str) -> str:
    """Leave the subscription and provider out of an id: what is left still names the resource."""
    head, _, tail = subject.rpartition("/providers/")
    if not head:
        return subject
    parts = tail.split("/")
    return "/".join(parts[2::2]) or tail


def _summary(report: Report, options: Options) -> str:
    counts = {outcome: len(report.having(outcome)) for outcome in Outcome}
    accepted = counts[Outcome.UNDETERMINED] - len(report.open_questions())
    code = report.exit_code(options.fail_on)
    word = {0: "clean", 1: "violations", 3: "incomplete"}[code]
    if code == 1 and report.incomplete:
        word = "violations, and incomplete"
    left_out = len(report.evidence.not_asked)
    aside = f", {left_out} rules not asked" if left_out else ""
    return (
        f"{counts[Outcome.FAIL]} failed, {counts[Outcome.PASS]} passed, "
        f"{counts[Outcome.UNDETERMINED]} undetermined ({accepted} accepted), "
        f"{counts[Outcome.NOT_APPLICABLE]} not applicable, {len(report.gaps)} not read, "
        f"{len(report.crashes)} broken{aside}: {word} (exit code {code})"
    )
