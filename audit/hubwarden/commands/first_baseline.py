"""The first baseline of a project: facts from its sources, and questions that only a person can answer.

A line is in force, is a note (``##``), or is a suggested answer (``#``): removing the sign puts the answer in
force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from hubwarden.commands.answerable_lines import As, Line, scalar, written
from hubwarden.context import EstateContext
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import AccessRule
from hubwarden.policy.baseline_checks import TO_BE_SAID
from hubwarden.printable import printable
from hubwarden.report import Result
from hubwarden.unknown import UNTOLD

ASSUMED: Final = "production"
"""The environment that demands most; open questions are collected as if a resource belonged to it."""

_SUGGESTED: Final[Mapping[frozenset[str], str]] = {
    frozenset({"Listen"}): "device",
    frozenset({"Send"}): "backend",
    frozenset({"Listen", "Send"}): "backend",
}
"""The suggested role by the rights of an access rule; with Manage, it is ``tooling``."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A stack or a template whose resources belong to one environment."""

    name: str
    stack: str | None
    """The name of the stack; ``None`` for a template."""
    environments: frozenset[str]
    """The packaged environments whose patterns match it; if there is exactly one, it belongs to that."""
    hubs: tuple[str, ...]
    names: tuple[str, ...]
    """The names of its namespaces that are known."""


def owner_of(name: str, context: EstateContext) -> Owner:
    """Return which environments a source's resources belong to, by the packaged patterns."""
    estate = context.estate
    stacks = {item.origin.stack for item in (*estate.namespaces, *estate.hubs)}
    stack = next(iter(stacks)) if len(stacks) == 1 else None
    if stack is not None and not stack.strip():
        stack = None  # A baseline cannot contain a pattern for it.
    fitting = [context.fitting(item) for item in (*estate.namespaces, *estate.hubs)]
    return Owner(
        name=name,
        stack=stack,
        environments=frozenset().union(*fitting) if all(fitting) else frozenset(),
        hubs=tuple(dict.fromkeys(_known_names(estate.hubs))),
        names=tuple(dict.fromkeys(_known_names(estate.namespaces))),
    )


def _known_names(subjects: Iterable[Subject]) -> Iterator[str]:
    for item in subjects:
        if _is_known(item.id.name):
            yield item.id.name


def _is_known(name: str) -> bool:
    """Tell whether a name can be used in a baseline; a symbol in braces cannot, since its value is not known."""
    return "{" not in name and bool(name.strip())


def first_baseline(
    owners: Iterable[Owner],
    estates: Iterable[Estate],
    questions: Iterable[Result] = (),
    *,
    answered: bool = False,
) -> str:
    """Return the text of a first baseline; ``answered`` puts each suggested answer in force.

    ``questions`` are the verdicts that the sources leave undetermined.
    """
    lines = [
        *_HEAD,
        *_environments(list(owners)),
        *_consumers(list(estates)),
        *_accepted(list(questions)),
    ]
    return "".join(written(line, answered=answered) for line in lines)


_HEAD: Final = (
    Line(
        0, "What this project demands, on top of the baseline that ships with Hubwarden.", As.NOTE
    ),
    Line(
        0,
        "Every key is in docs/baseline.md of Hubwarden. A line that begins with ## is a note; one with a",
        As.NOTE,
    ),
    Line(
        0,
        "single # is an answer to the question above it: correct it and take the # away.",
        As.NOTE,
    ),
    Line(0, "version: 1"),
    Line(0, ""),
)


class _Recognised(NamedTuple):
    """The stacks and names that only the packaged patterns of one environment match."""

    stacks: list[str]
    names: list[str]


def _environments(owners: list[Owner]) -> Iterator[Line]:
    """Yield the environments: recognised stacks, and a question for each other owner."""
    known: dict[str, _Recognised] = {}
    open_ones: list[Owner] = []
    for owner in owners:
        # Where several environments match it, none of their packaged patterns may stay in force.
        found = [known.setdefault(name, _Recognised([], [])) for name in owner.environments]
        if len(found) != 1:
            open_ones.append(owner)
        elif owner.stack is not None:
            found[0].stacks.append(owner.stack)
        else:
            found[0].names.extend(owner.names)
    answers = [owner for owner in open_ones if owner.stack is not None or owner.names]
    if known or answers:
        yield Line(0, "environments:", As.HOLDS if known else As.ANSWER)
    for name, recognised in sorted(known.items()):
        parts = [_patterns("stacks", recognised.stacks)] if recognised.stacks else []
        parts += [_patterns("names", recognised.names)] if recognised.names else []
        yield Line(2, f"{name}:")
        yield Line(4, f"match: {{{', '.join(parts)}}}")
    taken = {"production", "sandbox"}
    for owner in open_ones:
        yield from _which_environment(owner, taken)
    yield Line(0, "")


