"""The names that an expression can see: parameters, variables, functions, loops, resources and the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

from hubwarden.arm_templates.composed_texts import (
    compose,
)
from hubwarden.arm_templates.deployed import DeployedOutput, DeployedResource, Gap, Leak
from hubwarden.arm_templates.expressions import Node, parse
from hubwarden.arm_templates.tainted_values import (
    size,
    too_long,
)
from hubwarden.errors import InputError
from hubwarden.location import Location
from hubwarden.unknown import Unknown

_MAX_WORK: Final = 2_000_000
"""The most work that one template may cause. The largest template that Azure accepts (4 MB) needs a quarter of it;
a hostile one is refused after some seconds."""
_MAX_VALUE: Final = 100_000


@dataclass(slots=True)
class Run:
    """One evaluation of one file: its results so far, and the work that it took."""

    file: str
    resources: list[DeployedResource] = field(default_factory=list)
    outputs: list[DeployedOutput] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    work: int = 0
    scopes: int = 0
    uniques: int = 0
    parsed: dict[str, Node] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def at(self, line: int | None) -> Location:
        """Return a location in the file."""
        return Location(self.file, line)

    def gap(self, what: str, reason: str, line: int | None) -> None:
        """Record a part that could not be read."""
        self.gaps.append(Gap(what, reason, self.at(line)))

    def fail(self, message: str, line: int | None, name: str = "") -> InputError:
        """Return the error for a template that Azure would refuse."""
        return InputError(message, file=self.file, line=line, field=name)

    def charge(self, work: int, *values: Any) -> None:
        """Count work done and the size of values; raise ``InputError`` where the total is over the limit."""
        for value in values:
            cost = size(value, _MAX_VALUE)
            work += cost
            if cost > _MAX_VALUE:
                self.work = _MAX_WORK
        self.work += work
        if self.work > _MAX_WORK:
            raise self.fail("the template computes more than can be meant", None)

    def expression(self, text: str) -> Node:
        """Parse an expression; each text is parsed once. Raises ``BadExpression``."""
        if text not in self.parsed:
            self.parsed[text] = parse(text)
        return self.parsed[text]

    def opaque(self, symbol: str) -> str:
        """Return a symbol that reveals nothing of this one; equal symbols stay equal."""
        number = self.numbers.setdefault(symbol, len(self.numbers) + 1)
        return f"{{expression {number}}}"

    def unique(self, name: str) -> str:
        """Return a symbol that no other value has."""
        self.uniques += 1
        return f"{{{name} #{self.uniques}}}"

    def short(self, symbol: str) -> str:
        """Return the symbol, or an opaque one where it is too long."""
        return self.opaque(symbol) if too_long(symbol) else symbol


RESOURCE_GROUPS: Final = "microsoft.resources/resourcegroups"
"""The only type whose ids do not contain its provider."""

SUBSCRIPTION: Final = Unknown(
    "{subscription().subscriptionId}", "a template does not tell its subscription", present=True
)
GROUP: Final = Unknown(
    "{resourceGroup().name}", "a template does not tell its resource group", present=True
)
_MANAGEMENT_GROUP: Final = Unknown(
    "{managementGroup().name}", "a template does not tell its management group", present=True
)

Level = Literal["group", "subscription", "management", "tenant"]


@dataclass(frozen=True)
class Target:
    """Where a deployment goes: tenant, management group, subscription or resource group; names may be unknown."""

    level: Level = "group"
    subscription: Any = SUBSCRIPTION
    group: Any = GROUP

    @cached_property
    def id(self) -> Any:
        """The id under which the resources of the deployment lie; empty for a tenant."""
        match self.level:
            case "group":
                prefix = ["/subscriptions/", self.subscription, "/resourceGroups/", self.group]
            case "subscription":
                prefix = ["/subscriptions/", self.subscription]
            case "management":
                prefix = ["/providers/Microsoft.Management/managementGroups/", _MANAGEMENT_GROUP]
            case "tenant":
                prefix = []
        return compose(prefix)


@dataclass(frozen=True, slots=True)
class Loop:
    """A variable that is made by a copy loop."""

    entry: Any


@dataclass(slots=True, eq=False)
class Scope:
    """The names that one template declares."""

    run: Run
    target: Target
    label: str = ""
    """The prefix of names in symbols, so that parameters of two templates are not confused."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The declarations, by lower-case name."""
    given: Mapping[str, Any] | Unknown = field(default_factory=dict)
    """The values of parameters, by lower-case name; ``Unknown`` where not even the names are known."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """The variables before evaluation, by lower-case name."""
    functions: Mapping[str, Any] = field(default_factory=dict)
    """The user-defined functions, by ``namespace.name`` in lower case."""
    definitions: Any = None
    """The type definitions of the template."""
    api_version: Unknown | None = None
    """The API version of resources without one, where the template names an API profile."""
    known: dict[str, Any] = field(default_factory=dict)
    """The evaluated parameters and variables so far."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resource of the same template, as far as expressions can read it."""

    type: str
    """Lower case."""
    id: Any
    """The id: a text or ``Unknown``."""
    name: Any
    """The full name with parents: a text or ``Unknown``."""
    api_version: Any
    outputs: Callable[[], Any] | None
    """Returns the outputs of a nested deployment in this file: an object of values, or ``Unknown``. ``None`` for
    other resources."""


@dataclass(slots=True, eq=False)
class Neighbours:
    """The resources of one template by the names that expressions use: symbolic name, name or id."""

    around: Neighbours | None = None
    """The resources of the surrounding template."""
    sees_names: bool = False
    """Whether expressions are evaluated in the scope of the surrounding template and so can use its names."""
    by_name: dict[str, list[Neighbour]] = field(default_factory=dict)

    def add(self, name: str, neighbour: Neighbour) -> None:
        """Add a resource under one of its names."""
        self.by_name.setdefault(name.lower(), []).append(neighbour)

    def find(self, name: str) -> Neighbour | None:
        """Return the resource with a name or an id; ``None`` where there is none, or more than one."""
        found = self.by_name.get(name.lower(), [])
        if len({id(neighbour) for neighbour in found}) == 1:
            return found[0]
        if found or self.around is None or not (self.sees_names or name.startswith("/")):
            return None
        return self.around.find(name)


@dataclass(frozen=True, slots=True)
class Env:
    """A scope, and what applies only at one place in it."""

    scope: Scope
    loops: Mapping[str, Any] = field(default_factory=dict)
    """The index of each surrounding copy loop, by lower-case name; ``""`` is the innermost resource loop."""
    locals: Mapping[str, Any] = field(default_factory=dict)
    """The variables of the surrounding lambda expressions."""
    target: Target | None = None
    """The target of resources here, if it is not the target of the scope."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    """The resources that expressions may refer to."""

    @property
    def run(self) -> Run:
        """The evaluation that this is a part of."""
        return self.scope.run

    @property
    def goes_to(self) -> Target:
        """The target of resources here."""
        return self.target or self.scope.target

    def looping(self, name: str, index: Any, *, is_resource: bool = False) -> Env:
        """Return the ``Env`` inside one iteration of a copy loop."""
        own = {name.lower(): index, **({"": index} if is_resource else {})}
        return replace(self, loops={**self.loops, **own})
