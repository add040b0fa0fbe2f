"""How resources belong together: by ids of which parts may not be known, told by several sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from hubwarden.model.base import ResourceId, Subject, Undetermined

SubjectT = TypeVar("SubjectT", bound=Subject)


def same(one: ResourceId, other: ResourceId, field: str) -> bool:
    """Tell whether two ids name one resource; raises ``Undetermined`` where unknown parts decide it."""
    if one == other:
        return True
    if one.may_contain(other) and other.may_contain(one):
        reason = f"whether {one} is {other} depends on parts that are not known"
        raise Undetermined(field, reason, later=one.later or other.later)
    return False


def one_is(ids: tuple[ResourceId, ...], wanted: ResourceId, field: str) -> bool:
    """Tell whether one of several ids names a resource; raises ``Undetermined`` as ``same`` does."""
    # An id that is equal decides, whatever the others may be.
    return wanted in ids or any(same(one, wanted, field) for one in ids)


def holds(scope: ResourceId, id: ResourceId, field: str) -> bool:
    """Tell whether a scope contains a resource; raises ``Undetermined`` where unknown parts decide it."""
    if scope.contains(id):
        return True
    if scope.may_contain(id):
        reason = f"whether {scope} contains {id} depends on unknown parts"
        raise Undetermined(field, reason, later=scope.later or id.later)
    return False


def beside(
    subject: Subject, its_kind: Sequence[Subject], candidates: Sequence[SubjectT]
) -> Iterator[SubjectT]:
    """Yield the candidates that stand beside a subject, as its own source sees it.

    A state and a preview are two views of the same resources. Where another source tells of the subject,
    too, what it tells belongs to its own view; and what the subject's source tells of a candidate holds,
    whatever others say. ``its_kind`` is everything that could be the subject in another view.
    """
    own = subject.origin.source
    views = {one.origin.source for one in its_kind if one.id == subject.id} - {own}
    told = {one.id for one in candidates if one.origin.source == own}
    for one in candidates:
        source = one.origin.source
        if source == own or (source not in views and one.id not in told):
            yield one


def declared(
    candidates: Sequence[SubjectT], id: ResourceId, by: Subject, field: str
) -> SubjectT | None:
    """Return the resource with an id: what the source of ``by`` tells of it, or else another source.

    Raises ``Undetermined`` where it is told several times, so that none of them holds for certain.
    """
    found = [one for one in candidates if one.id == id]
    found = [one for one in found if one.origin.source == by.origin.source] or found
    if len(found) > 1:
        raise Undetermined(
            field, f"{id.name} is declared several times; which one holds is not known"
        )
    return found[0] if found else None
