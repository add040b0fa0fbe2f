"""What could not be judged, by the fact that is missing; and what would tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from hubwarden.report import Evidence, Result
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.words import gravest, some

_ABOUT_PARTS: Final = re.compile(
    r"(?:what (?:stands|is) in|whether .* has|the (?:live |declared )?value)\b.*? is not known: (.+)"
)
"""A reason that only says which part of a credential it concerns before it says why."""
_PARAMETER: Final = re.compile(r"parameter '(.+)' has no value and no default")
_ELSEWHERE: Final = re.compile(r"the source does not tell all (.+); they may be made elsewhere")
_NOT_DECLARED: Final = re.compile(r"no source in scope declares (.+?)(?:, so that .*)?")


@dataclass(frozen=True, slots=True)
class Question:
    """One fact that no source tells, and all results that wait for it, the gravest first."""

    reason: str
    field: str
    results: list[Result]

    @property
    def fact(self) -> str:
        """What is missing, without the advice that ``answers`` gives."""
        return self.reason.partition("; ")[0] if _way(self) else self.reason

    @property
    def rules(self) -> dict[str, Result]:
        """The first result of each rule that waits, by the rule's id."""
        found: dict[str, Result] = {}
        for item in self.results:
            found.setdefault(item.rule.id, item)
        return found

    def concerns(self, labels: Labels) -> list[str]:
        """Return the short names of the resources that it is about, each once."""
        names = dict.fromkeys(item.subject for item in self.results)
        found = [labels.of(name) for name in names]
        if self.field == "environment":
            # A hub, and all that is in it, belongs where its namespace does.
            found = [name.partition("/")[0] for name in found]
        return list(dict.fromkeys(found))


def questions(results: Iterable[Result]) -> list[Question]:
    """Return what results wait for: the gravest first, then what most of them wait for."""
    found: dict[tuple[str, str], Question] = {}
    for item in results:
        about = _ABOUT_PARTS.fullmatch(item.message)
        reason = about[1] if about else item.message
        field = item.field if item.field == "environment" else ""
        question = found.get((reason, field))
        if question is None:
            question = found[reason, field] = Question(reason, item.field, [])
        question.results.append(item)
    return sorted(
        found.values(), key=lambda item: (-gravest(item.results), -len(item.results), item.reason)
    )


class Answer(NamedTuple):
    """What would tell one or several facts, as one thing to do, and how many results wait for it."""

    text: str
    results: int


def answers(found: Iterable[Question], evidence: Evidence, labels: Labels) -> list[Answer]:
    """Return what to do so that rules can judge, what settles most first.

    The last is for what nobody can tell: to accept that in writing.
    """
    known = list(found)
    file = baseline_file(evidence)
    listed: dict[str, list[Question]] = {}
    rest = 0
    for question in known:
        if way := _way(question):
            listed.setdefault(way, []).append(question)
        else:
            rest += len(question.results)
    found_answers = [
        Answer(
            _WAYS[way].format(names=_names(way, several, labels), file=file),
            sum(len(item.results) for item in several),
        )
        for way, several in listed.items()
    ]
    found_answers.sort(key=lambda answer: -answer.results)
    accept = (
        f"What nobody can tell: accept it under accepted in {file}: rule, source, field, reason."
    )
    return [*found_answers, Answer(accept, rest)]


_WAYS: Final = {
    "environment": "Name the environment of {names}: with --environment, or in {file} under match.",
    "parameters": "Give {names} a value: in a file for --parameters, or as a default.",
    "roles": "Say in {file} under consumers which role uses which access rule.",
    "platforms": "Declare the platforms of the apps; where nothing does, accept that in {file}.",
    "elsewhere": "Judge what declares {names}, too (azure: does), or name in {file} under "
    "provided_elsewhere who provides them.",
    "passphrase": "Set PULUMI_CONFIG_PASSPHRASE, so that encrypted values are read; or run hubwarden "
    "inspect on the files that they come from.",
    "secrets": "Run hubwarden inspect on the credential files: the source does not show secrets.",
    "not-asked": "Ask with --with-credentials.",
    "sources": "Judge the source that declares {names}, too.",
    "unread": "Make readable what 'Not read' lists.",
    "at-deployment": "Deploy, then check the state or azure:: only a deployment makes known {names}.",
}
"""What would tell, by the way to it; ``names`` is what it is to be done for."""


def _way(question: Question) -> str:
    """Return which of the ways leads to a fact; empty where there is none but to accept."""
    first, reason = question.results[0], question.reason
    signs = {
        "environment": question.field == "environment" and reason.startswith("no environment"),
        "not-asked": first.cause == "not-asked",
        "unread": first.cause == "unread",
        "roles": question.field == "AccessRule.role" and "under consumers" in reason,
        "platforms": question.field == "Hub.platforms",
        "parameters": bool(_PARAMETER.fullmatch(reason)),
        "elsewhere": bool(_ELSEWHERE.fullmatch(reason)),
        "sources": bool(_NOT_DECLARED.fullmatch(reason)),
        "passphrase": "PULUMI_CONFIG_PASSPHRASE" in reason,
        "secrets": reason.startswith("it is a secret"),
        "at-deployment": first.later,
    }
    return next((way for way, holds in signs.items() if holds), "")


_NAMED: Final = {"parameters": _PARAMETER, "elsewhere": _ELSEWHERE, "sources": _NOT_DECLARED}
"""Where a reason names what is missing, by the way to it."""


def _names(way: str, found: list[Question], labels: Labels) -> str:
    """Return what is to be done something about: what reasons name, the resources, or the fields."""
    if pattern := _NAMED.get(way):
        matches = (pattern.fullmatch(question.reason) for question in found)
        every = [match[1] for match in matches if match]
    elif way == "environment":
        every = [name for question in found for name in question.concerns(labels)]
    else:
        every = [item.field for question in found for item in question.results]
    names = list(dict.fromkeys(every))
    if way == "parameters":
        return f"parameter{'s' if len(names) > 1 else ''} {some(names, 6)}"
    return some(names)


def baseline_file(evidence: Evidence) -> str:
    """Return the file in which the user can write what the baseline lacks."""
    name, _, _ = evidence.baseline.partition(" on top of ")
    return "policies/baseline.yaml" if name == "default" else name
