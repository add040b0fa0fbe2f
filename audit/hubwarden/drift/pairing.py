"""Finds the live resource that a declared resource describes.

A namespace's name is globally unique, so a resource in a namespace is paired by that name and the path after it;
every other resource by its path in the resource group. An unknown subscription (or the placeholder for one) matches
any, and so does every other unknown part of an id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Generic, NamedTuple, TypeVar

from hubwarden.model.base import ResourceId, Subject, Undetermined, value_or_none
from hubwarden.model.resources import PrivateEndpoint, RoleGrant
from hubwarden.model.scopes import NO_SUBSCRIPTION

SubjectT = TypeVar("SubjectT", bound=Subject)

_NAMESPACE: Final = re.compile(r"providers/microsoft\.notificationhubs/namespaces/([^/{]+)(?=/|\Z)")


class Ambiguous(Exception):
    """Raised where a resource may be the same as several others; the text names them."""


class Place(NamedTuple):
    """The place of a resource, in lower case. An unknown part is a symbol in braces."""

    subscription: str
    """The subscription id; empty where the source does not have it."""
    group: str
    path: str
    """The part of the id after the resource group, or after the subscription if there is no group."""

    @property
    def namespace(self) -> str:
        """The name of the namespace that it is or is in; empty where it is in none, or that is not known."""
        found = _NAMESPACE.match(self.path)
        return found[1] if found else ""


@cache
def place(text: str) -> Place:
    """Return the place in an id."""
    parts = text.lower().strip("/").split("/")
    subscription = group = ""
    if parts[0] == "subscriptions" and len(parts) > 1:
        subscription, parts = parts[1], parts[2:]
        if parts[:1] == ["resourcegroups"] and len(parts) > 1:
            group, parts = parts[1], parts[2:]
    unknown = "{" in subscription or subscription == NO_SUBSCRIPTION
    return Place("" if unknown else subscription, group, "/".join(parts))


@dataclass(frozen=True, slots=True)
class Paired(Generic[SubjectT]):
    """The resources of one kind, in pairs of declared and live."""

    pairs: tuple[tuple[SubjectT, SubjectT], ...]
    missing: tuple[SubjectT, ...]
    """Resources that are only declared."""
    extra: tuple[SubjectT, ...]
    """Resources that are only live."""


Homes = Mapping[tuple[str, str], frozenset[tuple[str, str]]]
"""The live subscriptions and groups of namespaces, by source and by the group as the source spells it."""


def homes_of(namespaces: Iterable[tuple[Subject, Subject]]) -> Homes:
    """Return the places of paired namespaces, since a symbol means the same group throughout a source."""
    found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    for mine, its in namespaces:
        here, there = place(mine.id.text), place(its.id.text)
        key = (mine.origin.source, here.group)
        found[key] = found.get(key, frozenset()) | {(there.subscription, there.group)}
    return found


def pair(
    declared: Sequence[SubjectT], live: Sequence[SubjectT], homes: Homes = MappingProxyType({})
) -> Paired[SubjectT]:
    """Pair the declared and the live resources of one kind.

    A resource outside namespaces with an unknown subscription or group is looked for where the namespaces of its
    group are. Raises ``Ambiguous`` where a resource may be the same as several resources of the other side.
    """
    find = _Finder(live)
    pairs: dict[int, tuple[SubjectT, SubjectT]] = {}
    missing = []
    # Certain pairs first, so that an unclear id can only be one of the rest.
    for mine in sorted(declared, key=_uncertainty):
        found = [
            its
            for its in find.candidates(mine, pairs)
            if may_be_same(mine, its) and _is_at_home(mine, its, homes)
        ]
        for is_nearer in (_is_spelled_alike, _is_in_one_group, _has_as_many_parts):
            found = [its for its in found if is_nearer(mine, its)] or found
        if len(found) > 1:
            raise Ambiguous(_several(mine, found))
        if not found:
            missing.append(mine)
            continue
        other = pairs.setdefault(id(found[0]), (mine, found[0]))[0]
        if other is not mine:
            raise Ambiguous(_several(found[0], [other, mine]))
    extra = tuple(item for item in live if id(item) not in pairs)
    return Paired(tuple(pairs.values()), tuple(missing), extra)


class _Finder(Generic[SubjectT]):
    """Finds the live resources that a declared one may be; known ids are looked up without a walk over all."""

    def __init__(self, live: Sequence[SubjectT]) -> None:
        self._live = live
        self._by_key = _index(live, _key)
        self._by_group = _index(live, _key_in_group)
        self._unclear = [item for item in live if "{" in _key_in_group(item)]

    def candidates(self, mine: SubjectT, taken: Container[int]) -> Iterable[SubjectT]:
        """Return the candidates for a resource; an unclear candidate only if it is not ``taken`` (by ``id``)."""
        if "{" in _key(mine):
            return [item for item in self._live if id(item) not in taken]
        if "{" in _key_in_group(mine):
            found = [item for item in self._by_key.get(_key(mine), []) if id(item) not in taken]
        else:
            found = self._by_group.get(_key_in_group(mine), [])
        return {id(item): item for item in (*found, *self._unclear)}.values()


def _uncertainty(subject: Subject) -> tuple[bool, bool, bool]:
    where = place(subject.id.text)
    return "{" in _key(subject), "{" in where.group, not where.subscription


def _is_at_home(mine: Subject, its: Subject, homes: Homes) -> bool:
    """Tell whether a live resource is where the declared group's namespaces are, if that is a single place."""
    here, there = place(mine.id.text), place(its.id.text)
    home = homes.get((mine.origin.source, here.group), frozenset())
    if here.namespace or there.namespace or len(home) != 1:
        return True
    ((subscription, group),) = home
    # A group with a known name is where it is named, even if its namespace has moved.
    named = "{" not in here.group
    near = bool(here.subscription) or _may_be(subscription, there.subscription)
    return near and (named or _fits(group, there.group))


