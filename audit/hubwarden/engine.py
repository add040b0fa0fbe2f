"""Runs rules over an estate. Nothing is judged in silence: each subject gets an outcome."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hubwarden.context import EstateContext
from hubwarden.model.base import Elsewhere, Subject, Undetermined
from hubwarden.model.change import Change
from hubwarden.model.identity import identity
from hubwarden.policy.demands import Baseline, SeverityWord, matches, severity_word
from hubwarden.report import Crash, Outcome, Result, in_order
from hubwarden.rule import NotApplicable, Rule, Severity
from hubwarden.unknown import UNTOLD, Cause


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules said."""

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
            # Many rules judge the same subject. It is kept, so that no other one gets its number.
            if (about := known.get(id(subject))) is None:
                about = known[id(subject)] = _known(subject, context)
            for result in _judge(rule, about, why, context, graded):
                if isinstance(result, Crash):
                    crashes.append(result)
                else:
                    results.append(result)
    by_place = sorted(
        crashes, key=lambda crash: (crash.rule.id, crash.source, crash.subject.lower())
    )
    return Judgement(in_order(results), tuple(by_place))


@dataclass(frozen=True, slots=True)
class _Known:
    """What every rule asks of a subject."""

    subject: Subject
    environment: str | None
    later: bool
    """Where the environment is not known: whether the deployment makes it known."""
    aside: _Verdict | None
    """Why no rule judges it; nothing where the rules do."""
    identity: str


def _known(subject: Subject, context: EstateContext) -> _Known:
    environment, later = _environment(subject, context)
    aside = _set_aside(subject, environment, context)
    return _Known(subject, environment, later, aside, identity(subject))


@dataclass(frozen=True, slots=True)
class _Graded:
    """A rule as the baseline grades it for an environment."""

    rule: Rule
    environment: str | None
    severity: Severity
    lowered: str | None
    """The reason for a severity below the rule's own."""
    switched_off: str | None


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
    return _Graded(rule, environment, severity, lowered, switched_off)


def _judge(
    rule: Rule,
    about: _Known,
    why: Undetermined | None,
    context: EstateContext,
    grades: dict[str | None, _Graded],
) -> Iterator[Result | Crash]:
    """Judge one subject by one rule; ``grades`` keeps how the rule is graded, by environment."""
    subject, name = about.subject, about.environment
    if (graded := grades.get(name)) is None:
        graded = grades[name] = _graded(rule, name, context.baseline)
    if graded.switched_off is not None:
        text = f"switched off by the baseline: {graded.switched_off}"
        yield _result(graded, about, _Verdict(Outcome.NOT_APPLICABLE, text), context)
        return
    if about.aside is not None:
        yield _result(graded, about, about.aside, context)
        return
    try:
        for verdict in _verdicts(rule, subject, why, context):
            yield _result(graded, about, verdict, context, later=about.later)
    except Exception as error:  # noqa: BLE001 - the one place where a broken rule is caught and told
        yield Crash(rule, str(subject.id), subject.origin.source, _describe(error))


def _set_aside(
    subject: Subject, environment: str | None, context: EstateContext
) -> _Verdict | None:
    """Return why no rule judges a subject; nothing where the rules do."""
    if isinstance(subject, Change):
        allowed = context.baseline.why_allowed(subject.field, environment)
        if allowed is not None:
            text = f"allowed by the baseline: {allowed}"
            return _Verdict(Outcome.NOT_APPLICABLE, text, allowed=allowed)
    if not subject.origin.managed:
        # The evidence names it, so that nobody takes this for a verdict on what somebody else manages.
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


def _verdicts(
    rule: Rule, subject: Subject, why: Undetermined | None, context: EstateContext
) -> Iterator[_Verdict]:
    clean = True
    try:
        if why is None:
            for violation in rule.check(subject, context):
                clean = False
                start = "if it is set, " if subject.origin.if_set else ""
                yield _Verdict(Outcome.FAIL, start + violation.message, violation.at)
    except Undetermined as unknown:
        why = unknown
    except (NotApplicable, Elsewhere) as does_not_apply:
        if clean:
            reason = does_not_apply.reason
            elsewhere = reason if isinstance(does_not_apply, Elsewhere) else None
            yield _Verdict(Outcome.NOT_APPLICABLE, reason, elsewhere=elsewhere)
        return
    if why is not None:
        for open_one in _each_once(why):
            accepted = _accepted(rule, subject, open_one, context)
            yield _Verdict(
                Outcome.UNDETERMINED,
                open_one.reason,
                open_one.field,
                accepted,
                open_one.later,
                open_one.cause,
            )
    elif clean:
        yield _Verdict(Outcome.PASS)


def _each_once(why: Undetermined) -> Iterable[Undetermined]:
    if not why.others:
        return (why,)
    return {(item.field, item.reason): item for item in (why, *why.others)}.values()


def _environment(subject: Subject, context: EstateContext) -> tuple[str | None, bool]:
    """Return the environment's name; where it is not known, whether the deployment makes it known."""
    answer = context.environment_or_reason(subject)
    if isinstance(answer, Undetermined):
        return None, answer.later  # A rule that needs the environment asks for it itself.
    return answer, False


def _result(
    graded: _Graded,
    about: _Known,
    verdict: _Verdict,
    context: EstateContext,
    *,
    later: bool = False,
) -> Result:
    subject = about.subject
    unknown = verdict.outcome is Outcome.UNDETERMINED
    waiver = None
    if verdict.outcome is Outcome.FAIL or (unknown and verdict.accepted is None):
        waiver = context.waivers.about(
            graded.rule.id, subject.id.text, graded.environment, subject.origin.source
        )
    # Who answers for a finding answers for no fact that nobody knows.
    waived = waiver is not None and not unknown and waiver.expires >= context.as_of
    own_field = verdict.field.partition(".")[2] if unknown else verdict.field
    return Result(
        rule=graded.rule,
        outcome=Outcome.WAIVED if waived else verdict.outcome,
        severity=graded.severity,
        subject=subject.id.text,
        kind=type(subject).__name__,
        source=subject.origin.source,
        location=subject.origin.at(own_field),
        environment=graded.environment,
        message=verdict.message,
        field=verdict.field,
        accepted=verdict.accepted,
        later=verdict.later if unknown else later,
        cause=verdict.cause,
        switched_off=graded.switched_off,
        lowered=graded.lowered,
        elsewhere=verdict.elsewhere,
        allowed=verdict.allowed,
        change=subject if isinstance(subject, Change) else None,
        identity=about.identity,
        waiver=waiver,
    )


def _accepted(
    rule: Rule, subject: Subject, why: Undetermined, context: EstateContext
) -> str | None:
    for item in context.baseline.accepted:
        if (
            item.rule in (rule.id, "*")
            and matches(item.source, subject.origin.source)
            and matches(item.field, why.field)
            and (why.cause in UNTOLD if item.cause is None else item.cause == why.cause)
        ):
            return item.reason
    return None


def _describe(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.name}, line {frame.lineno}"


def parse_severity(word: SeverityWord | str) -> Severity:
    """Return the severity that a word names; raises ``KeyError`` for any other word."""
    return Severity[word.upper()]
