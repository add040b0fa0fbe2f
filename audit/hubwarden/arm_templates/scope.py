"""What an expression can see: parameters, variables, functions, loops and the deployment's target."""

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
"""How much work one template may make. A template as large as Azure takes, 4 MB, makes a quarter
of it; a hostile one is refused after some seconds."""
_MAX_VALUE: Final = 100_000


@dataclass(slots=True)
class Run:
    """One evaluation of one file: what was found, and how much work it took."""

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
        """Return a place in the file."""
        return Location(self.file, line)

    def gap(self, what: str, reason: str, line: int | None) -> None:
        """Note something that could not be read."""
        self.gaps.append(Gap(what, reason, self.at(line)))

    def fail(self, message: str, line: int | None, name: str = "") -> InputError:
        """Return the error for a template that Azure would refuse."""
        return InputError(message, file=self.file, line=line, field=name)

    def charge(self, work: int, *values: Any) -> None:
        """Count work done, and values looked at; refuse a template that multiplies without end."""
        for value in values:
            cost = size(value, _MAX_VALUE)
            work += cost
            if cost > _MAX_VALUE:
                self.work = _MAX_WORK
        self.work += work
        if self.work > _MAX_WORK:
            raise self.fail("the template computes more than can be meant", None)

    def expression(self, text: str) -> Node:
        """Parse an expression, once for each text. Raises ``BadExpression``."""
        if text not in self.parsed:
            self.parsed[text] = parse(text)
        return self.parsed[text]

    def opaque(self, symbol: str) -> str:
        """Return a symbol that shows nothing of this one; equal ones stay equal."""
        number = self.numbers.setdefault(symbol, len(self.numbers) + 1)
        return f"{{expression {number}}}"

    def unique(self, name: str) -> str:
        """Return a symbol that no other value has."""
        self.uniques += 1
        return f"{{{name} #{self.uniques}}}"

    def short(self, symbol: str) -> str:
        """Return the symbol, or an opaque one in place of an endless one."""
        return self.opaque(symbol) if too_long(symbol) else symbol


RESOURCE_GROUPS: Final = "microsoft.resources/resourcegroups"
"""The one type whose id does not name its provider."""

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
    """Where a deployment goes; names are texts, or unknown."""

    level: Level = "group"
    subscription: Any = SUBSCRIPTION
    group: Any = GROUP

    @cached_property
    def id(self) -> Any:
        """The id that the deployment's resources lie below; empty for a tenant."""
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
    """A variable that a copy loop makes."""

    entry: Any


@dataclass(slots=True, eq=False)
class Scope:
    """The names that one template declares."""

    run: Run
    target: Target
    label: str = ""
    """What stands before names in symbols, so that two templates' parameters are not mixed up."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """The declarations, by lower-case name."""
    given: Mapping[str, Any] | Unknown = field(default_factory=dict)
    """The values handed in, by lower-case name; unknown where not even the names are known."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    """The variables as they are written, by lower-case name."""
    functions: Mapping[str, Any] = field(default_factory=dict)
    """The user-defined functions, by lower-case ``namespace.name``."""
    definitions: Any = None
    """The type definitions."""
    api_version: Unknown | None = None
    """What stands for the API version of a resource that has none, where the template names a profile."""
    known: dict[str, Any] = field(default_factory=dict)
    """Values of parameters and variables that were asked for before."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resource of the same template, as an expression may ask for it."""

    type: str
    """Lower case."""
    id: Any
    """A text, or unknown."""
    name: Any
    """Full name with parents: a text, or unknown."""
    api_version: Any
    outputs: Callable[[], Any] | None
    """Returns the outputs of a nested deployment whose template is in the file: an object of values, or
    unknown."""


@dataclass(slots=True, eq=False)
class Neighbours:
    """The resources of one template by what an expression may call them: symbolic name, name or id."""

    around: Neighbours | None = None
    """Those of the template around it."""
    sees_names: bool = False
    """Whether expressions are evaluated around the template, so that names around it count."""
    by_name: dict[str, list[Neighbour]] = field(default_factory=dict)

    def add(self, name: str, neighbour: Neighbour) -> None:
        """Add a resource under a name of it."""
        self.by_name.setdefault(name.lower(), []).append(neighbour)

    def find(self, name: str) -> Neighbour | None:
        """Return the resource that a name or an id means; ``None`` where that is none or not clear."""
        found = self.by_name.get(name.lower(), [])
        if len({id(neighbour) for neighbour in found}) == 1:
            return found[0]
        if found or self.around is None or not (self.sees_names or name.startswith("/")):
            return None
        return self.around.find(name)


@dataclass(frozen=True, slots=True)
class Env:
    """A scope, and what holds only at one place in it."""

    scope: Scope
    loops: Mapping[str, Any] = field(default_factory=dict)
    """The index of each copy loop around, by lower-case name; the innermost resource loop is ``""``."""
    locals: Mapping[str, Any] = field(default_factory=dict)
    """The variables of the lambda expressions around."""
    target: Target | None = None
    """Where resources go, if not to the scope's own target."""
    neighbours: Neighbours = field(default_factory=Neighbours)
    """The resources that expressions may ask for."""

    @property
    def run(self) -> Run:
        """The evaluation that this belongs to."""
        return self.scope.run

    @property
    def goes_to(self) -> Target:
        """Where resources go."""
        return self.target or self.scope.target

    def looping(self, name: str, index: Any, *, is_resource: bool = False) -> Env:
        """Return the surroundings inside one turn of a copy loop."""
        own = {name.lower(): index, **({"": index} if is_resource else {})}
        return replace(self, loops={**self.loops, **own})
