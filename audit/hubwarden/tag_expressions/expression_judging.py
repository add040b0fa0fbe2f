"""Judges a tag expression: its limits, and what it can match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from hubwarden.tag_expressions.expression import Expression, has_only_ors, matches, tags_in
from hubwarden.tag_expressions.tag_limits import (
    MADE_BY_SERVICE,
    MOST_IN_ORS,
    MOST_OTHERWISE,
    what_is_doubtful,
)

_MOST_TRIED: Final = 12
"""The most different tags for which every combination is tried: 4,096 combinations."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on an expression."""

    mentions: int
    """The number of tags in it. A repeated tag counts each time, since it is not documented that it counts once."""
    different: int
    limit: int
    only_ors: bool
    beyond: tuple[str, ...]
    """The limits that it exceeds, in words."""
    can_match: bool | None
    """Whether any device could match; ``None`` where it has too many tags to try all combinations."""
    matches_all: bool
    matches_untagged: bool
    """Whether a device without any tag matches."""

    @property
    def fine(self) -> bool:
        """Whether it is within the limits and can match a device."""
        return not self.beyond and self.can_match is not False


def judge(expression: Expression) -> Judged:
    """Judge an expression."""
    mentions = list(tags_in(expression))
    names = sorted({tag.name.lower() for tag in mentions})
    only_ors = has_only_ors(expression)
    limit = MOST_IN_ORS if only_ors else MOST_OTHERWISE
    beyond = [
        f"the tag at character {tag.at}: {why}"
        for tag in mentions
        if (why := what_is_doubtful(tag.name))
    ]
    if len(mentions) > limit:
        kind = "with ORs alone" if only_ors else "with && or !"
        beyond.append(f"it names {len(mentions)} tags, and {limit} are the most {kind}")
    outcomes: set[bool] = {True} if only_ors else set()
    if len(names) <= _MOST_TRIED:
        outcomes = {matches(expression, tags) for tags in _devices(names)}
    return Judged(
        mentions=len(mentions),
        different=len(names),
        limit=limit,
        only_ors=only_ors,
        beyond=tuple(beyond),
        can_match=True in outcomes if outcomes else None,
        matches_all=outcomes == {True} and len(names) <= _MOST_TRIED,
        matches_untagged=matches(expression, frozenset()),
    )


def matching(expression: Expression, devices: Iterable[frozenset[str]]) -> int:
    """Return the number of matching devices; each device is given as its tags in lower case."""
    return sum(matches(expression, tags) for tags in devices)


def _devices(names: list[str]) -> Iterator[frozenset[str]]:
    """Yield every combination of tags that a device can have; it has one installation and one user."""
    for count in range(len(names) + 1):
        for chosen in combinations(names, count):
            made = [match[1] for name in chosen if (match := MADE_BY_SERVICE.fullmatch(name))]
            if len(set(made)) == len(made):
                yield frozenset(chosen)
