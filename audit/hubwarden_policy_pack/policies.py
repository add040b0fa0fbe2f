"""The policies of the pack: one for each rule that a pack can judge, made from the rule's declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi.runtime.proto import analyzer_pb2

from hubwarden.discovery import all_rules
from hubwarden.rule import Rule, Severity
from hubwarden_policy_pack.session import on_resource

NAME: Final = "hubwarden"


def _hidden() -> dict[str, list[str]]:
    """Return what a pack never sees, and the rules that would need it."""
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

CONFIGURED: Final = "hubwarden"
"""The name of the policy whose configuration applies to the whole pack."""

SCHEMA: Final[dict[str, Any]] = {
    "baseline": {
        "type": "string",
        "description": "Baseline file, relative to the pack's folder. Default: baseline.yaml "
        "there, else the packaged one.",
    },
    "waivers": {
        "type": "string",
        "description": "File of waivers, relative to the pack's folder. Default: waivers.yaml there; "
        "a finding that is waived does not block.",
    },
    "level": {
        "type": "string",
        "enum": [severity.word for severity in Severity],
        "default": "low",
        "description": "Least severity that blocks; what is below is told as advice.",
    },
    "environment": {
        "type": "string",
        "description": "States the environment of the stack, instead of the baseline's patterns.",
    },
}
"""The JSON schema of each property of that configuration."""

_SEVERITIES: Final = {
    "low": analyzer_pb2.POLICY_SEVERITY_LOW,
    "medium": analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    "high": analyzer_pb2.POLICY_SEVERITY_HIGH,
    "critical": analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy for the engine, and which verdicts it reports."""

    name: str
    description: str
    of_stack: bool
    """Whether it reports on the stack as a whole instead of single resources."""
    rule: str | None
    """The id of its rule; an empty text: problems of all rules; ``None``: advice, which never blocks."""
    severity: str = ""
    fix: str = ""
    topic: str = ""
    former_names: tuple[str, ...] = ()
    """Former names, which a configuration may still use."""

    @property
    def level(self) -> analyzer_pb2.EnforcementLevel.ValueType:
        """The enforcement level where none is configured."""
        return analyzer_pb2.ADVISORY if self.rule is None else analyzer_pb2.MANDATORY

    @property
    def grade(self) -> analyzer_pb2.PolicySeverity.ValueType:
        """The severity in the terms of the protocol."""
        return _SEVERITIES.get(self.severity, analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED)

    def info(self) -> analyzer_pb2.PolicyInfo:
        """Return the description of the policy for the engine."""
        known = analyzer_pb2.PolicyInfo(
            name=self.name,
            description=self.description,
            enforcementLevel=self.level,
            policy_type=analyzer_pb2.POLICY_TYPE_STACK
            if self.of_stack
            else analyzer_pb2.POLICY_TYPE_RESOURCE,
            severity=self.grade,
            remediation_steps=self.fix,
            tags=[self.topic] if self.topic else [],
        )
        if self.name == CONFIGURED:
            known.configSchema.properties.update(SCHEMA)
        return known


def policies(own: Sequence[Rule] = ()) -> tuple[Policy, ...]:
    """Return all policies: those about all rules, and one for each rule that a pack can judge.

    ``own`` are the organisation's own rules.
    """
    by_rule = [_of(rule) for rule in (*all_rules(), *own) if not rule.hidden_from_pack]
    return (
        Policy(CONFIGURED, "Hubwarden judges every resource", of_stack=False, rule=""),
        Policy("hubwarden-advice", "Worth knowing", of_stack=False, rule=None),
        *(policy for policy in by_rule if not policy.of_stack),
        Policy("hubwarden-stack", "Hubwarden judges the whole stack", of_stack=True, rule=""),
        Policy("hubwarden-stack-advice", "Worth knowing", of_stack=True, rule=None),
        *(policy for policy in by_rule if policy.of_stack),
    )


def _of(rule: Rule) -> Policy:
    return Policy(
        name=f"{rule.id.lower()}-{rule.slug}",
        former_names=tuple(f"{rule.id.lower()}-{slug}" for slug in rule.former_slugs),
        description=rule.title,
        of_stack=not on_resource(rule),
        rule=rule.id,
        severity=rule.severity.word,
        fix=rule.fix,
        topic=rule.topic,
    )
