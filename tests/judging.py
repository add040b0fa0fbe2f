"""What the tests of engine, exit codes and orders have in common: rules that say one thing, and results."""

from datetime import UTC, datetime

from factories import (
    context,
)
from hubwarden.engine import run
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Namespace
from hubwarden.report import Evidence, Result
from hubwarden.rule import Rule, Severity, Violation

WRONG = Violation("it is wrong", at="tier")


def says(*steps):
    """Declare a rule for namespaces that yields violations and raises exceptions, in this order."""

    def check(_namespace, _ctx):
        for step in steps:
            if isinstance(step, Violation):
                yield step
            else:
                raise step

    return Rule(
        "NH499", Severity.MEDIUM, "0.1.0", (), Namespace, check, "Fix it.", needs_estate=True
    )


def judge(rule, *, demands=None, given=None):
    return run([rule], context(given, demands=demands))


def outcomes(judgement):
    return [item.outcome for item in judgement.results]


# Outcomes

GAP = Undetermined("Namespace.tier", "nobody told it")


# Exit codes

EVIDENCE = Evidence(
    version="0.1.0",
    rule_set="",
    rules=0,
    baseline="default",
    baseline_digest="",
    sources=(),
    as_of="2026-01-01",
    made_at=datetime(2026, 1, 1, tzinfo=UTC),
    asked_by="",
    scope="",
    environments=(),
    not_judged=(),
)
RULE = says()


def result(outcome, severity=Severity.MEDIUM, accepted=None):
    return Result(RULE, outcome, severity, "/s", "Namespace", "program:prod", accepted=accepted)
