"""What could not be checked, in words: who waits for which fact, and what that concerns."""

from __future__ import annotations

from dataclasses import dataclass

from hubwarden.report import Result
from hubwarden.reports.parts.labels import Labels, Places
from hubwarden.reports.parts.questions import Question
from hubwarden.reports.parts.waiver_words import of_waiver
from hubwarden.reports.parts.words import some
from hubwarden.rule import Rule
from hubwarden.unknown import UNTOLD


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A question as a report says it."""

    rule: Rule | None
    """The rule that waits, where it is one."""
    who: str
    """Who waits: ``NH110 apns-missing waits``, ``12 rules wait``."""
    fact: str
    """For which fact, with the fields that an acceptance in the baseline has to name."""
    concerns: str
    """Which resources it is about, and where; empty where the fact says so itself."""
    waivers: tuple[str, ...]
    """What waivers about it say."""
    by_grade: dict[str, list[Rule]]
    """The rules that wait, by severity."""


def question_words(question: Question, labels: Labels, places: Places) -> QuestionWords:
    """Return a question in words."""
    rules, names = question.rules, question.concerns(labels)
    fields = dict.fromkeys(f"{item.field}{named_cause(item)}" for item in question.results)
    fact, concerns = question.fact, ""
    if question.field == "environment":
        fact = f"the environment of {some(names)}"
    else:
        place = _place(question, places)
        known = place == f" ({some(names)})"  # A file is named by its path: once is enough.
        concerns = f"{some(names)}{'' if known else place}"
    only = question.results[0].rule if len(rules) == 1 else None
    by_grade: dict[str, list[Rule]] = {}
    for item in rules.values():
        by_grade.setdefault(item.severity.word, []).append(item.rule)
    return QuestionWords(
        only,
        f"{only.id} {only.slug} waits" if only else f"{len(rules)} rules wait",
        f"for one fact: {fact} [{some(list(fields))}]",
        concerns,
        tuple(filter(None, dict.fromkeys(map(of_waiver, question.results)))),
        by_grade,
    )


def named_cause(result: Result) -> str:
    """Name the cause where an acceptance has to name it, too."""
    return "" if result.cause is None or result.cause in UNTOLD else f", cause {result.cause}"


def _place(question: Question, places: Places) -> str:
    """Name the place where all results that wait for a fact have one in common."""
    found = {places.of(item.location) for item in question.results if item.location}
    return f" ({found.pop()})" if len(found) == 1 else ""
