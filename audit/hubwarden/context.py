"""What a rule may know besides its subject.

The second parameter of a rule is annotated with what the rule needs: ``Context`` if it judges a resource by
itself, ``EstateContext`` if it looks at other resources, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, ClassVar, Final, TypeVar, cast

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.key_uses import KeyUse
from hubwarden.model.resources import AccessRule, Output, Stack
from hubwarden.moment import moment
from hubwarden.policy.demands import Baseline, Environment, matches
from hubwarden.policy.waivers import Waivers
from hubwarden.rule import NotApplicable
from hubwarden.twins import Likeness, Twins

SubjectT = TypeVar("SubjectT", bound=Subject)
DemandT = TypeVar("DemandT")

_BACKEND: Final = "backend"
"""The role of a consumer that runs on a server and is handed a key."""


@dataclass(frozen=True, slots=True)
class Context:
    """The demands on a resource. A rule reads no clock: the date of the run is given here."""

    sees_estate: ClassVar[bool] = False

    baseline: Baseline
    as_of: date
    stated_environment: str | None = None
    """The environment that the user named for everything in scope."""
    made_at: datetime | None = None
    """When the run began."""
    waivers: Waivers = field(default_factory=Waivers)
    _environments: dict[tuple[str | None, str], str | Undetermined] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """The moment that expiry dates are compared with: now, or the end of the day ``as_of``."""
        return moment(self.as_of, self.made_at)

    def environment_name(self, subject: Subject) -> str:
        """Return the name of the environment that a subject belongs to.

        Raises ``Undetermined`` where the baseline matches none, or more than one.
        """
        answer = self.environment_or_reason(subject)
        if isinstance(answer, Undetermined):
            # A new exception each time: one that is raised twice keeps its first traceback.
            raise answer.again()
        return answer

    def environment_or_reason(self, subject: Subject) -> str | Undetermined:
        """Return the name of the environment that a subject belongs to, or why it is not known."""
        key = (subject.origin.stack, subject.id.folded)
        answer = self._environments.get(key)
        if answer is None:
            try:
                answer = self._match(subject)
            except Undetermined as why:
                answer = why.with_traceback(None)
            self._environments[key] = answer
        return answer

    def environment(self, subject: Subject) -> Environment:
        """Return what the environment of a subject demands; raises ``Undetermined`` as ``environment_name``
        does.
        """
        return self.baseline.environments[self.environment_name(subject)]

    def demanded(self, subject: Subject, of: Callable[[Environment], DemandT | None]) -> DemandT:
        """Return one demand of a subject's environment; ``of`` reads it from the environment.

        Raises ``NotApplicable`` where the environment demands nothing there. Where no environment at all demands
        it, the environment of the subject need not be known.
        """
        if not any(map(of, self.baseline.environments.values())):
            raise NotApplicable("no environment of the baseline demands it")
        if not (demand := of(self.environment(subject))):
            raise NotApplicable("its environment does not demand it")
        return demand

    def role(self, access_rule: AccessRule) -> str | None:
        """Return the role of the consumer that uses an access rule; ``None`` where none is declared.

        The baseline's patterns decide; where they name no role, what the stack claims holds.
        Raises ``Undetermined`` where neither is known.
        """
        declared: str | None = None
        open_role: Undetermined | None = None
        try:
            declared = access_rule.role
        except Undetermined as why:
            open_role = why.with_traceback(None)
        if declared is not None and all(
            pattern.role == declared for pattern in self.baseline.consumers
        ):
            return declared
        if (known := self.role_in_baseline(access_rule)) is not None:
            return known
        if declared is not None:
            return declared
        # Nobody has to use the rules that Azure makes itself, so their consumer need not be known.
        if open_role is not None and not access_rule.azure_default:
            # A claimed role that is not known is still a role, so the access rule has a consumer.
            try:
                claimed = access_rule.claimed_role is not None
            except Undetermined as why:
                raise Undetermined(
                    "AccessRule.role", why.reason, later=why.later, cause=why.cause
                ) from None
            if claimed:
                raise open_role.again()
        if open_role is None or self.baseline.consumers or access_rule.azure_default:
            return None
        raise Undetermined(
            "AccessRule.role",
            "the source declares no consumers; "
            "name the roles of its access rules under consumers in the baseline",
        )

    def role_in_baseline(self, access_rule: AccessRule) -> str | None:
        """Return the role of the first pattern that matches an access rule; ``None`` where none matches.

        Raises ``Undetermined`` where the rule's name is not known.
        """
        for pattern in self.baseline.consumers:
            if matches(pattern.rule, access_rule.name):
                return pattern.role
        return None

    def role_in_use(self, access_rule: AccessRule) -> str | None:
        """Return the role of the consumer of an access rule, declared or inferred from use.

        An app that is handed the key counts as a back end where no other role is declared.
        """
        open_role: Undetermined | None = None
        try:
            role = self.role(access_rule)
        except Undetermined as why:
            role, open_role = None, why.with_traceback(None)
        if role is not None or access_rule.azure_default:
            return role
        if not self._is_used(access_rule, open_role):
            return None
        return _BACKEND if _BACKEND in self.environment(access_rule).roles else None

    def _is_used(self, access_rule: AccessRule, open_role: Undetermined | None) -> bool:
        """Tell whether some app is handed the key of an access rule.

        Raises ``open_role`` where the role is not known either.
        """
        try:
            used = bool(access_rule.used_by)
        except Undetermined:
            if open_role is None:
                raise
            used = False
        if open_role is not None and not used:
            raise open_role.again()
        return used

    def _match(self, subject: Subject) -> str:
        if self.stated_environment is not None:
            return self.stated_environment
        found = self.fitting(subject)
        if len(found) == 1:
            return next(iter(found))
        if found:
            names = " and ".join(sorted(found))
            raise Undetermined(
                "environment",
                f"the baseline matches it to {names}: narrow the patterns",
                cause="baseline",
            )
        raise Undetermined(
            "environment",
            "no environment of the baseline matches it: add its stack, subscription, resource group or "
            "name under environments.<name>.match, or state it with --environment (in the policy pack: "
            "environment)" + ("" if subject.id.exact else "; parts of its id are not known"),
            later=subject.id.later,
            cause="not-told" if subject.id.later else "baseline",
        )

    def fitting(self, subject: Subject) -> frozenset[str]:
        """Return the environments whose patterns match a subject."""
        demanded = self.baseline.environments.items()
        return frozenset(name for name, demands in demanded if _fits(subject, demands))


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateContext(Context):
    """The demands on a resource, and everything else that is in scope."""

    sees_estate: ClassVar[bool] = True

    estate: Estate
    _one: list[bool] = field(default_factory=list)
    _of_stacks: dict[tuple[str, str | None], frozenset[str]] = field(default_factory=dict)
    _twins: dict[object, Twins[Any]] = field(default_factory=dict)

    def environments_in_scope(self) -> frozenset[str | None]:
        """Return the environments of the namespaces and hubs in scope; ``None`` for an unknown one."""
        names: set[str | None] = set()
        for subject in (*self.estate.namespaces, *self.estate.hubs):
            answer = self.environment_or_reason(subject)
            names.add(None if isinstance(answer, Undetermined) else answer)
        return frozenset(names)

    def rule_of(self, use: KeyUse) -> AccessRule | None:
        """Return the access rule whose key is handed out; ``None`` where no source declares it."""
        named: Sequence[AccessRule] = self.estate.named("access_rules", use.rule)
        found = [item for item in named if item.id == use.rule]
        own = [item for item in found if item.origin.source == use.origin.source]
        return next(iter([*own, *found]), None)

    def twins(
        self,
        subject: SubjectT,
        same: Callable[[SubjectT, SubjectT], bool],
        likeness: Callable[[SubjectT], Likeness],
    ) -> Iterator[str]:
        """Yield the other environments that hold the same thing as this subject.

        ``same`` compares two subjects; ``likeness`` saves comparing every pair. Raises ``NotApplicable`` where there is
        nothing to compare with; at the end ``Undetermined`` where an environment or a comparison is not known.
        """
        if self._one_environment():
            raise NotApplicable("only one environment is in scope")
        twins = self._twins.get((type(subject), likeness))
        if twins is None:
            found = cast("Any", self.estate.subjects(type(subject)))
            twins = Twins(found, self.environment_name, likeness)
            self._twins[type(subject), likeness] = twins
        if not twins.has_other(subject):
            raise NotApplicable("there is no other in scope")
        yield from twins.of(subject, self.environment_name(subject), same)

    def fitting(self, subject: Subject) -> frozenset[str]:
        """Return the environments whose patterns match a subject.

        A stack or an output has neither a resource group nor a name to match. Where the name of its stack matches
        no pattern, it belongs where the namespaces and hubs of its source belong, if each of these matches one.
        """
        found = Context.fitting(self, subject)  # super() fails in a dataclass with slots
        if found or not isinstance(subject, Stack | Output):
            return found
        key = (subject.origin.source, subject.origin.stack)
        if key not in self._of_stacks:
            each = [
                Context.fitting(self, item)
                for item in (*self.estate.namespaces, *self.estate.hubs)
                if item.origin.managed and (item.origin.source, item.origin.stack) == key
            ]
            self._of_stacks[key] = frozenset().union(*each) if all(each) else frozenset()
        return self._of_stacks[key]

    def _one_environment(self) -> bool:
        # Several rules ask this for each subject, and the answer is the same for the whole run.
        if not self._one:
            names = self.environments_in_scope()
            self._one.append(len(names) == 1 and None not in names)
        return self._one[0]


def _fits(subject: Subject, demands: Environment) -> bool:
    match, id = demands.match, subject.id
    stack = subject.origin.stack
    group = id.resource_group if match.resource_groups else ""
    names = _own_names(subject) if match.names else ()
    return (
        (stack is not None and any(matches(item, stack) for item in match.stacks))
        or any(
            subscription.lower() == id.subscription.lower() for subscription in match.subscriptions
        )
        or any(_is_named(item, group) for item in match.resource_groups)
        or any(_is_named(item, name) for item in match.names for name in names)
    )


def _is_named(pattern: str, name: str) -> bool:
    # An unknown name is a symbol in braces; no pattern may match the words in it.
    return "{" not in name and matches(pattern, name)


def _own_names(subject: Subject) -> tuple[str, ...]:
    """Return the names of the namespace and hub that a subject is or belongs to."""
    parts = subject.id.text.split("/")
    kinds = ("namespaces", "notificationhubs")
    return tuple(name for kind, name in pairwise(parts) if kind.lower() in kinds)
