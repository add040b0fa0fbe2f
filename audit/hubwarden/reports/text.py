"""The report for people: the verdict and what it rests on, what is wrong, what is not known, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.credential_files.wording import facts, kind
from hubwarden.location import Location
from hubwarden.moment import moment
from hubwarden.report import Evidence, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.aside import by_excuse, no_action, waiting_for
from hubwarden.reports.parts.evidence import gap_lines, ground_lines, title_line
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import Labels, Places, by_place, places_in
from hubwarden.reports.parts.plan import ordered, plan_lines
from hubwarden.reports.parts.question_words import QuestionWords, question_words
from hubwarden.reports.parts.questions import Question, answers, questions
from hubwarden.reports.parts.remedies import CUTS_OFF, Remedy, remedies
from hubwarden.reports.parts.summary import SummaryLine, summary
from hubwarden.reports.parts.verdict import counts, verdict_and_code
from hubwarden.reports.parts.waiver_words import of_waiver
from hubwarden.reports.parts.words import counted, gravest


def write(report: Report, options: Options) -> str:
    """Return the report as plain text, folded at ``options.width``."""
    return "\n".join(_lines(report, options)) + "\n"


def _lines(report: Report, options: Options) -> Iterator[str]:
    pen = Pen(options.width, options.colour)
    failures = report.having(Outcome.FAIL)
    wrong = [item for item in failures if item.severity >= options.fail_on]
    minor = [item for item in failures if item.severity < options.fail_on]
    unknown = report.open_questions()
    found = questions(unknown)
    # The head names what the list below it begins with.
    to_do = remedies(failures if options.plan is None else ordered(failures)[:1])
    labels = Labels([*failures, *unknown])
    places = places_in(report)
    if report.files is not None:
        yield from _files(report.files, report.evidence, pen)
    yield from pen.lines(title_line(report.evidence), style="heading")
    yield from _summary(summary(report, options.fail_on, to_do, found, labels), pen)
    for line in ground_lines(report):
        yield from pen.lines(line[:13], line[13:])
    yield from _violations("Violations", wrong, labels, pen)
    yield from _violations(f"Below --fail-on {options.fail_on.word}", minor, labels, pen)
    yield from _aside("Waived", report.having(Outcome.WAIVED), pen)
    if options.plan is None:
        yield from _remedies(to_do, places, pen)
    if options.plan is not None:
        yield from plan_lines(failures, options.plan, labels, places, pen)
    yield from _questions(found, labels, places, pen)
    yield from _answers(report.evidence, found, labels, pen)
    if options.verbose:
        yield from _listed(report, pen)
    for line in gap_lines(report):
        yield from pen.whole(line)
    yield from _crashes(report, pen)
    yield ""
    yield from pen.lines("", counts(report))
    yield from pen.lines("Verdict: ", verdict_and_code(report, options.fail_on), style="heading")


def _files(files: Sequence[InspectedFile], evidence: Evidence, pen: Pen) -> Iterator[str]:
    at = moment(date.fromisoformat(evidence.as_of), evidence.made_at)
    for file in files:
        yield from pen.lines(f"{file.name}: {kind(file)}", style="heading")
        for name, words in facts(file, at):
            yield from pen.lines(f"  {name:<18} ", words)
        yield ""


def _summary(lines: Iterable[SummaryLine], pen: Pen) -> Iterator[str]:
    for line in lines:
        before = f"  {line.name:<11}"
        if line.style:
            yield from pen.lines(f"{before}{line.words}", style=line.style)
        else:
            yield from pen.lines(before, line.words)


def _violations(title: str, results: Sequence[Result], labels: Labels, pen: Pen) -> Iterator[str]:
    if not results:
        return
    yield ""
    yield from pen.lines(f"{title} ({len(results)})", style="heading")
    for file, resources in by_place(results).items():
        yield ""
        yield from pen.lines(file, style="heading")
        for items in resources.values():
            yield from _resource(items, file, labels, pen)


def _resource(items: Sequence[Result], file: str, labels: Labels, pen: Pen) -> Iterator[str]:
    first = items[0]
    name = labels.of(first.subject)
    if name != file:
        environment = f" ({first.environment})" if first.environment else ""
        yield from pen.lines(f"  {name}{environment}")
    places = [_line(item.location) for item in items]
    width = max(map(len, places))
    for place, item in zip(places, items, strict=True):
        before = f"    {place:<{width}}{'  ' if width else ''}"
        grade = item.severity.word
        said = f": {item.message}" if item.message else ""
        yield from pen.lines(
            f"{before}{grade:<10}", f"{item.rule.id} {item.rule.slug}{said}", style=grade
        )
        if item.waiver is not None:
            yield from pen.lines(" " * (len(before) + 10), of_waiver(item))


def _aside(title: str, results: Sequence[Result], pen: Pen) -> Iterator[str]:
    if results:
        yield ""
        yield from pen.lines(f"{title} ({len(results)})", style="heading")
        yield from _by_rule(results, pen)


def _line(place: Location | None) -> str:
    return "" if place is None or place.line is None else f"line {place.line}"


def _remedies(found: Sequence[Remedy], places: Places, pen: Pen) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield from pen.lines("What to do first", style="heading")
    for number, remedy in enumerate(found, 1):
        before = f"  {number}. "
        rule = remedy.rule
        head = f"{rule.id} {rule.slug} ({remedy.severity.word}), {remedy.times(places)}"
        yield from pen.lines(before, head)
        yield from pen.lines(" " * len(before), f"{rule.title}.")
        yield from pen.lines(" " * len(before), f"Fix: {rule.fix}")
        if remedy.may_cut_off:
            yield from pen.lines(" " * len(before), CUTS_OFF)


def _questions(
    found: Sequence[Question], labels: Labels, places: Places, pen: Pen
) -> Iterator[str]:
    if not found:
        return
    count = sum(len(question.results) for question in found)
    yield ""
    yield from pen.lines(f"Could not be checked ({count})", style="heading")
    for question in found:
        yield ""
        yield from _question(question_words(question, labels, places), pen)


def _question(words: QuestionWords, pen: Pen) -> Iterator[str]:
    yield from pen.lines("  ", f"{words.who} {words.fact}")
    if words.concerns:
        yield from pen.lines("    concerns  ", words.concerns)
    for line in words.waivers:
        yield from pen.lines("    ", line)
    if words.rule is not None:
        return
    for grade, rules in words.by_grade.items():
        names = [f"{rule.id} {rule.slug}" for rule in rules]
        yield from pen.items(f"    {grade:<10}", names, style=grade)


def _answers(
    evidence: Evidence, found: Sequence[Question], labels: Labels, pen: Pen
) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield from pen.lines("What would tell", style="heading")
    for number, answer in enumerate(answers(found, evidence, labels), 1):
        settles = f" ({counted(answer.results, 'check')})" if answer.results else ""
        yield from pen.lines(f"  {number}. ", f"{answer.text}{settles}")


def _listed(report: Report, pen: Pen) -> Iterator[str]:
    """Yield what needs no action: what was accepted, does not apply, or held."""
    for title, results in no_action(report):
        yield from _aside(title, results, pen)


def _by_rule(results: Sequence[Result], pen: Pen) -> Iterator[str]:
    labels = Labels(results)
    for items in by_excuse(results):
        rule = items[0].rule
        yield from pen.lines(f"  {rule.id} {rule.slug} ({gravest(items).word})")
        for item in items:
            said = f": {item.message}" if item.message else ""
            place = str(item.location) if item.location else item.source
            name = labels.of(item.subject)
            where = "" if place == name else f" ({place})"
            yield from pen.lines("    ", f"{name}{where}{said}{waiting_for(item)}")
        if items[0].accepted:
            yield from pen.lines("      accepted: ", items[0].accepted)
        if items[0].waiver is not None:
            yield from pen.lines("      ", of_waiver(items[0]))


def _crashes(report: Report, pen: Pen) -> Iterator[str]:
    if report.crashes:
        yield ""
        yield from pen.lines("Rules that broke", style="heading")
    labels = Labels(())
    for crash in report.crashes:
        name = labels.of(crash.subject)
        yield from pen.lines("  ", f"{crash.rule.id} {crash.rule.slug}: {crash.error} ({name})")