def _which_environment(owner: Owner, taken: set[str]) -> Iterator[Line]:
    hubs = ", ".join(map(printable, owner.hubs)) or "names not known"
    what = f"stack {owner.stack}" if owner.stack is not None else owner.name
    if owner.stack is None and not owner.names:
        yield Line(
            2,
            f"{printable(owner.name)} tells neither names nor a resource group: say which environment it "
            "is for with --environment.",
            As.NOTE,
        )
        return
    yield Line(
        2, f"Which environment is {printable(what)} (hubs: {hubs})? Like production, or", As.NOTE
    )
    yield Line(2, "like sandbox, where nobody's registrations are at stake?", As.NOTE)
    name = _free(owner.stack or owner.names[0], taken)
    taken.add(name)
    stack = owner.stack
    match = _patterns("names", owner.names) if stack is None else _patterns("stacks", [stack])
    yield Line(2, f"{scalar(name)}:", As.ANSWER)
    yield Line(2, f"  extends: {ASSUMED}", As.ANSWER)
    yield Line(2, f"  match: {{{match}}}", As.ANSWER)


def _patterns(key: str, names: Iterable[str]) -> str:
    return f"{key}: [{', '.join(map(scalar, dict.fromkeys(names)))}]"


def _free(wanted: str, taken: set[str]) -> str:
    """Return a name for an environment that is not used yet."""
    short = wanted.rpartition("/")[2].strip() or "own"
    return next(
        name for name in (short, *(f"{short}-{n}" for n in range(2, 1000))) if name not in taken
    )


def _consumers(estates: list[Estate]) -> Iterator[Line]:
    """Yield the consumer of each access rule: declared, inferred from use, or as a question."""
    known: dict[str, tuple[str, str]] = {}
    asked: dict[str, AccessRule] = {}
    for estate in estates:
        for item in estate.access_rules:
            if item.azure_default or not _is_known(item.id.name):
                continue
            told = _role(item)
            if told is None:
                asked.setdefault(item.id.name, item)
            else:
                known.setdefault(item.id.name, told)
    asked = {name: item for name, item in asked.items() if name not in known}
    if not (known or asked):
        return
    yield Line(0, "consumers:", As.HOLDS if known else As.ANSWER)
    before = ""
    for why, name, role in sorted((why, name, role) for name, (role, why) in known.items()):
        if why != before:
            yield Line(2, f"{why}.", As.NOTE)
        before = why
        yield Line(2, f"- {{rule: {scalar(name)}, role: {scalar(role)}}}")
    for name, item in sorted(asked.items()):
        rights = _rights(item)
        yield Line(
            2,
            f"Who uses access rule {printable(name)} ({', '.join(sorted(rights)) or 'rights not known'})? "
            "device, backend, registration or tooling:",
            As.NOTE,
        )
        likely = _SUGGESTED.get(rights, "tooling" if "Manage" in rights else "backend")
        yield Line(2, f"- {{rule: {scalar(name)}, role: {likely}}}", As.ANSWER)
    yield Line(0, "")


def _role(item: AccessRule) -> tuple[str, str] | None:
    """Return the role of an access rule and where it comes from; ``None`` where no source has it."""
    try:
        if item.role is not None:
            return item.role, "The stack's settings say so"
    except Undetermined:
        pass
    try:
        used = item.used_by
    except Undetermined:
        return None
    by = ", ".join(printable(id.name) for id in used)
    return ("backend", f"Its key is handed to {by}") if used else None


def _rights(item: AccessRule) -> frozenset[str]:
    try:
        return item.rights
    except Undetermined:
        return frozenset()


class _Question(NamedTuple):
    rule: str
    source: str
    field: str
    cause: str | None


def _accepted(questions: list[Result]) -> Iterator[Line]:
    """Yield what the sources cannot say: to be accepted, or answered by another source."""
    found: dict[_Question, Result] = {}
    elsewhere: dict[tuple[str, str], list[str]] = {}
    for item in questions:
        if item.field in ("environment", "AccessRule.role"):
            continue  # There is a question about it above.
        source = f"{item.source.partition(':')[0]}:*"
        kind, _, of_estate = item.field.partition(".")
        if kind == "Estate" and item.cause in UNTOLD:
            elsewhere.setdefault((of_estate, source), []).append(item.rule.id)
        else:
            cause = None if item.cause in UNTOLD else item.cause
            found.setdefault(_Question(item.rule.id, source, item.field, cause), item)
    if found:
        yield Line(
            0,
            "What a source cannot tell. Name another source that does, or accept it here:",
            As.NOTE,
        )
        yield Line(0, "accepted:", As.ANSWER)
    for question, item in sorted(found.items(), key=lambda pair: str(pair[0])):
        yield Line(2, f"{item.rule.slug}: {printable(item.message)}.", As.NOTE)
        because = f", cause: {question.cause}" if question.cause else ""
        yield Line(
            2,
            f"- {{rule: {question.rule}, source: {scalar(question.source)}, field: "
            f"{scalar(question.field)}{because}, reason: {TO_BE_SAID[0]}}}",
            As.ANSWER,
        )
    if elsewhere:
        yield Line(0, "")
        yield Line(0, "Is it made elsewhere? Then say by whom:", As.NOTE)
        yield Line(0, "provided_elsewhere:", As.ANSWER)
    for (kind, source), rules in sorted(elsewhere.items()):
        yield Line(2, f"{kind.replace('_', ' ')}, for {', '.join(sorted(set(rules)))}:", As.NOTE)
        yield Line(
            2,
            f"- {{kind: {kind}, source: {scalar(source)}, reason: {TO_BE_SAID[1]}}}",
            As.ANSWER,
        )
