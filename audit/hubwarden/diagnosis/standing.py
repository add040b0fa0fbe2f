"""How a cause stands by what the configuration in scope says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.joining import concerning
from hubwarden.diagnosis.lacking import Kinds
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS
from hubwarden.discovery import all_rules
from hubwarden.report import FAILING, Outcome, Result

RULES = {rule.id: rule for rule in all_rules()} | SCOPE_FACTS
"""The rules and facts that tell of causes, by their id."""


class Standing(StrEnum):
    """What the configuration in scope says of a cause."""

    PROVED = "proved"
    """A rule is violated that is about nothing else."""
    UNKNOWN = "unknown"
    """A rule is about it, and what it asks for is not told, or nothing that it judges is in scope; or a rule says
    that it is possible, and not that it is so."""
    ELSEWHERE = "elsewhere"
    """No configuration tells it: somebody has to look in the app, the back end or a console."""
    NOT_APPLICABLE = "not-applicable"
    """The rules about it do not apply to what is in scope."""
    RULED_OUT = "ruled-out"
    """All rules about it held."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the rules said of what is in scope."""

    by_rule: dict[str, list[Result]]
    broken: frozenset[str]
    """The ids of the rules that broke on something."""
    several_environments: bool
    lacked: frozenset[str] = frozenset()
    """The ids of rules about what the hubs are known not to have."""


def within(scope: Scope, cause: Cause, hubs: Iterable[str], lacking: Iterable[Kinds]) -> Scope:
    """Return what the rules about a cause said of some hubs, and of what concerns them."""
    concerns = concerning(hubs)
    by_rule = {
        id: [item for item in scope.by_rule[id] if concerns(item.subject)]
        for id in (*cause.rules, *cause.suspected_by)
        if id in scope.by_rule
    }
    by_rule = {id: found for id, found in by_rule.items() if found}
    # What none of them has is judged nowhere.
    kinds = frozenset.intersection(*known) if (known := list(lacking)) else frozenset()
    lacked = frozenset(id for id in cause.rules if RULES[id].subject in kinds)
    return replace(scope, by_rule=by_rule, lacked=lacked - by_rule.keys())


def standing_of(cause: Cause, scope: Scope) -> tuple[Standing, tuple[Result, ...]]:
    """Return how a cause stands, and the results that decide it."""
    if not cause.rules:
        return Standing.ELSEWHERE, ()
    each = [scope.by_rule.get(id, []) for id in cause.rules if id not in scope.lacked]
    if not each:
        return Standing.NOT_APPLICABLE, ()
    # Who answers for a finding does not make the pushes arrive: a waived one is a cause all the same.
    failed, unknown, held, aside = (
        tuple(item for results in each for item in results if item.outcome in outcomes)
        for outcomes in (
            FAILING,
            (Outcome.UNDETERMINED,),
            (Outcome.PASS,),
            (Outcome.NOT_APPLICABLE,),
        )
    )
    if failed:
        return Standing.PROVED, failed
    all_told = not (unknown or scope.broken.intersection(cause.rules)) and (
        scope.several_environments or not cause.between_environments
    )
    # One rule that had nothing to judge leaves its part of the cause open.
    if all_told and all(any(item.outcome is Outcome.PASS for item in results) for results in each):
        return Standing.RULED_OUT, held
    if all_told and not held and all(r and not any(map(_set_aside, r)) for r in each):
        return Standing.NOT_APPLICABLE, aside
    return Standing.UNKNOWN, unknown or held or aside


def _set_aside(result: Result) -> bool:
    """Tell whether a rule was not asked of this subject, so that it says nothing of it."""
    return result.switched_off is not None or result.elsewhere is not None
