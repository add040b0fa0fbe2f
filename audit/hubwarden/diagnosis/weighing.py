"""Weighs the causes of symptoms by what rules say of the estate in scope."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.changes_before import DatedOnset
from hubwarden.diagnosis.joining import concerning
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.discovery import all_rules
from hubwarden.metrics.figures import STANDARD, Figure, Limits, figures
from hubwarden.metrics.history import History
from hubwarden.model.credentials import CREDENTIALS, SERVICES, ApnsCertificate, ApnsToken
from hubwarden.registrations.hub_registrations import HubRegistrations
from hubwarden.report import FAILING, ExitCode, Outcome, Report, Result
from hubwarden.rule import Rule
from hubwarden.severity import Severity

Confidence = Literal["high", "medium", "low"]
"""How likely a cause is: ``high`` where configuration in scope proves it; ``medium`` where the message itself
points to it and nothing in scope tells; ``low`` where it is only known to end in that message."""


class Standing(StrEnum):
    """What the configuration in scope says of a cause."""

    PROVED = "proved"
    """A rule is violated that is about nothing else."""
    UNKNOWN = "unknown"
    """A rule is about it, and what it asks for is not told, or nothing that it judges is in scope."""
    ELSEWHERE = "elsewhere"
    """No configuration tells it: somebody has to look in the app, the back end or a console."""
    NOT_APPLICABLE = "not-applicable"
    """The rules about it do not apply to what is in scope."""
    RULED_OUT = "ruled-out"
    """All rules about it held."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cause with what the scope says of it."""

    cause: Cause
    standing: Standing
    confidence: Confidence
    evidence: tuple[Result, ...]
    """The results that decide: failures of what is proved, what held of what is ruled out, and so on."""
    next: str
    """What to do: the fix of the violated rule, else what to look at."""
    silent: tuple[str, ...] = ()
    """The rules about it that had nothing to judge in scope."""
    shown_by: tuple[Observation, ...] = ()
    """What histories show that leads to it; its evidence is about these hubs alone, if no message leads to it."""

    @property
    def proof(self) -> Result | None:
        """The gravest result that proves it; ``None`` where nothing does."""
        if self.standing is not Standing.PROVED:
            return None
        return max(self.evidence, key=lambda item: item.severity)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a message can come from, and what the scope says of it."""

    symptoms: tuple[Symptom, ...]
    causes: tuple[Weighed, ...]
    """What fits, most likely first."""
    not_applicable: tuple[Weighed, ...]
    ruled_out: tuple[Weighed, ...]
    report: Report
    """The verdicts that this rests on, and what could not be read."""
    histories: tuple[History, ...] = ()
    observations: tuple[Observation, ...] = ()
    """What the histories show, each by what leads to its causes."""
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """By the hub of a history: what its figures are judged by, where that is not the standard."""
    onsets: Mapping[str, tuple[DatedOnset, ...]] = field(default_factory=dict)
    """By the hub of a history: the figures of which it shows when they changed."""
    registrations: HubRegistrations | None = None
    """What the registrations of a hub come to, where they were read."""

    def figures(self, history: History) -> Iterator[Figure]:
        """Yield the figures of a history."""
        yield from figures(history, self.limits.get(history.hub, STANDARD))

    def exit_code(self, fail_on: Severity) -> int:
        """Return the exit code: 1 where a cause is proved, or a history or registrations show a fault, 3 where something asked for is not known."""
        if self.registrations is not None and self.registrations.has_fault(fail_on):
            return ExitCode.VIOLATIONS
        return self.report.exit_code(fail_on)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the rules said of what is in scope."""

    by_rule: dict[str, list[Result]]
    broken: frozenset[str]
    """The ids of the rules that broke on something."""
    several_environments: bool


def rules_about(symptoms: Iterable[Symptom]) -> tuple[Rule, ...]:
    """Return the rules and facts that tell of the causes of symptoms, each once."""
    wanted = {id for cause, _ in _linked(symptoms) for id in cause.rules}
    known = {rule.id: rule for rule in all_rules()} | SCOPE_FACTS
    return tuple(known[id] for id in sorted(wanted))


def symptoms_in(observations: Iterable[Observation]) -> tuple[Symptom, ...]:
    """Return what observations say, as messages, each once."""
    return tuple(dict.fromkeys(one for item in observations for one in item.symptoms))


