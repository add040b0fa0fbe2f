"""Runs rules over an estate; every subject gets an outcome from every rule about its kind."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from hubwarden.context import EstateContext
from hubwarden.model.base import Elsewhere, Subject, Undetermined
from hubwarden.model.change import Change
from hubwarden.model.identity import identity
from hubwarden.order_of_results import in_order
from hubwarden.policy.demands import Accepted, Baseline, SeverityWord, matches, severity_word
from hubwarden.report import Crash, Outcome, Result
from hubwarden.rule import NotApplicable, Rule, Severity
from hubwarden.unknown import UNTOLD, Cause


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules found, and which rules crashed."""

    results: tuple[Result, ...]
    crashes: tuple[Crash, ...]


def run(rules: Iterable[Rule], context: EstateContext) -> Judgement:
    """Judge every subject of the estate by every rule that is about its kind.

    The order of rules and subjects does not change the outcome.
    """
    results: list[Result] = []
    crashes: list[Crash] = []
    known: dict[int, _Known] = {}
    for rule in rules:
        graded: dict[str | None, _Graded] = {}
        for found in context.estate.subjects(rule.subject):
            subject, why = found if isinstance(found, tuple) else (found, None)
            # Many rules judge the same subject. The reference keeps it alive, so that its id() stays its own.
            if (about := known.get(id(subject))) is None:
                about = known[id(subject)] = _known(subject, context)
            if (grade := graded.get(about.environment)) is None:
                grade = _graded(rule, about.environment, context.baseline)
                graded[about.environment] = grade
            try:
                # What a rule finds before it crashes is kept.
                for verdict in _verdicts(grade, about, why, context):
                    results.append(_result(grade, about, verdict, context))  # noqa: PERF401
            except Exception as error:  # noqa: BLE001 - the one place where a broken rule is caught and told
                place = str(subject.id), subject.origin.source
                crashes.append(Crash(rule, *place, _describe(error)))
    by_place = sorted(
        crashes, key=lambda crash: (crash.rule.id, crash.source, crash.subject.lower())
    )
    return Judgement(in_order(results), tuple(by_place))


@dataclass(frozen=True, slots=True)
class _Known:
    """What every rule needs to know of a subject; read once for each subject."""

    subject: Subject
    environment: str | None
    kind: str
    later: bool
    """Where the environment is not known: whether it will be after the deployment."""
    change: Change | None
    """The subject itself, where it is a change."""
    aside: _Verdict | None
    """The outcome and the reason if no rule judges the subject; ``None`` if rules do."""
    identity: str


def _known(subject: Subject, context: EstateContext) -> _Known:
    environment, later = _environment(subject, context)
    aside = _set_aside(subject, environment, context)
    change = subject if isinstance(subject, Change) else None
    kind = type(subject).__name__
    later = later and aside is None
    return _Known(subject, environment, kind, later, change, aside, identity(subject))


@dataclass(frozen=True, slots=True)
class _Graded:
    """A rule as the baseline grades it for an environment."""

    rule: Rule
    environment: str | None
    severity: Severity
    lowered: str | None
    """The baseline's reason for a severity below the rule's own; ``None`` where it lowers none."""
    switched_off: str | None
    accepted: tuple[Accepted, ...]
    """What the baseline accepts as not known, as far as it concerns the rule."""


def _graded(rule: Rule, environment: str | None, baseline: Baseline) -> _Graded:
    severity, lowered, switched_off = rule.severity, None, None
    if environment is not None:
        demands = baseline.environments[environment]
        if (given := demands.severities.get(rule.id)) is not None:
            severity = parse_severity(severity_word(given))
            if severity < rule.severity:
                lowered = getattr(given, "reason", "")
        reasons = [off.reason for off in demands.switched_off if off.rule == rule.id]
        switched_off = next(iter(reasons), None)
    accepted = tuple(item for item in baseline.accepted if item.rule in (rule.id, "*"))
    return _Graded(rule, environment, severity, lowered, switched_off, accepted)


def _set_aside(
    subject: Subject, environment: str | None, context: EstateContext
) -> _Verdict | None:
    """Return the outcome and the reason if no rule judges a subject; ``None`` if rules do."""
    if isinstance(subject, Change):
        allowed = context.baseline.why_allowed(subject.field, environment)
        if allowed is not None:
            text = f"allowed by the baseline: {allowed}"
            return _Verdict(Outcome.NOT_APPLICABLE, text, allowed=allowed)
    if not subject.origin.managed:
        # The evidence of the report lists such resources, so that nobody takes this for a verdict on them.
        return _Verdict(Outcome.NOT_APPLICABLE, "the source only reads it; another one manages it")
    return None


