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
    """Raised where a rule reads a fact that the source does not say."""

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
        """The name of the field in a baseline: ``Apns.endpoint``."""
        self.reason = reason
        """Why it is not known, in words for the user."""
        self.later = later
        """Whether it becomes known at deployment."""
        self.cause: Cause = "at-deployment" if later and cause == "not-told" else cause
        """Why it is not known; a baseline accepts unknowns by this cause."""
        self.others = others
        """Further facts that are not known. All are reported, since a baseline may accept only some of them."""

    def again(self, reason: str | None = None) -> Undetermined:
        """Return a new exception without ``others`` that says the same, or gives another reason."""
        words = self.reason if reason is None else reason
        return Undetermined(self.field, words, later=self.later, cause=self.cause)


class Elsewhere(Exception):
    """Raised where the baseline says that what a rule looks for is provided elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def first(item: Undetermined | None, other: Undetermined) -> Undetermined:
    """Return the reason with the worse cause; for equal causes, the one whose text sorts first.

    So the order of reading never changes a report. A value that becomes known at deployment comes last, because
    other unknowns would remain after it. A cause that a baseline must name is not hidden by one that it need not.
    """
    # A traceback would keep the frame that keeps the reason.
    return (other if item is None else min(item, other, key=_rank)).with_traceback(None)


def _rank(why: Undetermined) -> tuple[int, bool, str]:
    return (-gravity(why.cause), why.later, str(why))


def all_hold(*tests: Callable[[], bool]) -> bool:
    """Tell whether all tests hold. A test that is certainly false decides, whatever is unknown.

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
    """The source that declares a subject, and the place there."""

    source: str
    """The name of the source on the command line: ``program:prod``."""
    location: Location | None = None
    """The place where the subject is declared."""
    locations: Mapping[str, Location] = field(default_factory=dict)
    """The places where its fields are declared, by the field's name, dotted for parts of a field."""
    stack: str | None = None
    """The Pulumi stack that declares it."""
    managed: bool = True
    """Whether the source manages it; false where the source only refers to it."""
    if_set: bool = False
    """Whether it exists only under a condition whose value the source does not say."""

    def at(self, field: str) -> Location | None:
        """Return the place where ``field`` is declared, or the nearest place that contains it."""
        while field:
            if field in self.locations:
                return self.locations[field]
            field = field.rpartition(".")[0]
        return self.location


@dataclass(frozen=True, slots=True)
class ResourceId:
    """An Azure resource id. Letter case does not matter in comparisons."""

    text: str
    """The id as the source spells it; unknown parts are symbols in braces."""
    exact: bool = True
    """False where a part is not known: two different ids may then name the same resource."""
    source: str = ""
    """The source that spells it. Within one source, a symbol always means the same value; in another source it
    may mean another value, so ids that are not exact are equal only within their source."""
    later: bool = False
    """Whether the unknown parts become known at deployment."""
    folded: str = field(init=False, repr=False, compare=False)
    """The id in lower case, for comparisons."""

    def __post_init__(self) -> None:
        # Set once, because ids are compared far more often than they are made.
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
        """The subscription id; empty where the id has none."""
        return self._after("subscriptions")

    @property
    def resource_group(self) -> str:
        """The name of the resource group; empty where the id has none."""
        return self._after("resourcegroups")

    def contains(self, other: ResourceId) -> bool:
        """Tell whether ``other`` is certainly this resource or certainly lies below it."""
        if not self.exact and self.source != other.source:
            return False
        mine, its = self.folded.rstrip("/"), other.folded
        return bool(mine) and (its == mine or its.startswith(mine + "/"))

    def may_contain(self, other: ResourceId) -> bool:
        """Tell whether ``other`` could be this resource or lie below it, whatever the unknown parts are."""
        if not self.text or (self.exact and other.exact):
            return self.contains(other)
        mine, its = (item.folded.rstrip("/").split("/") for item in (self, other))
        for place, (item, another) in enumerate(zip(mine, its, strict=False)):
            if "{" in item + another and (item != another or self.source != other.source):
                # The symbol of a subscription or group is one part of the id; any other may be several parts.
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

    A field that the source does not say has no value: reading it raises ``Undetermined``, so no rule can mistake
    it for "no". ``make`` builds subjects and leaves such fields unset.
    """

    id: ResourceId
    origin: Origin
    unknown: Mapping[str, str]
    """Why a field has no value, by the name of the field."""
    later: frozenset[str]
    """The unknown fields that become known at deployment."""
    causes: Mapping[str, Cause]
    """The causes of unknown fields, by the name of the field; ``not-told`` is left out."""
    undeclared: frozenset[str]
    """The unknown fields that the source leaves out, so that Azure sets them."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this only for an unset slot, so known fields cost nothing extra.
            if name in _names(type(self)):
                reason = self.unknown.get(name, "the source does not tell it")
                cause = self.causes.get(name, "not-told")
                field = f"{type(self).__name__}.{name}"
                raise Undetermined(field, reason, later=name in self.later, cause=cause)
            raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"


@cache
def _names(kind: type[Any]) -> frozenset[str]:
    return frozenset(item.name for item in fields(kind))


SubjectT = TypeVar("SubjectT", bound=Subject)


def make(
    kind: type[SubjectT],
    known: Mapping[str, Any] = _NOTHING,
    /,
    *,
    id: ResourceId,
    origin: Origin,
    unknown: Mapping[str, str] = _NOTHING,
    later: frozenset[str] = frozenset(),
    causes: Mapping[str, Cause] = _NOTHING,
    undeclared: frozenset[str] = frozenset(),
    **more: Any,
) -> SubjectT:
    """Build a subject from the fields that are known, as a mapping (faster) or keywords; the others stay unset.

    Raises ``TypeError`` for a field that the kind does not have.
    """
    known = {**known, **more} if more else known
    if strange := {*known, *unknown, *causes} - _names(cast("Any", kind)):
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(strange))}")
    subject = object.__new__(kind)
    put = object.__setattr__
    put(subject, "id", id)
    put(subject, "origin", origin)
    put(subject, "unknown", unknown)
    put(subject, "later", later)
    put(subject, "causes", causes)
    put(subject, "undeclared", undeclared)
    for name, value in known.items():
        put(subject, name, value)
    return subject


def filled(subject: SubjectT, **known: Any) -> SubjectT:
    """Return a subject with further known fields."""
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
    """Return the value of a field, or ``None`` where it is not known; for messages and identities, not for verdicts."""
    with suppress(Undetermined):
        return getattr(subject, field)
    return None
