"""Changes and the verdicts on them, as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from hubwarden.model.base import value_or_none
from hubwarden.model.change import Change
from hubwarden.report import Outcome, Result
from hubwarden.severity import Severity

Judgement = Literal[
    "harmful", "operational", "benign", "allowed", "waived", "known", "undetermined", "not judged"
]
"""How a change is judged: ``harmful`` from severity high on, ``operational`` below, ``benign`` where it is only
information; ``allowed`` by the baseline; ``waived`` by a waiver; ``known`` from a file of known findings;
``not judged`` where its rule is switched off or another source manages the resource."""


class ChangeVerdict(Struct, frozen=True):
    """One difference between the declared and the live value, and how it is judged.

    ``declared`` and ``live`` never contain a secret: both are ``differs`` then.
    """

    rule: str
    resource: str
    field: str
    declared: str
    live: str
    judgement: Judgement
    actor: str | None
    at: str | None


def judged_changes(results: Iterable[Result]) -> tuple[ChangeVerdict, ...]:
    """Return the changes that results are about."""
    return tuple(_verdict(result, result.change) for result in results if result.change is not None)


def _verdict(result: Result, change: Change) -> ChangeVerdict:
    at = value_or_none(change, "at")
    return ChangeVerdict(
        rule=result.rule.id,
        resource=result.subject,
        field=change.field,
        declared=change.declared,
        live=change.live,
        judgement=_judgement(result),
        actor=value_or_none(change, "actor"),
        at=None if at is None else at.isoformat(),
    )


def _judgement(result: Result) -> Judgement:
    if result.outcome is Outcome.UNDETERMINED:
        return "undetermined"
    if result.outcome is Outcome.WAIVED:
        return "waived"
    if result.outcome is Outcome.KNOWN:
        return "known"
    if result.outcome is not Outcome.FAIL:
        return "not judged" if result.allowed is None else "allowed"
    if result.severity >= Severity.HIGH:
        return "harmful"
    return "benign" if result.severity is Severity.INFO else "operational"