class _Verdict(NamedTuple):
    outcome: Outcome
    message: str = ""
    field: str = ""
    accepted: str | None = None
    later: bool = False
    cause: Cause | None = None
    elsewhere: str | None = None
    allowed: str | None = None


_PASSED: Final = _Verdict(Outcome.PASS)


def _verdicts(
    graded: _Graded, about: _Known, why: Undetermined | None, context: EstateContext
) -> Iterator[_Verdict]:
    """Yield the verdicts of a rule on a subject, at least one."""
    if (aside := _aside(graded, about)) is not None:
        yield aside
        return
    rule, subject, clean = graded.rule, about.subject, True
    try:
        if why is None:
            for violation in rule.check(subject, context):
                clean = False
                start = "if it is set, " if subject.origin.if_set else ""
                yield _Verdict(Outcome.FAIL, start + violation.message, violation.at)
    except Undetermined as unknown:
        why = unknown.with_traceback(None)  # It would keep this frame, which keeps the reason.
    except (NotApplicable, Elsewhere) as does_not_apply:
        if clean:
            reason = does_not_apply.reason
            elsewhere = reason if isinstance(does_not_apply, Elsewhere) else None
            yield _Verdict(Outcome.NOT_APPLICABLE, reason, elsewhere=elsewhere)
        return
    if why is not None:
        for open_one in _each_once(why):
            yield _Verdict(
                Outcome.UNDETERMINED,
                open_one.reason,
                open_one.field,
                _accepted(graded, subject, open_one),
                open_one.later,
                open_one.cause,
            )
    elif clean:
        yield _PASSED


def _aside(graded: _Graded, about: _Known) -> _Verdict | None:
    """Return the outcome and the reason if a rule does not judge a subject; ``None`` if it does."""
    if graded.switched_off is None:
        return about.aside
    text = f"switched off by the baseline: {graded.switched_off}"
    return _Verdict(Outcome.NOT_APPLICABLE, text)


def _each_once(why: Undetermined) -> Iterable[Undetermined]:
    if not why.others:
        return (why,)
    return {(item.field, item.reason): item for item in (why, *why.others)}.values()


def _environment(subject: Subject, context: EstateContext) -> tuple[str | None, bool]:
    """Return the name of the environment, and where it is not known, whether it becomes known at deployment."""
    answer = context.environment_or_reason(subject)
    if isinstance(answer, Undetermined):
        return None, answer.later  # A rule that needs the environment asks for it itself.
    return answer, False


def _result(graded: _Graded, about: _Known, verdict: _Verdict, context: EstateContext) -> Result:
    subject, outcome = about.subject, verdict.outcome
    later, own_field, waiver = about.later, verdict.field, None
    if outcome is Outcome.UNDETERMINED:
        later, own_field = verdict.later, own_field.partition(".")[2]
    if outcome is Outcome.FAIL or (outcome is Outcome.UNDETERMINED and verdict.accepted is None):
        waiver = context.waivers.about(
            graded.rule.id, subject.id.text, graded.environment, subject.origin.source
        )
        # A waiver covers a failure, not a fact that is unknown.
        if outcome is Outcome.FAIL and waiver is not None and waiver.expires >= context.as_of:
            outcome = Outcome.WAIVED
    # By position: a fleet has many results, and keywords cost time.
    return Result(
        graded.rule,
        outcome,
        graded.severity,
        subject.id.text,
        about.kind,
        subject.origin.source,
        subject.origin.at(own_field) if own_field else subject.origin.location,
        graded.environment,
        verdict.message,
        verdict.field,
        verdict.accepted,
        later,
        verdict.cause,
        graded.switched_off,
        graded.lowered,
        verdict.elsewhere,
        verdict.allowed,
        about.change,
        waiver,
        about.identity,
    )


def _accepted(graded: _Graded, subject: Subject, why: Undetermined) -> str | None:
    for item in graded.accepted:
        if (
            (why.cause in UNTOLD if item.cause is None else item.cause == why.cause)
            and matches(item.field, why.field)
            and matches(item.source, subject.origin.source)
        ):
            return item.reason
    return None


def _describe(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.name}, line {frame.lineno}"


def parse_severity(word: SeverityWord | str) -> Severity:
    """Return the severity that a word names; raises ``KeyError`` for any other word."""
    return Severity[word.upper()]
