"""Judges what the engine shows, once for all policies, and keeps the verdicts for each of them.

The engine asks every policy about every resource in turn. The first that is asked about a resource has
it judged by all rules; the others take their own verdicts from that.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pulumi_policy import ResourceValidationArgs, StackValidationArgs

from hubwarden.audit import provided
from hubwarden.context import EstateContext
from hubwarden.discovery import all_rules
from hubwarden.engine import Judgement, parse_severity, run
from hubwarden.errors import HubwardenError, UsageError
from hubwarden.model.base import Location
from hubwarden.model.estate import Estate, SourceInfo
from hubwarden.policy.baseline import Baseline, load
from hubwarden.report import Outcome, Result
from hubwarden.rule import Rule, Severity
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.records import SURROUNDINGS, estate_of
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered, parse_urn
from policy_pack import shown
from policy_pack.never import is_never_shown
from policy_pack.texts import broken, text


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the user configured for the pack."""

    baseline: Baseline
    level: Severity
    """Least severity that blocks."""
    environment: str | None
    """The environment that the user stated."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something to report."""

    text: str
    urn: str


@dataclass(slots=True)
class Verdicts:
    """What is to be reported about one resource, or about the stack."""

    blocking: dict[str, list[Message]] = field(default_factory=dict)
    """By the id of the rule; an empty id: what concerns all of them."""
    advice: list[Message] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """Policies that took their part already: one that asks again asks about something new."""


