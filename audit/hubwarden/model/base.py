"""What all nouns have in common: an id, an origin, and fields that may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from hubwarden.location import Location
from hubwarden.unknown import Cause, gravity

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Undetermined(Exception):
    """A fact was asked for that the source did not tell."""

    def __init__(
        self,
        field: str,
        reason: str,
        *,
        later: bool = False,
        cause: Cause = "not-told",
        others: tuple[Undetermined, ...] = (),
    ) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        """The field as the baseline names it: ``Apns.endpoint``."""
        self.reason = reason
        """Why it is not known, in words for the user."""
        self.later = later
        """Whether the deployment makes it known."""
        self.cause: Cause = "at-deployment" if later and cause == "not-told" else cause
        """Why it is not known, as a baseline accepts it."""
        self.others = others
        """What else is not known: each is to be told, since one may be accepted and another not."""

    def again(self, reason: str | None = None) -> Undetermined:
        """Return a new one, by itself, that says the same, or says it in other words."""
        words = self.reason if reason is None else reason
        return Undetermined(self.field, words, later=self.later, cause=self.cause)


class Elsewhere(Exception):
    """The baseline says that what a rule asks for is provided elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def first(item: Undetermined | None, other: Undetermined) -> Undetermined:
    """Return the one of two reasons with the graver cause, or else that comes first by its text.

    So the order of reading never changes a report, and a value that only a deployment knows is named last:
    other unknowns would remain after it. A cause that a baseline must name is never hidden by one that it
    need not name.
    """
    return other if item is None else min(item, other, key=_rank)


def _rank(why: Undetermined) -> tuple[int, bool, str]:
    return (-gravity(why.cause), why.later, str(why))


def all_hold(*tests: Callable[[], bool]) -> bool:
    """Tell whether all tests hold. One that certainly does not decides, whatever is unknown.

    Raises ``Undetermined`` where none is certainly false and one is not known.
    """
    unclear: Undetermined | None = None
    for test in tests:
        try:
            if not test():
                return False
        except Undetermined as why:
            unclear = first(unclear, why)
    if unclear is not None:
        raise unclear
    return True


def any_holds(*tests: Callable[[], bool]) -> bool:
    """Tell whether one of the tests holds, whatever is unknown of the others.

    Raises ``Undetermined`` where none certainly holds and one is not known.
    """
    return not all_hold(*(partial(_fails, test) for test in tests))


def _fails(test: Callable[[], bool]) -> bool:
    return not test()


@dataclass(frozen=True, slots=True)
class Origin:
    """Which source told of a subject, and where."""

    source: str
    """The source as it was named on the command line: ``program:prod``."""
    location: Location | None = None
    """Where the subject is declared."""
    locations: Mapping[str, Location] = field(default_factory=dict)
    """Where a field of it is declared, by the field's name; dotted below that."""
    stack: str | None = None
    """The Pulumi stack that declares it."""
    managed: bool = True
    """Whether the source manages it; else it only knows that it is there."""
    if_set: bool = False
    """Whether it is there only on a condition that the source does not tell."""

    def at(self, field: str) -> Location | None:
        """Return where ``field`` is declared, or the nearest place around it."""
        while field:
            if field in self.locations:
                return self.locations[field]
            field = field.rpartition(".")[0]
        return self.location


