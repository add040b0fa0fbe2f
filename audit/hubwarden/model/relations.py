"""How resources belong together, by ids that may be known only in part and come from several sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    # An equal id decides, whatever the unknown ones are.
    return wanted in ids or any(same(id_, wanted, field) for id_ in ids)


def holds(scope: ResourceId, id: ResourceId, field: str) -> bool:
    """Tell whether a scope contains a resource; raises ``Undetermined`` where unknown parts decide it."""
    if scope.contains(id):
        return True
    if scope.may_contain(id):
        reason = f"whether {scope} contains {id} depends on unknown parts"
        raise Undetermined(field, reason, later=scope.later or id.later)
    return False


def by_id(subjects: Iterable[SubjectT]) -> dict[str, list[SubjectT]]:
    """Return subjects by their ids in lower case; compare the ids of one entry, which may still differ (``==``)."""
    found: dict[str, list[SubjectT]] = {}
    for subject in subjects:
        found.setdefault(subject.id.folded, []).append(subject)
    return found


def declared(
    candidates: Sequence[SubjectT], id: ResourceId, by: Subject, field: str
) -> SubjectT | None:
    """Return the resource with an id: from the source of ``by``, or else from another source.

    Raises ``Undetermined`` where it is declared several times, so that it is not known which one holds.
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