class Session:
    """One run of the pack: one preview or one update of one stack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._settings: Mapping[str, Any] = {}
        self._seen: dict[str, Registered] = {}
        self._verdicts: dict[str, Verdicts] = {}
        self._deferred: set[tuple[str, str]] = set()
        """Rule and URN of what a resource alone does not tell yet, and the whole stack may."""

    def configure(self, settings: Mapping[str, Any] | None) -> None:
        """Take the configuration that the engine passes to the pack's first policy."""
        with self._lock:
            if settings and settings != self._settings:
                self._settings = dict(settings)
                vars(self).pop("_configuration", None)

    def resource(self, args: ResourceValidationArgs, policy: str) -> Verdicts:
        """Return the verdicts on one resource."""
        return self._once(args.urn, policy, lambda: self._judge_resource(args))

    def stack(self, args: StackValidationArgs, policy: str) -> Verdicts:
        """Return the verdicts on the stack as a whole."""
        return self._once("", policy, lambda: self._judge_stack(args))

    def _once(self, key: str, policy: str, judge: Callable[[], Verdicts]) -> Verdicts:
        with self._lock:
            verdicts = self._verdicts.get(key)
            if verdicts is None or policy in verdicts.asked:
                try:
                    verdicts = judge()
                except Exception as error:  # noqa: BLE001 - its text could quote a value
                    verdicts = Verdicts(blocking={"": [Message(_explained(error), key)]})
                self._verdicts[key] = verdicts
            verdicts.asked.add(policy)
            return verdicts

    @cached_property
    def _configuration(self) -> Configuration:
        settings = self._settings
        own = self._folder / str(settings.get("baseline") or "baseline.yaml")
        given = own if settings.get("baseline") or own.is_file() else None
        baseline = load(given, frozenset(rule.id for rule in all_rules())).baseline
        environment = settings.get("environment") or None
        if environment is not None and environment not in baseline.environments:
            known = ", ".join(baseline.environments)
            raise UsageError(f"the baseline has no environment {environment}; it has {known}")
        level = parse_severity(str(settings.get("level") or "low"))
        return Configuration(baseline, level, environment)

    def _judge_resource(self, args: ResourceValidationArgs) -> Verdicts:
        one = shown.registered(args)
        self._seen[one.urn] = one
        if not one.type.startswith("azure-native:"):
            return Verdicts()
        # A copy: what is filled in here may be told otherwise once the whole stack is known.
        around = [*self._above(one), replace(one, inputs=dict(one.inputs))]
        judgement, _ = self._judge(around, [rule for rule in all_rules() if on_resource(rule)])
        verdicts, later = self._verdicts_of(judgement, lambda _result: one.urn)
        self._deferred |= later.keys()
        return verdicts

    def _above(self, one: Registered) -> list[Registered]:
        """Return the components that a resource is in, or else any that declares something.

        A component declares what is in it. Where there is such a component, the settings are known, and
        what none of them declares is nobody's.
        """
        found, parent = [], self._seen.get(one.parent)
        while parent is not None:
            found.append(parent)
            parent = self._seen.get(parent.parent)
        if any("hubwarden" in each.inputs for each in found):
            return found
        return [each for each in self._seen.values() if "hubwarden" in each.inputs][:1]

    def _judge_stack(self, args: StackValidationArgs) -> Verdicts:
        resources, missing = shown.whole(args.resources, self._seen)
        again = {rule for rule, _ in self._deferred}
        judgement, estate = self._judge(
            resources, [one for one in all_rules() if not on_resource(one) or one.id in again]
        )
        urns = {one.id.lower(): one.urn for one in resources if one.id}
        root = next((one.urn for one in resources if one.type == STACK_TYPE), "")
        verdicts, later = self._verdicts_of(
            judgement, lambda result: urns.get(result.subject.lower(), root), self._deferred
        )
        verdicts.advice += [Message(text(results), urn) for (_, urn), results in later.items()]
        for gap in estate.gaps:
            told = f"{gap.what}: {gap.reason}. The rules cannot judge what it makes."
            verdicts.blocking.setdefault("", []).append(Message(told, root))
        if missing:
            names = ", ".join(missing)
            told = (
                f"Not judged, because this run did not show them before their deployment: {names}"
            )
            verdicts.advice.append(Message(told, root))
        return verdicts

    def _judge(
        self, resources: Sequence[Registered], rules: Sequence[Rule]
    ) -> tuple[Judgement, Estate]:
        configuration = self._configuration
        resolve(resources)
        stack = parse_urn(resources[0].urn).stack if resources else ""
        estate = estate_of(
            resources,
            stack=stack,
            info=SourceInfo(f"pack:{stack}", "", (), SURROUNDINGS, ()),
            home=Location(""),
            locate=lambda path: Location(f"setting {path}"),
        )
        estate = provided(estate, configuration.baseline)
        context = EstateContext(
            configuration.baseline,
            datetime.now(UTC).date(),
            configuration.environment,
            estate=estate,
        )
        return run(rules, context), estate

    def _verdicts_of(
        self,
        judgement: Judgement,
        urn_of: Callable[[Result], str],
        deferred: Container[tuple[str, str]] = frozenset(),
    ) -> tuple[Verdicts, Mapping[tuple[str, str], list[Result]]]:
        """Return what is to be reported, and by rule and URN what only the deployment makes known.

        In the stack's turn, ``deferred`` tells which verdicts on single resources were put off until
        then; the others were given already.
        """
        verdicts, later = Verdicts(), dict[tuple[str, str], list[Result]]()
        failed = dict[tuple[str, str, bool], list[Result]]()
        for result in judgement.results:
            key = (result.rule.id, urn_of(result))
            given = on_resource(result.rule) and deferred and key not in deferred
            if given or not _is_told(result):
                continue
            if result.outcome is Outcome.UNDETERMINED and _is_known_later(result):
                later.setdefault(key, []).append(result)
            else:
                blocks = result.severity >= self._configuration.level
                failed.setdefault((*key, blocks), []).append(result)
        for (rule, urn, blocks), results in failed.items():
            # A rule on single resources has no policy of its own in the stack's turn.
            policy = "" if deferred and on_resource(results[0].rule) else rule
            into = verdicts.blocking.setdefault(policy, []) if blocks else verdicts.advice
            into.append(Message(text(results), urn))
        for crash in judgement.crashes:
            verdicts.blocking.setdefault(crash.rule.id, []).append(Message(broken(crash), ""))
        return verdicts, later


def _is_told(result: Result) -> bool:
    """Tell whether a result is to be reported at all."""
    if result.outcome is Outcome.UNDETERMINED:
        return result.accepted is None and not is_never_shown(result.field)
    return result.outcome is Outcome.FAIL


def on_resource(rule: Rule) -> bool:
    """Tell whether a rule judges one resource by itself, so that it can speak before it is touched."""
    return not rule.needs_estate and rule.subject.__name__ not in ("Output", "Stack")


_LATER = ("when the program is deployed", "parts that are not known", "may be in this namespace")


def _is_known_later(result: Result) -> bool:
    """Tell whether a value is missing only because the deployment has not made it yet."""
    return any(part in result.message for part in _LATER)


def _explained(error: Exception) -> str:
    if isinstance(error, HubwardenError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"Hubwarden failed with {type(error).__name__} in {frame.name}, line {frame.lineno}."
