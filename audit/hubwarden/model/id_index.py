"""An index of subjects by the ids that they name, so that nothing is compared with all of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from hubwarden.model.base import ResourceId, Subject, Undetermined

SubjectT = TypeVar("SubjectT", bound=Subject)


@dataclass(slots=True)
class _Node:
    """What is known of the ids that begin with the same parts."""

    literal: dict[str, _Node] = field(default_factory=dict)
    symbols: dict[tuple[str, str], _Node] = field(default_factory=dict)
    """Parts that are not known, by their text and the source that spells it."""
    ending: list[int] = field(default_factory=list)
    """Positions of the subjects whose id ends here."""

    def certainly(self, part: str, source: str) -> _Node | None:
        """Return the node of what goes on with this very part; a symbol is one within its source."""
        return self.symbols.get((part, source)) if "{" in part else self.literal.get(part)

    def perhaps(self, part: str, source: str) -> Iterator[int]:
        """Yield the positions of what goes on with a part that may stand for this one, too."""
        for key, node in self.symbols.items():
            if key != (part, source):
                yield from node.below()
        if "{" in part:
            for node in self.literal.values():
                yield from node.below()

    def below(self) -> Iterator[int]:
        """Yield every position in this part of the tree."""
        yield from self.ending
        for node in (*self.literal.values(), *self.symbols.values()):
            yield from node.below()


class IdIndex(Generic[SubjectT]):
    """Subjects by ids that they name: the scopes of an alert, the target of a setting, their own.

    It answers with every subject that ``ResourceId`` could find equal or around an id, and perhaps some
    more: who asks compares those, and need not look at any other. Parts that are not known stand in the
    tree as what they are, symbols, which another part may be. Subscription and resource group are left
    out of it, since most sources do not know them; only ids that have nothing else are kept by them.
    """

    def __init__(
        self,
        subjects: Sequence[SubjectT],
        ids: Callable[[SubjectT], Iterable[ResourceId]],
    ) -> None:
        """Index ``subjects`` by what ``ids`` returns, or by nothing where that is ``Undetermined``."""
        self._subjects = subjects
        self._root = _Node()
        self._groups: dict[str, list[int]] = {}
        """Positions of what names a whole subscription or resource group, by its folded text."""
        self._any: list[int] = []
        """Positions of what may name everything: ids that are not told, or begin with a symbol."""
        self._last: tuple[ResourceId, bool, list[SubjectT]] | None = None
        """The last answer: a rule asks about one resource several times in a row."""
        for position, subject in enumerate(subjects):
            try:
                for id in ids(subject):
                    self._add(position, id)
            except Undetermined:
                self._any.append(position)

    def like(self, id: ResourceId) -> list[SubjectT]:
        """Return the subjects that name what may be the same resource, in their order."""
        return self._at(id, around=False)

    def around(self, id: ResourceId) -> list[SubjectT]:
        """Return the subjects that name what may be a resource or hold it, in their order."""
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
    """Return the folded text of the subscription and group of an id, and the parts behind them."""
    parts = id.folded.rstrip("/").split("/")
    end = 0
    if parts[1:2] == ["subscriptions"]:
        end = 5 if parts[3:4] == ["resourcegroups"] else 3
    return "/".join(parts[:end]), ["", *parts[end:]] if end else parts


def _begins_unknown(group: str, parts: list[str]) -> bool:
    """Tell whether an id says nothing of where it is: its subscription and group may be in a symbol."""
    return "/resourcegroups/" not in group and "{" in "/".join(parts[:2])


def _is_group(parts: list[str]) -> bool:
    """Tell whether nothing stands behind the subscription and group."""
    return parts == [""]
