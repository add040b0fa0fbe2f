"""Finds which environments hold the same thing without comparing every pair."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from hubwarden.model.base import Subject, Undetermined, first

SubjectT = TypeVar("SubjectT", bound=Subject)


class Likeness(NamedTuple):
    """The keys by which a subject is compared."""

    keys: tuple[Hashable, ...]
    """Two subjects that share none of these keys certainly do not compare as the same."""
    kind: Hashable = None
    """What is known of the subject. Without a shared key, a comparison ends the same way for all of one kind."""


@dataclass(slots=True)
class _Kind(Generic[SubjectT]):
    """The subjects of one environment of which equally much is known."""

    subject: SubjectT
    """The representative of all: among subjects with something unknown, the one whose reason sorts first."""
    why: Undetermined | None
    by_key: dict[Hashable, SubjectT] = field(default_factory=dict)


class Twins(Generic[SubjectT]):
    """The subjects of one kind, by environment and by the keys that they are compared by."""

    def __init__(
        self,
        subjects: Iterable[SubjectT | tuple[Subject, Undetermined]],
        environment_name: Callable[[Subject], str],
        likeness: Callable[[SubjectT], Likeness],
    ) -> None:
        """Sort ``subjects``; ``likeness`` raises ``Undetermined`` for a subject with an unknown key."""
        self._environments: dict[str, dict[Hashable, _Kind[SubjectT]]] = {}
        self._likeness = likeness
        self._first: Subject | None = None
        self._several = False
        self._unclear: Undetermined | None = None
        """Why a holder's subjects, or the environment of a subject, are not known."""
        for item in subjects:
            subject, why = item if isinstance(item, tuple) else (item, None)
            self._several = self._several or self._first is not None
            self._first = self._first or subject
            try:
                if why is not None:
                    raise why
                self._add(item, environment_name(subject))  # type: ignore[arg-type]  # no tuple
            except Undetermined as unknown:
                self._unclear = first(self._unclear, unknown)

    def has_other(self, subject: Subject) -> bool:
        """Tell whether there is any other subject than this one."""
        return self._several or self._first is not subject

    def of(
        self, subject: SubjectT, here: str, same: Callable[[SubjectT, SubjectT], bool]
    ) -> Iterator[str]:
        """Yield the environments other than ``here`` that hold a subject for which ``same`` is true.

        Raises ``Undetermined`` after the last one where a comparison could not be made, or where an environment
        is not known.
        """
        unclear = self._unclear
        keys = self._likeness_of(subject)[0].keys
        for name in sorted(self._environments.keys() - {here}):
            found, why = _compare(subject, keys, self._environments[name].values(), same)
            if found:
                yield name
            elif why is not None:
                unclear = first(unclear, why)
        if unclear is not None:
            raise unclear.again()

    def _likeness_of(self, subject: SubjectT) -> tuple[Likeness, Undetermined | None]:
        try:
            return self._likeness(subject), None
        except Undetermined as why:
            return Likeness((), ("not known", why.field)), why

    def _add(self, subject: SubjectT, environment: str) -> None:
        likeness, why = self._likeness_of(subject)
        kinds = self._environments.setdefault(environment, {})
        kind = kinds.setdefault(likeness.kind, _Kind(subject, why))
        if why is not None and kind.why is not None and first(kind.why, why) is why:
            kind.subject, kind.why = subject, why
        for key in likeness.keys:
            kind.by_key.setdefault(key, subject)


def _compare(
    subject: SubjectT,
    keys: Iterable[Hashable],
    kinds: Iterable[_Kind[SubjectT]],
    same: Callable[[SubjectT, SubjectT], bool],
) -> tuple[bool, Undetermined | None]:
    """Tell whether an environment holds the same thing; where none was found, also what is not known."""
    unclear: Undetermined | None = None
    for kind in kinds:
        sharing = (kind.by_key[key] for key in keys if key in kind.by_key)
        for other in (*sharing, kind.subject):
            try:
                if same(subject, other):
                    return True, None
            except Undetermined as why:
                unclear = first(unclear, why)
    return False, unclear
