"""What only a declared source can tell of a live resource: who uses an access rule, what an app is built for."""

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
    """Return an estate in which live resources have what a source beside them declares.

    The name of a namespace is unique in all of Azure, so that a namespace, a hub or an access rule is the
    same one whatever subscription a source knows it by. Where sources declare it differently it stays unknown.
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
    """Return what tells a resource of the service apart: its path from the namespace on."""
    return subject.id.text.lower().partition("/providers/microsoft.notificationhubs/")[2]
