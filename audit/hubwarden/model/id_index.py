"""An index of subjects by resource ids, so that a look-up need not compare all of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hubwarden.model.base import ResourceId, Subject, Undetermined

SubjectT = TypeVar("SubjectT", bound=Subject)


@dataclass(slots=True)
class _Node:
    """The ids that begin with the same parts."""

    literal: dict[str, _Node] = field(default_factory=dict)
    symbols: dict[tuple[str, str], _Node] = field(default_factory=dict)
    """Nodes of unknown parts, by the symbol and its source."""
    ending: list[int] = field(default_factory=list)
    """The positions of the subjects whose id ends here."""

    def certainly(self, part: str, source: str) -> _Node | None:
        """Return the node of exactly this part; symbols are the same only within one source."""
        return self.symbols.get((part, source)) if "{" in part else self.literal.get(part)

    def perhaps(self, part: str, source: str) -> Iterator[int]:
        """Yield the positions below other parts that may have the same value as this part."""
        for key, node in self.symbols.items():
            if key != (part, source):
                yield from node.below()
        if "{" in part:
            for node in self.literal.values():
                yield from node.below()

    def below(self) -> Iterator[int]:
        """Yield every position below this node."""
        yield from self.ending
        for node in (*self.literal.values(), *self.symbols.values()):
            yield from node.below()


class IdIndex(Generic[SubjectT]):
    """Finds subjects by ids in them: the scopes of an alert, the target of a setting, their own id.

    An answer contains every subject that ``ResourceId`` may find equal to an id (or around it), and perhaps more:
    the caller compares these, and no others. An unknown part is stored as its symbol and matches any part.
    Subscription and resource group are left out of the tree, since most sources do not know them; only ids of a
    whole subscription or group are stored by them.
    """

    def __init__(
        self,
        subjects: Sequence[SubjectT],
        ids: Callable[[SubjectT], Iterable[ResourceId]],
    ) -> None:
        """Index ``subjects`` by the ids that ``ids`` returns; where it raises ``Undetermined``, by every id."""
        self._subjects = subjects
        self._root = _Node()
        self._groups: dict[str, list[int]] = {}
        """The positions of subjects that name a whole subscription or resource group, by its lower-case id."""
        self._any: list[int] = []
        """The positions of subjects that may name anything: their ids are not known, or begin with a symbol."""
        self._last: tuple[ResourceId, bool, list[SubjectT]] | None = None
        """The last answer, since a rule asks about the same resource several times in a row."""
        for position, subject in enumerate(subjects):
            try:
                for id in ids(subject):
                    self._add(position, id)
            except Undetermined:
                self._any.append(position)

    def like(self, id: ResourceId) -> list[SubjectT]:
        """Return the subjects that may name this resource, in their order."""
        return self._at(id, around=False)

    def around(self, id: ResourceId) -> list[SubjectT]:
        """Return the subjects that may name this resource or one that contains it, in their order."""
        return self._at(id, around=True)

    def _add(self, position: int, id: ResourceId) -> None:
        group, parts = _split(id)
        if _begins_unknown(group, parts) or (_is_group(parts) and "{" in group):
            self._any.append(position)
            return
        if _is_group(parts):
            self._groups.setdefault(group, []).append(position)
            return
        node = self._root
        for part in parts:
            if "{" in part:
                node = node.symbols.setdefault((part, id.source), _Node())
            else:
                node = node.literal.setdefault(part, _Node())
        node.ending.append(position)

    def _at(self, id: ResourceId, *, around: bool) -> list[SubjectT]:
        if self._last is None or self._last[0] is not id or self._last[1] is not around:
            self._last = (id, around, self._found(id, around=around))
        return self._last[2]

    def _found(self, id: ResourceId, *, around: bool) -> list[SubjectT]:
        group, parts = _split(id)
        if _begins_unknown(group, parts):
            return list(self._subjects)
        found = {*self._any, *self._on_groups(group, parts)}
        node: _Node | None = self._root
        for part in parts:
            if node is None:
                break
            if around:
                found.update(node.ending)
            found.update(node.perhaps(part, id.source))
            node = node.certainly(part, id.source)
        if node is not None:
            found.update(node.ending)
        return [self._subjects[position] for position in sorted(found)]

    def _on_groups(self, group: str, parts: list[str]) -> Iterator[int]:
        if "{" in "/".join((group, *parts[:2])):
            for positions in self._groups.values():
                yield from positions
            return
        pieces = group.split("/")
        for end in range(1, len(pieces) + 1):
            yield from self._groups.get("/".join(pieces[:end]), ())


def _split(id: ResourceId) -> tuple[str, list[str]]:
    """Split an id into subscription and group (lower case), and the parts after them."""
    parts = id.folded.rstrip("/").split("/")
    end = 0
    if parts[1:2] == ["subscriptions"]:
        end = 5 if parts[3:4] == ["resourcegroups"] else 3
    return "/".join(parts[:end]), ["", *parts[end:]] if end else parts


def _begins_unknown(group: str, parts: list[str]) -> bool:
    """Tell whether the beginning of an id is unknown: a symbol may contain its subscription and group."""
    return "/resourcegroups/" not in group and "{" in "/".join(parts[:2])


def _is_group(parts: list[str]) -> bool:
    """Tell whether an id names a whole subscription or resource group."""
    return parts == [""]
