"""Adds to live resources what only a declaration has: the consumer of an access rule, the platforms of an app."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar

from hubwarden.model.base import Subject, Undetermined, filled
from hubwarden.model.estate import Estate

SubjectT = TypeVar("SubjectT", bound=Subject)

_OF_RULES: Final = ("role", "consumer", "claimed_role")
_OF_HUBS: Final = ("platforms", "further_platforms")


def with_declared(estate: Estate) -> Estate:
    """Return an estate in which live resources have the facts that another source declares for them.

    The name of a namespace is globally unique, so a namespace, hub or access rule is the same one in every source,
    whatever subscription a source knows. Where sources declare a fact differently, it stays unknown.
    """
    live = frozenset(info.name for info in estate.sources if info.asked_as)
    if not live:
        return estate
    return replace(
        estate,
        access_rules=tuple(_each(estate.access_rules, live, _OF_RULES)),
        hubs=tuple(_each(estate.hubs, live, _OF_HUBS)),
    )


def _each(
    subjects: Iterable[SubjectT], live: frozenset[str], names: tuple[str, ...]
) -> Iterable[SubjectT]:
    subjects = tuple(subjects)
    declared: dict[str, list[SubjectT]] = {}
    for item in subjects:
        if item.origin.source not in live and item.id.exact:
            declared.setdefault(_path(item), []).append(item)
    for item in subjects:
        if item.origin.source not in live:
            yield item
            continue
        known = [_told(other, names) for other in declared.get(_path(item), ())]
        same = bool(known) and all(told == known[0] for told in known)
        yield filled(item, **known[0]) if same and known[0] else item


def _told(subject: Subject, names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        with suppress(Undetermined):
            found[name] = getattr(subject, name)
    return found


def _path(subject: Subject) -> str:
    """Return the path of a resource from its namespace on, which identifies it in every source."""
    return subject.id.text.lower().partition("/providers/microsoft.notificationhubs/")[2]
