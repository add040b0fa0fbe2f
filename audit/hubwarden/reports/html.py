"""The report as a page: one file that needs no network, to look through, to filter and to print.

It says what the text report says, in the same words: the gravest first, and what held is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from hubwarden.credential_files.wording import facts, kind
from hubwarden.moment import moment
from hubwarden.report import FAILING, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.aside import by_excuse, no_action, waiting_for
from hubwarden.reports.parts.evidence import gap_words, named_evidence
from hubwarden.reports.parts.labels import Grouped, Labels, Places, by_place, places_in
from hubwarden.reports.parts.question_words import QuestionWords, question_words
from hubwarden.reports.parts.questions import Question, answers, questions
from hubwarden.reports.parts.remedies import CUTS_OFF, remedies
from hubwarden.reports.parts.rule_text import blocks, pieces
from hubwarden.reports.parts.summary import summary
from hubwarden.reports.parts.verdict import counts, verdict, verdict_and_code
from hubwarden.reports.parts.waiver_words import of_waiver
from hubwarden.reports.parts.web_page import Choice, Filter, filters, numbered, page
from hubwarden.reports.parts.words import counted, gravest
from hubwarden.rule import Rule
from hubwarden.severity import Severity

_BELOW: Final = "below"
_OUTCOMES: Final = {
    Outcome.FAIL.value: "violation",
    _BELOW: "violation below --fail-on",
    Outcome.UNDETERMINED.value: "could not be checked",
    "accepted": "could not be checked, and accepted",
    Outcome.WAIVED.value: "waived",
    Outcome.KNOWN.value: "known",
    Outcome.NOT_APPLICABLE.value: "not applicable",
    Outcome.PASS.value: "held",
}
"""How the filter calls what became of a check, in the order of the page."""


class Asked(NamedTuple):
    """A question: its words, all resources that it is about, and its marks."""

    words: QuestionWords
    concerns: list[str]
    marks: str


class Tally(NamedTuple):
    """What became of one rule."""

    rule: Rule
    wrong: int
    unknown: int
    excepted: int
    held: int
    aside: int


def write(report: Report, options: Options) -> str:
    """Return the report as a page of HTML."""
    failures, unknown = report.having(Outcome.FAIL), report.open_questions()
    found, to_do = questions(unknown), remedies(failures)
    labels, places = Labels([*failures, *unknown]), places_in(report)
    asides = list(_asides(report, options))
    marks, chosen_by = _marking(
        [*failures, *unknown, *(item for _, results in asides for item in results)],
        options.fail_on,
    )
    return page(
        "check.html",
        title=f"Hubwarden: {verdict(report, options.fail_on)}",
        summary=list(summary(report, options.fail_on, to_do, found, labels)),
        filters=chosen_by,
        files=list(_files(report)),
        # These stand before any file is named.
        remedies=[(item, item.times(Places((), ()))) for item in to_do],
        wrong=list(_by_severity(failures, options.fail_on)),
        waiting=len(unknown),
        questions=[_asked(item, labels, places, marks) for item in found],
        answers=answers(found, report.evidence, labels) if found else [],
        asides=[
            (title, len(results), [(items, Labels(items)) for items in by_excuse(results)])
            for title, results in asides
        ],
        gaps=[(gap_words(gap), gap.rules) for gap in report.gaps],
        crashes=[(crash, labels.of(crash.subject)) for crash in report.crashes],
        evidence=list(named_evidence(report)),
        tallies=list(_tallies(report)),
        rules=_named_rules(report, options),
        counts=counts(report),
        ends=verdict_and_code(report, options.fail_on),
        label=labels.of,
        marks=marks,
        of_waiver=of_waiver,
        waiting_for=waiting_for,
        gravest=gravest,
        counted=counted,
        blocks=blocks,
        pieces=pieces,
        cuts_off=CUTS_OFF,
    )


def _marking(
    listed: Sequence[Result], fail_on: Severity
) -> tuple[Callable[[Result], str], tuple[Filter, ...]]:
    """Return what marks a result, for the page to be filtered by, and the filters.

    A mark is the severity, what became of the check, or the environment.
    """
    environments, choices = numbered("e", (item.environment for item in listed), "not known")

    def outcome(item: Result) -> str:
        if item.outcome is Outcome.FAIL and item.severity < fail_on:
            return _BELOW
        return "accepted" if item.accepted is not None else item.outcome.value

    def marks(item: Result) -> str:
        return f"{item.severity.word} {outcome(item)} {environments[item.environment or None]}"

    grades = sorted({item.severity for item in listed}, reverse=True)
    outcomes = set(map(outcome, listed))
    return marks, filters(
        (
            ("Severity", [Choice(grade.word, grade.word) for grade in grades]),
            ("Outcome", [Choice(*item) for item in _OUTCOMES.items() if item[0] in outcomes]),
            ("Environment", choices),
        )
    )


def _by_severity(
    failures: Iterable[Result], fail_on: Severity
) -> Iterator[tuple[str, int, Grouped]]:
    """Yield the violations that count and those that do not, each with a title and how many there are."""
    known = list(failures)
    wrong = [item for item in known if item.severity >= fail_on]
    minor = [item for item in known if item.severity < fail_on]
    for title, results in (("Violations", wrong), (f"Below --fail-on {fail_on.word}", minor)):
        if results:
            yield title, len(results), by_place(results)


def _asides(report: Report, options: Options) -> Iterator[tuple[str, tuple[Result, ...]]]:
    every = [("Waived", report.having(Outcome.WAIVED))]
    every += no_action(report) if options.verbose else ()
    yield from ((title, results) for title, results in every if results)


def _asked(
    question: Question, labels: Labels, places: Places, marks: Callable[[Result], str]
) -> Asked:
    every = dict.fromkeys(mark for item in question.results for mark in marks(item).split())
    words = question_words(question, labels, places)
    return Asked(words, question.concerns(labels), " ".join(every))


def _tallies(report: Report) -> Iterator[Tally]:
    """Yield how often each rule found what, by the rule's id."""
    rules: dict[str, Rule] = {}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for item in report.results:
        rules.setdefault(item.rule.id, item.rule)
        excepted = item.accepted is not None or item.outcome in FAILING[1:]
        found[item.rule.id]["excepted" if excepted else item.outcome.value] += 1
    for id in sorted(found):
        of = found[id]
        yield Tally(
            rules[id],
            of[Outcome.FAIL.value],
            of[Outcome.UNDETERMINED.value],
            of["excepted"],
            of[Outcome.PASS.value],
            of[Outcome.NOT_APPLICABLE.value],
        )


def _named_rules(report: Report, options: Options) -> list[Rule]:
    """Return the rules that the page says something of but counts, by id: their pages stand in it."""
    quiet = () if options.verbose else (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.KNOWN)
    found = {
        item.rule.id: item.rule
        for item in report.results
        if item.outcome not in quiet and (options.verbose or item.accepted is None)
    }
    found |= {crash.rule.id: crash.rule for crash in report.crashes}
    return [found[id] for id in sorted(found)]


def _files(report: Report) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the files that were looked into: a title, and what is in each."""
    at = moment(date.fromisoformat(report.evidence.as_of), report.evidence.made_at)
    for file in report.files or ():
        yield f"{file.name}: {kind(file)}", list(facts(file, at))
