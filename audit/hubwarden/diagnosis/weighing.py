"""Weighs the causes of symptoms by what rules say of the estate in scope."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.changes_before import DatedOnset
from hubwarden.diagnosis.joining import concerning
from hubwarden.diagnosis.lacking import Kinds
from hubwarden.diagnosis.likelihood import OPEN, SUSPECTED, UNLIKELY, likelihood
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS
from hubwarden.diagnosis.standing import RULES, Scope, Standing, standing_of, within
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.metrics.figures import STANDARD, Figure, Limits, figures
from hubwarden.metrics.history import History
from hubwarden.model.credentials import CREDENTIALS, SERVICES, ApnsCertificate, ApnsToken
from hubwarden.registrations.hub_registrations import HubRegistrations
from hubwarden.report import FAILING, ExitCode, Report, Result
from hubwarden.rule import Rule
from hubwarden.severity import Severity

Confidence = Literal["high", "medium", "low"]
"""How likely a cause is: ``high`` where configuration in scope proves it; ``medium`` where the message itself
points to it and nothing in scope tells; ``low`` where it is only known to end in that message."""


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
        proving = {
            (one.rule.id, one.subject)
            for item in self.causes
            if item.standing is Standing.PROVED
            for one in item.evidence
        }
        # A fact is no fault by itself: a closed endpoint, or a tier, may well be meant.
        results = tuple(
            item
            for item in self.report.results
            if item.rule.id not in SCOPE_FACTS
            or item.outcome not in FAILING
            or (item.rule.id, item.subject) in proving
        )
        return replace(self.report, results=results).exit_code(fail_on)


def rules_about(symptoms: Iterable[Symptom]) -> tuple[Rule, ...]:
    """Return the rules and facts that tell of the causes of symptoms, each once."""
    wanted = {id for cause, _ in _linked(symptoms) for id in (*cause.rules, *cause.suspected_by)}
    return tuple(RULES[id] for id in sorted(wanted))


def symptoms_in(observations: Iterable[Observation]) -> tuple[Symptom, ...]:
    """Return what observations say, as messages, each once."""
    return tuple(dict.fromkeys(one for item in observations for one in item.symptoms))


def weigh(
    symptoms: Sequence[Symptom],
    report: Report,
    observations: Sequence[Observation] = (),
    onsets: Mapping[str, tuple[DatedOnset, ...]] = MappingProxyType({}),
    lacking: Mapping[str, Kinds] = MappingProxyType({}),
) -> Diagnosis:
    """Rank the causes of symptoms, and of what histories show.

    ``report`` holds the verdicts of ``rules_about`` on the scope. ``onsets`` are by the hub of a history: of causes
    that nothing proves, those come first that something makes likely which was done to the hub before, and those
    last that need something which was not done. ``lacking`` are by the hub the kinds of credentials that it has not.
    """
    every = (*symptoms, *symptoms_in(observations))
    # A fault in the credential of another platform is no cause, and no reason for the exit code.
    about = (item for item in report.results if not _about_another_service(item, every))
    report = replace(report, results=tuple(about))
    by_rule: dict[str, list[Result]] = {}
    for item in report.results:
        by_rule.setdefault(item.rule.id, []).append(item)
    scope = Scope(
        by_rule,
        frozenset(crash.rule.id for crash in report.crashes),
        len(report.evidence.environments) > 1,
    )
    said = {cause.name for cause, _ in _linked(symptoms)}
    weighed: list[tuple[Weighed, int]] = []
    for cause, named in _linked(every):
        leading = tuple(item for item in observations if _leads(item, cause))
        hubs = {item.hub for item in leading}
        if cause.name in said:
            found, chance = _said(cause, scope, named=named), OPEN
        else:
            here = within(scope, cause, hubs, [lacking.get(hub, frozenset()) for hub in hubs])
            found, chance = _shown(cause, here, likelihood(cause, leading, onsets), named=named)
        weighed.append((replace(found, shown_by=leading), chance))
    explained = _explained([item for item, _ in weighed])
    fitting = [item for item in weighed if item[0].standing in _FITS]
    closed = [item for item, _ in weighed if item.standing not in _FITS]
    return Diagnosis(
        tuple(symptoms),
        tuple(
            item for item, _ in sorted(fitting, key=lambda item: _rank(item[0], item[1], explained))
        ),
        tuple(item for item in closed if item.standing is Standing.NOT_APPLICABLE),
        tuple(item for item in closed if item.standing is Standing.RULED_OUT),
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


_FITS = (Standing.PROVED, Standing.UNKNOWN, Standing.ELSEWHERE)
_CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


def _explained(weighed: Iterable[Weighed]) -> set[Observation]:
    """Return the observations that a cause explains which is proved at the same hub."""
    proved = [item for item in weighed if item.standing is Standing.PROVED]
    return {
        seen
        for item in proved
        for seen in item.shown_by
        if any(map(concerning([seen.hub]), (one.subject for one in item.evidence)))
    }


def _rank(
    item: Weighed, chance: int, explained: Container[Observation]
) -> tuple[bool, bool, int, int, bool, int, int]:
    severity = 0 if item.proof is None else item.proof.severity
    # How a hub that delivers is doing explains nothing that is wrong with another.
    harmless = bool(item.shown_by) and all(one.result is None for one in item.shown_by)
    return (
        harmless,
        # What else it could be counts for less than what is not explained yet.
        item.proof is None
        and bool(item.shown_by)
        and all(one in explained for one in item.shown_by),
        _CONFIDENCES.index(item.confidence),
        -severity,
        not item.cause.underlying if item.proof else False,
        -chance,
        _FITS.index(item.standing),
    )


def _linked(symptoms: Iterable[Symptom]) -> list[tuple[Cause, bool]]:
    """Return the causes of symptoms in their order, and of each whether a message points to it."""
    known = tuple(symptoms)
    named = dict.fromkeys(name for symptom in known for name in _possible(symptom, symptom.causes))
    also = dict.fromkeys(name for symptom in known for name in _possible(symptom, symptom.also))
    return [(_where_used(CAUSES[name], known), True) for name in named] + [
        (_where_used(CAUSES[name], known), False) for name in also if name not in named
    ]


def _where_used(cause: Cause, symptoms: Iterable[Symptom]) -> Cause:
    """Return a cause with what proves it where pushes went to some services before."""
    leading = (item for item in symptoms if cause.name in (*item.causes, *item.also))
    used = {service for symptom in leading if symptom.used for service in symptom.services}
    facts = tuple(fact for service, fact in cause.where_used if service in used)
    return replace(cause, rules=(*cause.rules, *facts)) if facts else cause


def _possible(symptom: Symptom, names: Iterable[str]) -> Iterator[str]:
    """Yield causes but those about other push services than the symptom is."""
    for name in names:
        services = CAUSES[name].services
        if not services or any(map(symptom.is_about, services)):
            yield name


def _said(cause: Cause, scope: Scope, *, named: bool) -> Weighed:
    """Return a cause of messages; a circumstance proves it only where a message points to it."""
    found = _weighed(cause, scope, named=named)
    if found.standing is Standing.PROVED and cause.circumstance and not named:
        return replace(found, standing=Standing.UNKNOWN, confidence="low", next=cause.look)
    return found


def _shown(cause: Cause, scope: Scope, chance: int, *, named: bool) -> tuple[Weighed, int]:
    """Return a cause of what histories show, and how likely it is among those that nothing proves."""
    if any(
        item.outcome in FAILING for id in cause.suspected_by for item in scope.by_rule.get(id, ())
    ):
        chance = max(chance, SUSPECTED)
    named = (named or chance > OPEN) and chance > UNLIKELY
    found = _weighed(cause, scope, named=named)
    if found.standing is Standing.PROVED and cause.circumstance:
        if cause.limiting:
            chance = max(chance, SUSPECTED)
        confidence: Confidence = "medium" if named or cause.limiting else "low"
        found = replace(found, standing=Standing.UNKNOWN, confidence=confidence)
    return found, chance


def _weighed(cause: Cause, scope: Scope, *, named: bool) -> Weighed:
    standing, evidence = standing_of(cause, scope)
    if standing is Standing.PROVED:
        gravest = max(evidence, key=lambda item: item.severity)
        return Weighed(cause, standing, "high", evidence, gravest.rule.fix)
    silent: tuple[str, ...] = ()
    if standing is Standing.UNKNOWN:
        told = scope.by_rule.keys() | scope.broken | scope.lacked
        silent = tuple(id for id in cause.rules if id not in told)
    return Weighed(cause, standing, "medium" if named else "low", evidence, cause.look, silent)


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
