"""The keys of a baseline, declared as types.

With ``environment_demands`` this is their only declaration: the checks, the JSON schema and docs/baseline.md are
made from it.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hubwarden.model.source_info import Kind
from hubwarden.policy.environment_demands import RULE_ID, Text, key

# Re-exported, so that every type of a baseline can be imported from here.
from hubwarden.policy.environment_demands import BuildFiles as BuildFiles  # noqa: PLC0414
from hubwarden.policy.environment_demands import Environment as Environment  # noqa: PLC0414
from hubwarden.policy.environment_demands import Lowered as Lowered  # noqa: PLC0414
from hubwarden.policy.environment_demands import Match as Match  # noqa: PLC0414
from hubwarden.policy.environment_demands import SeverityWord as SeverityWord  # noqa: PLC0414
from hubwarden.policy.environment_demands import SwitchedOff as SwitchedOff  # noqa: PLC0414
from hubwarden.unknown import Cause


class ConsumerPattern(Struct, frozen=True, forbid_unknown_fields=True):
    """The role of an access rule, by the name of the rule; it overrides what a stack claims."""

    rule: Annotated[Text, key("Pattern for the name of the access rule.", "orders*")]
    role: Annotated[Text, key("One of the environment's roles.", "backend")]


class Accepted(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a source cannot say and that somebody accepted in writing."""

    rule: Annotated[
        str,
        key(
            "A rule; every rule, `*`, only with the cause `not-asked`.",
            "NH307",
            pattern=rf"^({RULE_ID}|\*)$(?!\n)",
            extra={"says": "must be the id of a rule, such as NH202, or *"},
        ),
    ]
    source: Annotated[Text, key("Pattern for the source.", "program:*")]
    field: Annotated[Text, key("Pattern for the field, as the report names it.", "ApnsToken.key")]
    reason: Annotated[Text, key("Why; reports show it.", "Keys are not in this repository.")]
    cause: Annotated[
        Cause | None,
        key(
            "Why it is not known; by default, because the source does not tell it. Any other cause, such as "
            "`unclear` or `conflict`, is accepted only if it is written here.",
            "not-told",
        ),
    ] = None


class AllowedChange(Struct, frozen=True, forbid_unknown_fields=True):
    """A field that operators may change while a hub runs: a difference in it is not a violation."""

    field: Annotated[
        Text,
        key(
            "Pattern for the field (`Hub.registration_ttl`, `Alert.*`, `Lock.removed`).", "Alert.*"
        ),
    ]
    reason: Annotated[Text, key("Why; reports show it.", "On call tunes alerts.")]
    environment: Annotated[
        Text | None, key("The environment that it is limited to; by default all.", "sandbox")
    ] = None


class Drift(Struct, frozen=True, forbid_unknown_fields=True):
    """What may differ between the declared and the live resources."""

    allowed: Annotated[
        tuple[AllowedChange, ...],
        key(
            "Fields that operators may change.",
            [{"field": "Alert.*", "reason": "On call tunes alerts."}],
        ),
    ] = ()


class WaiverLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a waiver may hold."""

    longest: Annotated[
        dict[SeverityWord, Annotated[int, Meta(ge=0)]],
        key(
            "The greatest number of days, counted from the day of the run, for which a waiver may hold, by the "
            "severity of its rule. A severity that is left out has no limit.",
            {"critical": 30, "high": 90},
        ),
    ] = {}


class Provided(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is created outside the sources of the audit."""

    kind: Annotated[Kind, key("What is created elsewhere.", "alerts")]
    source: Annotated[Text, key("Pattern for the source that does not show it.", "program:*")]
    reason: Annotated[Text, key("Who creates it; reports show it.", "The platform team's stack.")]


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation demands."""

    version: Annotated[Literal[1], key("The version of this format.", 1)]
    extends: Annotated[
        Literal["default", "nothing"],
        key(
            "`default`: this file adds to the packaged baseline; `nothing`: it stands alone.",
            "default",
        ),
    ] = "default"
    environments: Annotated[
        dict[Text, Environment],
        key(
            "The demands of each environment, by its name. `production` and `sandbox` are packaged.",
            {"staging": {"extends": "production", "match": {"stacks": ["staging"]}}},
        ),
    ] = {}
    consumers: Annotated[
        tuple[ConsumerPattern, ...],
        key(
            "The role of each access rule; the first pattern that matches the name of a rule counts.",
            [{"rule": "orders*", "role": "backend"}],
        ),
    ] = ()
    accepted: Annotated[
        tuple[Accepted, ...],
        key(
            "Unknown facts that are accepted, because a source cannot tell them. The entries of the packaged "
            "baseline stay in force.",
            [
                {
                    "rule": "NH307",
                    "source": "program:*",
                    "field": "ApnsToken.key",
                    "reason": "Keys are not in this repository.",
                }
            ],
        ),
    ] = ()
    provided_elsewhere: Annotated[
        tuple[Provided, ...],
        key(
            "What is created outside the sources, so that its absence is not a violation.",
            [{"kind": "alerts", "source": "program:*", "reason": "The platform team's stack."}],
        ),
    ] = ()
    drift: Annotated[
        Drift,
        key(
            "What may differ between the declared and the live resources.",
            {"allowed": [{"field": "Alert.*", "reason": "On call tunes alerts."}]},
        ),
    ] = Drift()
    waivers: Annotated[
        WaiverLimits,
        key("How long a waiver may hold.", {"longest": {"critical": 30, "high": 90}}),
    ] = WaiverLimits()

    def why_allowed(self, field: str, environment: str | None) -> str | None:
        """Return the reason why operators may change a field in an environment; ``None`` where they may not."""
        for item in self.drift.allowed:
            if matches(item.field, field) and item.environment in (None, environment):
                return item.reason
        return None


def severity_word(given: SeverityWord | Lowered) -> SeverityWord:
    """Return the severity that an entry sets, with a reason or without one."""
    return given.severity if isinstance(given, Lowered) else given


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern of the baseline matches a text, in any letter case."""
    return fnmatchcase(text.lower(), pattern.lower())
