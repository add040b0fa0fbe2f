"""The report for people: the verdict and what it rests on, what is wrong, what is not known, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.credential_files.wording import facts, kind
from hubwarden.location import Location
from hubwarden.moment import moment
from hubwarden.report import Evidence, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.evidence import gap_lines, ground_lines, title_line
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import Labels, Places, by_place
from hubwarden.reports.parts.plan import ordered, plan_lines
from hubwarden.reports.parts.questions import Question, answers, questions
from hubwarden.reports.parts.remedies import Remedy, remedies
from hubwarden.reports.parts.verdict import counts, verdict, verdict_and_code
from hubwarden.reports.parts.waiver_words import of_waiver
from hubwarden.reports.parts.words import counted, gravest, severities, some
from hubwarden.unknown import UNTOLD


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
    named = {source.name.partition(":")[2] for source in report.evidence.sources}
    named.update(item.location.file for item in failures if item.location)
    places = Places([*failures, *unknown], named)
    if report.files is not None:
        yield from _files(report.files, report.evidence, pen)
    yield from pen.lines(title_line(report.evidence), style="heading")
    yield from _verdict(report, options, wrong, pen)
    yield from _unknown(report, found, pen)
    yield from _first(report, to_do, found, labels, pen)
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


def _verdict(report: Report, options: Options, wrong: list[Result], pen: Pen) -> Iterator[str]:
    word = verdict(report, options.fail_on)
    style = "bad" if wrong else "open" if report.incomplete else "good"
    yield from pen.lines(f"  verdict    {word}", style=style)
    if wrong:
        resources = len({item.subject.lower() for item in wrong})
        where = f" in {counted(resources, 'resource')}"
        yield from pen.lines("  violations ", f"{len(wrong)}{where}: {severities(wrong)}")


def _unknown(report: Report, found: Sequence[Question], pen: Pen) -> Iterator[str]:
    if report.gaps:
        yield from pen.lines(
            "  not read   ", f"{counted(len(report.gaps), 'part')}: see 'Not read'"
        )
    if report.crashes:
        rules = counted(len(report.crashes), "time")
        yield from pen.lines("  broken     ", f"rules broke {rules}: see 'Rules that broke'")
    if unknown := report.open_questions():
        checks, missing = counted(len(unknown), "check"), counted(len(found), "fact")
        words = f"{checks} could not be made, for want of {missing}: see 'What would tell'"
        yield from pen.lines("  unknown    ", words)


def _first(
    report: Report,
    to_do: Sequence[Remedy],
    found: Sequence[Question],
    labels: Labels,
    pen: Pen,
) -> Iterator[str]:
    if to_do:
        rule = to_do[0].rule
        yield from pen.lines("  start with ", f"{rule.id} {rule.slug}: {rule.fix}")
    elif found:
        answer = answers(found, report.evidence, labels)[0]
        yield from pen.lines("  start with ", answer.text)


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
        rule, first = remedy.rule, remedy.results[0]
        place = places.of(first.location) if first.location else first.source
        times = "at" if len(remedy.results) == 1 else f"{len(remedy.results)} times, first at"
        head = f"{rule.id} {rule.slug} ({remedy.severity.word}), {times} {place}"
        yield from pen.lines(before, head)
        yield from pen.lines(" " * len(before), f"{rule.title}.")
        yield from pen.lines(" " * len(before), f"Fix: {rule.fix}")
        if remedy.may_cut_off:
            warning = "Whoever relies on it loses access: change that side first."
            yield from pen.lines(" " * len(before), warning)


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
        yield from _question(question, labels, places, pen)


def _question(question: Question, labels: Labels, places: Places, pen: Pen) -> Iterator[str]:
    rules, names = question.rules, question.concerns(labels)
    fact = question.fact
    fields = dict.fromkeys(f"{item.field}{_cause(item)}" for item in question.results)
    if question.field == "environment":
        fact = f"the environment of {some(names)}"
    if len(rules) == 1:
        rule = question.results[0].rule
        subject = f"{rule.id} {rule.slug} waits"
    else:
        subject = f"{len(rules)} rules wait"
    yield from pen.lines("  ", f"{subject} for one fact: {fact} [{some(list(fields))}]")
    if question.field != "environment":
        place = _place(question, places)
        known = place == f" ({some(names)})"  # A file is named by its path: once is enough.
        yield from pen.lines("    concerns  ", f"{some(names)}{'' if known else place}")
    for words in dict.fromkeys(map(of_waiver, question.results)):
        if words:
            yield from pen.lines("    ", words)
    if len(rules) == 1:
        return
    by_grade: dict[str, list[str]] = {}
    for item in rules.values():
        name = f"{item.rule.id} {item.rule.slug}"
        by_grade.setdefault(item.severity.word, []).append(name)
    for grade, several in by_grade.items():
        yield from pen.items(f"    {grade:<10}", several, style=grade)


def _place(question: Question, places: Places) -> str:
    """Name the place where all results that wait for a fact have one in common."""
    found = {places.of(item.location) for item in question.results if item.location}
    return f" ({found.pop()})" if len(found) == 1 else ""


def _cause(result: Result) -> str:
    """Name the cause where an acceptance has to name it, too."""
    return "" if result.cause is None or result.cause in UNTOLD else f", cause {result.cause}"


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
    unknown = report.having(Outcome.UNDETERMINED)
    accepted = [item for item in unknown if item.accepted is not None]
    sections = (
        ("Known", report.having(Outcome.KNOWN)),
        ("Could not be checked, and accepted", accepted),
        ("Not applicable", report.having(Outcome.NOT_APPLICABLE)),
        ("Held", report.having(Outcome.PASS)),
    )
    for title, results in sections:
        yield from _aside(title, results, pen)


def _by_rule(results: Sequence[Result], pen: Pen) -> Iterator[str]:
    by_rule: dict[tuple[str, str | None, str], list[Result]] = {}
    for item in results:
        by_rule.setdefault((item.rule.id, item.accepted, of_waiver(item)), []).append(item)
    labels = Labels(results)
    for items in by_rule.values():
        rule = items[0].rule
        yield from pen.lines(f"  {rule.id} {rule.slug} ({gravest(items).word})")
        for item in items:
            said = f": {item.message}" if item.message else ""
            field = ""
            if item.outcome is Outcome.UNDETERMINED:
                field = f" [{item.field}{_cause(item)}]"
            place = str(item.location) if item.location else item.source
            name = labels.of(item.subject)
            where = "" if place == name else f" ({place})"
            yield from pen.lines("    ", f"{name}{where}{said}{field}")
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