def weigh(
    symptoms: Sequence[Symptom],
    report: Report,
    observations: Sequence[Observation] = (),
    onsets: Mapping[str, tuple[DatedOnset, ...]] = MappingProxyType({}),
) -> Diagnosis:
    """Rank the causes of symptoms, and of what histories show.

    ``report`` holds the verdicts of ``rules_about`` on the scope. ``onsets`` are by the hub of a history: of causes
    that nothing proves, those come first that something makes likely which was done to the hub before.
    """
    every = (*symptoms, *symptoms_in(observations))
    # A fault in the credential of another platform is no cause, and no reason for the exit code.
    about = (item for item in report.results if not _about_another_service(item, every))
    report = replace(report, results=tuple(about))
    by_rule: dict[str, list[Result]] = {}
    for item in report.results:
        by_rule.setdefault(item.rule.id, []).append(item)
    scope = _Scope(
        by_rule,
        frozenset(crash.rule.id for crash in report.crashes),
        len(report.evidence.environments) > 1,
    )
    said = {cause.name for cause, _ in _linked(symptoms)}
    weighed: list[Weighed] = []
    likely: set[str] = set()
    for cause, named in _linked(every):
        leading = tuple(item for item in observations if _leads(item, cause))
        hubs = {item.hub for item in leading}
        here = scope if cause.name in said else _within(scope, cause, hubs)
        done = {
            change.doing for hub in hubs for one in onsets.get(hub, ()) for change in one.changes
        }
        if not done.isdisjoint(cause.after):
            likely.add(cause.name)
        found = _weighed(cause, here, named=named or cause.name in likely)
        weighed.append(replace(found, shown_by=leading))
    return Diagnosis(
        tuple(symptoms),
        tuple(
            sorted(
                (item for item in weighed if item.standing in _FITS),
                key=lambda item: _rank(item, likely),
            )
        ),
        tuple(item for item in weighed if item.standing is Standing.NOT_APPLICABLE),
        tuple(item for item in weighed if item.standing is Standing.RULED_OUT),
        report,
        observations=tuple(observations),
        onsets=onsets,
    )


def _leads(observation: Observation, cause: Cause) -> bool:
    """Tell whether an observation can come from a cause."""
    return any(
        cause.name in _possible(symptom, (*symptom.causes, *symptom.also))
        for symptom in observation.symptoms
    )


def _within(scope: _Scope, cause: Cause, hubs: Iterable[str]) -> _Scope:
    """Return what the rules about a cause said of some hubs, and of what concerns them."""
    concerns = concerning(hubs)
    by_rule = {
        id: [item for item in scope.by_rule[id] if concerns(item.subject)]
        for id in cause.rules
        if id in scope.by_rule
    }
    by_rule = {id: found for id, found in by_rule.items() if found}
    return replace(scope, by_rule=by_rule)


_FITS = (Standing.PROVED, Standing.UNKNOWN, Standing.ELSEWHERE)
_CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


def _rank(item: Weighed, likely: Container[str]) -> tuple[int, int, bool, int]:
    severity = 0 if item.proof is None else item.proof.severity
    unlikely = item.cause.name not in likely
    return (_CONFIDENCES.index(item.confidence), -severity, unlikely, _FITS.index(item.standing))


def _linked(symptoms: Iterable[Symptom]) -> list[tuple[Cause, bool]]:
    """Return the causes of symptoms in their order, and of each whether a message points to it."""
    known = tuple(symptoms)
    named = dict.fromkeys(name for symptom in known for name in _possible(symptom, symptom.causes))
    also = dict.fromkeys(name for symptom in known for name in _possible(symptom, symptom.also))
    return [(CAUSES[name], True) for name in named] + [
        (CAUSES[name], False) for name in also if name not in named
    ]


def _possible(symptom: Symptom, names: Iterable[str]) -> Iterator[str]:
    """Yield causes but those about other push services than the symptom is."""
    for name in names:
        services = CAUSES[name].services
        if not services or any(map(symptom.is_about, services)):
            yield name


def _weighed(cause: Cause, scope: _Scope, *, named: bool) -> Weighed:
    standing, evidence = _standing(cause, scope)
    if standing is Standing.PROVED:
        gravest = max(evidence, key=lambda item: item.severity)
        return Weighed(cause, standing, "high", evidence, gravest.rule.fix)
    silent: tuple[str, ...] = ()
    if standing is Standing.UNKNOWN:
        silent = tuple(id for id in cause.rules if id not in scope.by_rule.keys() | scope.broken)
    return Weighed(cause, standing, "medium" if named else "low", evidence, cause.look, silent)


def _standing(cause: Cause, scope: _Scope) -> tuple[Standing, tuple[Result, ...]]:
    """Return how a cause stands, and the results that decide it."""
    if not cause.rules:
        return Standing.ELSEWHERE, ()
    each = [scope.by_rule.get(id, []) for id in cause.rules]
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


def _about_another_service(result: Result, symptoms: Iterable[Symptom]) -> bool:
    """Tell whether a result is about the credential for a push service that no symptom is about."""
    service = _SERVICE_OF.get(result.kind, result.field.partition(".")[0])
    return service in SERVICES and not any(symptom.is_about(service) for symptom in symptoms)


_SERVICE_OF = {
    **{kind.__name__: service for kind, service in zip(CREDENTIALS, SERVICES, strict=True)},
    ApnsToken.__name__: "apns",
    ApnsCertificate.__name__: "apns",
}
"""The service of a kind of credential, as ``Credentials`` names it."""


def _set_aside(result: Result) -> bool:
    """Tell whether a rule was not asked of this subject, so that it says nothing of it."""
    return result.switched_off is not None or result.elsewhere is not None
