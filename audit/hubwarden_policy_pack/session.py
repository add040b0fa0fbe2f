"""Judges what the engine shows: each resource before it is deployed, and the stack at the end."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import analyzer_pb2

from hubwarden.commands.composition import WAIVERS, Composition, compose
from hubwarden.discovery import all_rules
from hubwarden.engine import Judgement, parse_severity, run
from hubwarden.errors import HubwardenError, UsageError
from hubwarden.location import Location
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import SourceInfo
from hubwarden.own_rules.own_rule_reading import FOLDER as RULES
from hubwarden.policy.demands import Environment
from hubwarden.report import Crash, Outcome, Result
from hubwarden.rule import Rule, Severity
from hubwarden.sources.pulumi.azure_native import SUBSCRIPTION
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered, parse_urn
from hubwarden.sources.pulumi.stack_records import SURROUNDINGS, estate_of
from hubwarden_policy_pack import engine_view
from hubwarden_policy_pack.components import Components
from hubwarden_policy_pack.messages import broken, text


@dataclass(frozen=True, slots=True)
class Configuration:
    """The user's configuration of the pack."""

    composition: Composition
    level: Severity
    """The lowest severity that blocks a deployment."""

    @property
    def environments(self) -> Mapping[str, Environment]:
        """The environments of the baseline."""
        return self.composition.holding.baseline.environments


@dataclass(frozen=True, slots=True)
class Message:
    """A message to report."""

    text: str
    urn: str


@dataclass(slots=True)
class Verdicts:
    """The messages about one resource, or about the stack."""

    blocking: dict[str, list[Message]] = field(default_factory=dict)
    """By the id of the rule; the empty id is for problems of all rules."""
    advice: list[Message] = field(default_factory=list)

    def of(self, rule: str | None) -> Sequence[Message]:
        """Return the blocking messages of a rule; for ``None``, the advice."""
        return self.advice if rule is None else self.blocking.get(rule, ())