def _is_spelled_alike(mine: Subject, its: Subject) -> bool:
    return mine.id.text.lower() == its.id.text.lower()


def _is_in_one_group(mine: Subject, its: Subject) -> bool:
    return place(mine.id.text).group == place(its.id.text).group


def _has_as_many_parts(mine: Subject, its: Subject) -> bool:
    # A symbol may be several parts of an id; if it can be a single one, it is.
    return _key(mine).count("/") == _key(its).count("/")


def may_be_same(mine: Subject, its: Subject) -> bool:
    """Tell whether two subjects of a kind could be one resource, whatever the unknown parts are."""
    if isinstance(mine, RoleGrant) and isinstance(its, RoleGrant):
        return _is_same_grant(mine, its)
    if not _fits(_key(mine), _key(its)):
        return False
    here, there = place(mine.id.text), place(its.id.text)
    if here.namespace and here.namespace == there.namespace:
        return True
    if isinstance(mine, PrivateEndpoint) and bool(here.namespace) != bool(there.namespace):
        # One side has the private endpoint itself, the other its connection to a namespace.
        return True
    return _may_be(here.subscription, there.subscription) and _fits(here.group, there.group)


def is_same_id(mine: ResourceId, its: ResourceId) -> bool | None:
    """Tell whether two ids name one resource; ``None`` where unknown parts decide it."""
    here, there = place(mine.text), place(its.text)
    if not (_fits(here.path, there.path) and _may_be(here.subscription, there.subscription)):
        return False
    named = bool(here.namespace) and here.namespace == there.namespace
    if not named and not _fits(here.group, there.group):
        return False
    clear = "{" not in here.path + there.path and (named or "{" not in here.group + there.group)
    return True if clear or mine == its else None


def _key(subject: Subject) -> str:
    """Return the key by which a resource is found: its path, or a part of it that is unique."""
    path = place(subject.id.text).path
    if isinstance(subject, PrivateEndpoint):
        if endpoint := value_or_none(subject, "endpoint"):
            return str(endpoint)
        # The namespace lists the connection of endpoint "own" as "own.<identifier>".
        return path.rpartition("/")[2].partition(".")[0]
    if isinstance(subject, RoleGrant):
        return path.rpartition("/")[2]
    return path


def _key_in_group(subject: Subject) -> str:
    """Return the same key with the resource group, where the group counts, too."""
    where = place(subject.id.text)
    if where.namespace or isinstance(subject, PrivateEndpoint | RoleGrant):
        return _key(subject)
    return f"{where.group}/{_key(subject)}"


def _is_same_grant(mine: RoleGrant, its: RoleGrant) -> bool:
    """Compare role assignments by their unique names, or else by principal, role and scope."""
    names = _key(mine), _key(its)
    if "{" not in "".join(names):
        return names[0] == names[1]
    try:
        return (
            mine.principal.lower() == its.principal.lower()
            and mine.role.name.lower() == its.role.name.lower()
            and is_same_id(mine.scope, its.scope) is not False
        )
    except Undetermined:
        return False


def _index(items: Iterable[SubjectT], key: Callable[[SubjectT], str]) -> dict[str, list[SubjectT]]:
    found: dict[str, list[SubjectT]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _may_be(subscription: str, other: str) -> bool:
    return not subscription or not other or subscription == other


def _fits(text: str, other: str) -> bool:
    """Tell whether two texts may be equal, where a symbol in braces can be any text."""
    return (
        text == other
        or ("{" in text and _is_filled(_known_parts(text), other))
        or ("{" in other and _is_filled(_known_parts(other), text))
    )


def _is_filled(known: Sequence[str], text: str) -> bool:
    """Tell whether the known parts are in a text in their order, with some text between them."""
    first, *between, last = known
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in between:
        found = text.find(part, at + 1, end)
        if found < 0:
            return False
        at = found + len(part)
    return at < end


@cache
def _known_parts(text: str) -> tuple[str, ...]:
    """Return the text around the symbols, at least two parts; a symbol may contain braces."""
    parts, depth = [""], 0
    for sign in text:
        if sign == "{":
            depth += 1
            if depth == 1:
                parts.append("")
        elif sign == "}" and depth:
            depth -= 1
        elif not depth:
            parts[-1] += sign
    first, *others = parts
    # Adjacent symbols count as one.
    return (first, *(part for part in others[:-1] if part), *others[-1:])


def _several(subject: Subject, found: Iterable[Subject]) -> str:
    names = " and ".join(f"{item.id} ({item.origin.source})" for item in found)
    return f"{subject.id} ({subject.origin.source}) may be {names}"