@dataclass(frozen=True, slots=True)
class ResourceId:
    """An Azure resource id. Ids are equal whatever their letter case is."""

    text: str
    """The id as the source spells it; unknown parts are symbols in braces."""
    exact: bool = True
    """False where a part is not known: different ids need then not be different resources."""
    source: str = ""
    """The source that spells it. A symbol stands for one value within a source; elsewhere the same
    symbol says nothing, so that ids which are not exact are equal within their source alone."""
    later: bool = False
    """Whether the deployment makes known what is not."""
    folded: str = field(init=False, repr=False, compare=False)
    """The text in lower case: what ids are compared by."""

    def __post_init__(self) -> None:
        # Compared far more often than made.
        object.__setattr__(self, "folded", self.text.lower())

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ResourceId)
            and self.folded == other.folded
            and (self.source == other.source or (self.exact and other.exact))
        )

    def __hash__(self) -> int:
        return hash(self.folded)

    def __str__(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        """The last segment."""
        return self.text.rpartition("/")[2]

    @property
    def subscription(self) -> str:
        """The subscription id, or an empty text."""
        return self._after("subscriptions")

    @property
    def resource_group(self) -> str:
        """The resource group's name, or an empty text."""
        return self._after("resourcegroups")

    def contains(self, other: ResourceId) -> bool:
        """Tell whether ``other`` is certainly this resource or lies below it."""
        if not self.exact and self.source != other.source:
            return False
        mine, its = self.folded.rstrip("/"), other.folded
        return bool(mine) and (its == mine or its.startswith(mine + "/"))

    def may_contain(self, other: ResourceId) -> bool:
        """Tell whether, with unknown parts filled in, ``other`` could be this resource or below it."""
        if not self.text or (self.exact and other.exact):
            return self.contains(other)
        mine, its = (item.folded.rstrip("/").split("/") for item in (self, other))
        for place, (item, another) in enumerate(zip(mine, its, strict=False)):
            if "{" in item + another and (item != another or self.source != other.source):
                # The name of a subscription or group is one part; any other symbol may stand for many.
                if place == 0 or mine[place - 1] not in ("subscriptions", "resourcegroups"):
                    return True
            elif item != another:
                return False
        return len(mine) <= len(its)

    def _after(self, segment: str) -> str:
        lower = self.folded.split("/")
        if segment not in lower[:-1]:
            return ""
        return self.text.split("/")[lower.index(segment) + 1]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Subject:
    """Something that a rule can judge.

    A field that the source did not tell has no value at all: reading it raises ``Undetermined``, so
    no rule can take it for "no" by mistake. ``make`` builds subjects and leaves such fields unset.
    """

    id: ResourceId
    origin: Origin
    unknown: Mapping[str, str]
    """Why a field has no value, by its name."""
    later: frozenset[str]
    """Those of the unknown fields that the deployment makes known."""
    causes: Mapping[str, Cause]
    """Why a field is not known, by its name, where it is not that the source does not tell it."""
    undeclared: frozenset[str]
    """Those of the unknown fields that the source leaves out, so that Azure fills them in."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python comes here only when the slot is unset, so known fields cost nothing extra.
            if name in _names(type(self)):
                reason = self.unknown.get(name, "the source does not tell it")
                later = name in self.later
                cause = self.causes.get(name, "not-told")
                field = f"{type(self).__name__}.{name}"
                raise Undetermined(field, reason, later=later, cause=cause)
            raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


@cache
def _names(kind: type[Any]) -> frozenset[str]:
    return frozenset(item.name for item in fields(kind))


SubjectT = TypeVar("SubjectT", bound=Subject)


def make(
    kind: type[SubjectT],
    /,
    *,
    id: ResourceId,
    origin: Origin,
    unknown: Mapping[str, str] = _NOTHING,
    later: frozenset[str] = frozenset(),
    causes: Mapping[str, Cause] = _NOTHING,
    undeclared: frozenset[str] = frozenset(),
    **known: Any,
) -> SubjectT:
    """Build a subject from the fields that are known; the others stay unset.

    Raises ``TypeError`` for a field that the kind does not have.
    """
    strange = (known.keys() | unknown.keys() | causes.keys()) - _names(cast("Any", kind))
    if strange:
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(strange))}")
    subject = object.__new__(kind)
    about = {
        "id": id,
        "origin": origin,
        "unknown": unknown,
        "later": later,
        "causes": causes,
        "undeclared": undeclared,
    }
    for name, value in {**about, **known}.items():
        object.__setattr__(subject, name, value)
    return subject


def filled(subject: SubjectT, **known: Any) -> SubjectT:
    """Return a subject with further fields that are known."""
    about = ("id", "origin", "unknown", "later", "causes", "undeclared")
    have: dict[str, Any] = {}
    for name in _names(cast("Any", type(subject))) - set(about) - known.keys():
        with suppress(Undetermined):
            have[name] = getattr(subject, name)
    return make(
        type(subject),
        id=subject.id,
        origin=subject.origin,
        unknown={name: why for name, why in subject.unknown.items() if name not in known},
        later=subject.later - known.keys(),
        causes={name: cause for name, cause in subject.causes.items() if name not in known},
        undeclared=subject.undeclared - known.keys(),
        **have,
        **known,
    )


def value_or_none(subject: Subject, field: str) -> Any:
    """Return a field's value; ``None`` where it is not known, for words that say no more than that."""
    with suppress(Undetermined):
        return getattr(subject, field)
    return None
