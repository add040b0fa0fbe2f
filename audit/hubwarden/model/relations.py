"""How resources belong together: by ids of which parts may not be known, told by several sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from hubwarden.model.base import ResourceId, Subject, Undetermined

SubjectT = TypeVar("SubjectT", bound=Subject)


def same(id_: ResourceId, other: ResourceId, field: str) -> bool:
    """Tell whether two ids name one resource; raises ``Undetermined`` where unknown parts decide it."""
    if id_ == other:
        return True
    if id_.may_contain(other) and other.may_contain(id_):
        reason = f"whether {id_} is {other} depends on parts that are not known"
        raise Undetermined(field, reason, later=id_.later or other.later)
    return False


def one_is(ids: tuple[ResourceId, ...], wanted: ResourceId, field: str) -> bool:
    """Tell whether one of several ids names a resource; raises ``Undetermined`` as ``same`` does."""
    # An id that is equal decides, whatever the others may be.
    return wanted in ids or any(same(id_, wanted, field) for id_ in ids)


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
    views = {item.origin.source for item in its_kind if item.id == subject.id} - {own}
    known = {candidate.id for candidate in candidates if candidate.origin.source == own}
    for candidate in candidates:
        source = candidate.origin.source
        if source == own or (source not in views and candidate.id not in known):
            yield candidate


def declared(
    candidates: Sequence[SubjectT], id: ResourceId, by: Subject, field: str
) -> SubjectT | None:
    """Return the resource with an id: what the source of ``by`` tells of it, or else another source.

    Raises ``Undetermined`` where it is told several times, so that none of them holds for certain.
    """
    found = [candidate for candidate in candidates if candidate.id == id]
    found = [item for item in found if item.origin.source == by.origin.source] or found
    if len(found) > 1:
        raise Undetermined(
            field,
            f"{id.name} is declared several times; which one holds is not known",
            cause="conflict",
        )
    return found[0] if found else None
