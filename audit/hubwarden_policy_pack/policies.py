"""The policies: one for each rule that a pack can judge, made from the rule's own declaration."""

from __future__ import annotations

from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from hubwarden.discovery import all_rules
from hubwarden.rule import Rule
from hubwarden.rule import Severity as Grade
from hubwarden_policy_pack.session import Message, Session, on_resource

NAME: Final = "hubwarden"


def _hidden() -> dict[str, list[str]]:
    """Return what a pack is never shown, and the rules that would have to see it."""
    found: dict[str, list[str]] = {}
    for rule in all_rules():
        if rule.hidden_from_pack:
            found.setdefault(rule.hidden_from_pack, []).append(rule.id)
    return found


DESCRIPTION: Final = (
    "Judges Azure Notification Hubs by the rules of Hubwarden. Never judged here, because a pack is not "
    "shown what they need: "
    + "; ".join(f"{what} ({', '.join(rules)})" for what, rules in _hidden().items())
    + ". Nor is it shown whether a resource is retained on delete, and what the program only reads with get. "
    "Run hubwarden check for these. "
    "Environments that are in one stack are compared with each other all the same. Before a deployment, "
    "an id that is not known yet is taken to be that of the one resource that it is made from. Messages "
    "quote names, ids and tiers; what is in tags and credentials is not quoted, because a pack is not shown "
    "what of it is marked as secret."
)

SCHEMA: Final = PolicyConfigSchema(
    properties={
        "baseline": {
            "type": "string",
            "description": "Baseline file, relative to the pack's folder. Default: baseline.yaml "
            "there, else the packaged one.",
        },
        "level": {
            "type": "string",
            "enum": [severity.word for severity in Grade],
            "default": "low",
            "description": "Least severity that blocks; what is below is told as advice.",
        },
        "environment": {
            "type": "string",
            "description": "States the environment of the stack, instead of the baseline's patterns.",
        },
    }
)
"""Configuration of the policy ``hubwarden``, which holds for the whole pack."""

_SEVERITIES: Final = {
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}


def policies(session: Session) -> list[Policy]:
    """Return all policies; the first one of each kind has its resource or stack judged."""
    return [
        _on_resource(session, "hubwarden", "Hubwarden judges every resource", "", schema=SCHEMA),
        _on_resource(session, "hubwarden-advice", "Worth knowing", None),
        *(_of(session, rule) for rule in all_rules() if _is_policy(rule) and on_resource(rule)),
        _on_stack(session, "hubwarden-stack", "Hubwarden judges the whole stack", ""),
        _on_stack(session, "hubwarden-stack-advice", "Worth knowing", None),
        *(_of(session, rule) for rule in all_rules() if _is_policy(rule) and not on_resource(rule)),
    ]


def _is_policy(rule: Rule) -> bool:
    return not rule.hidden_from_pack


def _of(session: Session, rule: Rule) -> Policy:
    make = _on_resource if on_resource(rule) else _on_stack
    return make(
        session,
        f"{rule.id.lower()}-{rule.slug}",
        rule.title,
        rule.id,
        severity=_SEVERITIES.get(rule.severity.word),
        remediation_steps=rule.fix,
        tags=[rule.topic],
    )


def _on_resource(
    session: Session,
    name: str,
    description: str,
    rule: str | None,
    *,
    schema: PolicyConfigSchema | None = None,
    **more: Any,
) -> Policy:
    """Make a policy that reports a rule's verdicts on resources; without a rule, the advice."""

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if schema is not None:
            session.configure(args.get_config())
        verdicts = session.resource(args, name)
        _report(verdicts.advice if rule is None else verdicts.blocking.get(rule, []), report)

    return ResourceValidationPolicy(
        name, description, validate, _level(rule), config_schema=schema, **more
    )


def _on_stack(
    session: Session, name: str, description: str, rule: str | None, **more: Any
) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        verdicts = session.stack(args, name)
        _report(verdicts.advice if rule is None else verdicts.blocking.get(rule, []), report)

    return StackValidationPolicy(name, description, validate, _level(rule), **more)


def _level(rule: str | None) -> EnforcementLevel:
    return EnforcementLevel.ADVISORY if rule is None else EnforcementLevel.MANDATORY


def _report(messages: list[Message], report: ReportViolation) -> None:
    for message in messages:
        report(message.text, message.urn or None)