class Session:
    """One run of the pack: one preview or one update of one stack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._settings: Mapping[str, Any] = {}
        self._seen: dict[str, Registered] = {}
        self._components = Components()
        self._deferred: dict[str, set[str]] = {}
        """By URN, the rules that could not judge the resource by itself; they may at the end, with the whole
        stack."""

    def configure(self, settings: Mapping[str, Any]) -> None:
        """Apply the configuration of the pack."""
        with self._lock:
            if settings != self._settings:
                self._settings = dict(settings)
                vars(self).pop("_configuration", None)

    def resource(self, request: analyzer_pb2.AnalyzeRequest) -> Verdicts:
        """Return the verdicts on one resource."""
        return self._safely(request.urn, lambda: self._judge_resource(request))

    def stack(self, resources: Iterable[analyzer_pb2.AnalyzerResource]) -> Verdicts:
        """Return the verdicts on the stack as a whole."""
        return self._safely("", lambda: self._judge_stack(resources))

    def _safely(self, urn: str, judge: Callable[[], Verdicts]) -> Verdicts:
        """Judge, one call at a time; an exception becomes a blocking verdict."""
        with self._lock:
            try:
                return judge()
            except Exception as error:  # noqa: BLE001 - its text could quote a value
                return Verdicts(blocking={"": [Message(_explained(error), urn)]})

    @cached_property
    def _configuration(self) -> Configuration:
        settings = self._settings
        own = self._folder / str(settings.get("baseline") or "baseline.yaml")
        given = own if settings.get("baseline") or os.path.lexists(own) else None
        # The folder of the pack is the project's "policies" folder, wherever the baseline comes from.
        waivers = self._folder / str(settings.get("waivers") or WAIVERS)
        composition = compose(
            None,
            baseline_file=given,
            environment=settings.get("environment") or None,
            waivers_file=waivers if settings.get("waivers") or os.path.lexists(waivers) else None,
            own_rules_folder=self._folder / RULES,
        )
        try:
            level = parse_severity(str(settings.get("level") or "low"))
        except KeyError:
            known = ", ".join(item.word for item in Severity)
            raise UsageError(f"the configured level is not known; {known} are") from None
        return Configuration(composition, level)

    def _judge_resource(self, request: analyzer_pb2.AnalyzeRequest) -> Verdicts:
        item = engine_view.registered(request)
        self._deferred.pop(item.urn, None)
        if item.custom and not item.inputs:
            # With --target, the engine shows a new resource that it leaves out as empty; it is not created.
            return Verdicts()
        self._seen[item.urn] = item
        if not item.custom:
            self._components.add(item)
            return Verdicts()
        # A copy: the values filled in here may differ once the whole stack is known.
        around = [*self._components.around(item), replace(item, inputs=dict(item.inputs))]
        if request.HasField("provider"):
            around.append(engine_view.provider(request.provider))
        judgement, estate = self._judge(
            around, [rule for rule in self._rules() if on_resource(rule)]
        )
        verdicts, later = self._verdicts_of(judgement, lambda _subject: item.urn)
        self._deferred[item.urn] = {rule for rule, _ in later}
        for gap in estate.gaps:
            known = f"{gap.what}: {gap.reason}. The rules cannot judge what it makes."
            verdicts.blocking.setdefault("", []).append(Message(known, item.urn))
        return verdicts

    def _judge_stack(self, shown: Iterable[analyzer_pb2.AnalyzerResource]) -> Verdicts:
        resources, missing = engine_view.whole(shown, self._seen)
        again = set().union(*self._deferred.values())
        judgement, estate = self._judge(
            resources,
            [
                all_rule
                for all_rule in self._rules()
                if not on_resource(all_rule) or all_rule.id in again
            ],
        )
        urns = {resource.id.lower(): resource.urn for resource in resources if resource.id}
        # Verdicts on single resources were already reported, except those that were deferred until now.
        put_off = {
            (rule, resource.id.lower())
            for resource in resources
            for rule in self._deferred.get(resource.urn, ())
        }
        open_now = partial(_is_open, put_off)
        root = next((resource.urn for resource in resources if resource.type == STACK_TYPE), "")
        verdicts, later = self._verdicts_of(
            Judgement(
                tuple(filter(open_now, judgement.results)),
                tuple(filter(open_now, judgement.crashes)),
            ),
            lambda subject: urns.get(subject.lower(), root),
            of_stack=True,
        )
        verdicts.advice += [
            Message(self._text(results, urn), urn) for (_, urn), results in later.items()
        ]
        verdicts.advice += [
            Message(f"Not certain before the deployment: {known}", root)
            for info in estate.sources
            for known in info.cannot_tell
        ]
        for what in dict.fromkeys(estate.unmanaged()):
            verdicts.advice.append(Message(f"Not judged: {what}", root))
        if missing:
            names = ", ".join(missing)
            known = (
                f"Not judged, because this run did not show them before their deployment: {names}"
            )
            verdicts.advice.append(Message(known, root))
        return verdicts

    def _rules(self) -> tuple[Rule, ...]:
        return (*all_rules(), *self._configuration.composition.own_rules.rules)

    def _judge(
        self, resources: Sequence[Registered], rules: Sequence[Rule]
    ) -> tuple[Judgement, Estate]:
        assumed = resolve(resources)
        stack = parse_urn(resources[0].urn).stack if resources else ""
        estate = estate_of(
            resources,
            stack=stack,
            info=SourceInfo(f"pack:{stack}", "", (), SURROUNDINGS, assumed),
            home=Location(""),
            locate=lambda path: Location(f"setting {path}"),
        )
        context = self._configuration.composition.context(estate)
        return run(rules, context), context.estate

    def _verdicts_of(
        self, judgement: Judgement, urn_of: Callable[[str], str], *, of_stack: bool = False
    ) -> tuple[Verdicts, Mapping[tuple[str, str], list[Result]]]:
        """Return the messages to report, and by rule and URN the results that a deployment will decide.

        ``urn_of`` returns the URN of a subject. Results of a rule without a policy for this call are reported by
        the policy for all rules.
        """
        verdicts, later = Verdicts(), dict[tuple[str, str], list[Result]]()
        failed = dict[tuple[str, str, bool], list[Result]]()
        waived = dict[tuple[str, str], list[Result]]()
        for result in judgement.results:
            key = (result.rule.id, urn_of(result.subject))
            if result.outcome is Outcome.WAIVED:
                waived.setdefault(key, []).append(result)
                continue
            if not _is_told(result):
                continue
            if self._is_known_later(result):
                later.setdefault(key, []).append(result)
            else:
                blocks = result.severity >= self._configuration.level
                failed.setdefault((*key, blocks), []).append(result)
        for (_, urn, blocks), results in failed.items():
            policy = _policy(results[0].rule, of_stack=of_stack)
            into = verdicts.blocking.setdefault(policy, []) if blocks else verdicts.advice
            into.append(Message(self._text(results, urn), urn))
        verdicts.advice += [
            Message(self._text(results, urn), urn) for (_, urn), results in waived.items()
        ]
        for crash in judgement.crashes:
            policy = _policy(crash.rule, of_stack=of_stack)
            verdicts.blocking.setdefault(policy, []).append(
                Message(broken(crash), urn_of(crash.subject))
            )
        return verdicts, later

    def _text(self, results: Sequence[Result], urn: str) -> str:
        item = self._seen.get(urn)
        known = text(results, item.inputs if item else {}, self._configuration.environments)
        return f"{known}\nbaseline: {self._configuration.composition.holding.name}"

    def _is_known_later(self, result: Result) -> bool:
        """Tell whether a verdict depends on something that becomes known at deployment."""
        demands = self._configuration.environments.values()
        # The placeholder for a subscription does not count as unknown, but no environment can be matched by it.
        stands_in = SUBSCRIPTION in result.subject and any(
            demand.match.subscriptions for demand in demands
        )
        if result.outcome is Outcome.UNDETERMINED:
            return result.later or (stands_in and result.field == "environment")
        # It is then not known either whether the environment has switched the rule off.
        unclear = result.environment is None and (result.later or stands_in)
        return unclear and any(
            result.rule.id in (*demand.severities, *(off.rule for off in demand.switched_off))
            for demand in demands
        )


def _is_told(result: Result) -> bool:
    """Tell whether a result must be reported."""
    if result.outcome is Outcome.UNDETERMINED:
        return result.accepted is None and not engine_view.is_never_shown(result.field)
    return result.outcome is Outcome.FAIL


def on_resource(rule: Rule) -> bool:
    """Tell whether a rule judges one resource by itself, so that it can run before the resource is deployed."""
    return not rule.needs_estate and rule.subject.__name__ not in ("Output", "Stack")


def _is_open(put_off: Container[tuple[str, str]], result: Result | Crash) -> bool:
    return not on_resource(result.rule) or (result.rule.id, result.subject.lower()) in put_off


def _policy(rule: Rule, *, of_stack: bool) -> str:
    return "" if rule.hidden_from_pack or on_resource(rule) is of_stack else rule.id


def _explained(error: Exception) -> str:
    if isinstance(error, HubwardenError):
        return f"{error} ({error.hint})" if error.hint else str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"Hubwarden failed with {type(error).__name__} in {frame.name}, line {frame.lineno}."
