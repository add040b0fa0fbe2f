"""Reads the fields of one record: known values, unknown ones with the reason, and the location of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, TypeVar

from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.sources.conversions import (
    ABSENT,
    NotDocumented,
    first_unknown,
    member_of,
    value_at,
    with_property,
)
from hubwarden.sources.record import Record, why_absent
from hubwarden.unknown import Cause, Unknown

SubjectT = TypeVar("SubjectT", bound=Subject)

_id_of: Final = lru_cache(maxsize=4096)(ResourceId)  # Many subjects belong to one resource.


class FieldReader:
    """Collects the fields of one subject from a record, or from a part of a record."""

    def __init__(
        self,
        record: Record,
        source: str,
        stack: str | None,
        base: str = "",
        *,
        if_set: bool = False,
    ) -> None:
        self.record = record
        self.source = source
        self.stack = stack
        self.base = base
        self.if_set = if_set
        self._part = value_at(record.properties, base, record.rest)
        self._rest = None if base else record.rest
        self._known: dict[str, Any] = {}
        self._unknown: dict[str, str] = {}
        self._later: set[str] = set()
        self._causes: dict[str, Cause] = {}
        self._undeclared: set[str] = set()
        self._locations: dict[str, Location] = {}

    def below(self, path: str) -> FieldReader:
        """Return a reader of the same record for the part at ``path``."""
        return FieldReader(
            self.record, self.source, self.stack, self.path(path), if_set=self.if_set
        )

    def supposing(self, path: str, value: Any) -> FieldReader:
        """Return a reader of the record as if the property at ``path`` were set to ``value``."""
        properties = with_property(self.record.properties, self.path(path).split("."), value)
        record = replace(self.record, properties=properties)
        return FieldReader(record, self.source, self.stack, self.base, if_set=True)

    def path(self, path: str) -> str:
        """Return the path in the whole record for a path in this part."""
        return f"{self.base}.{path}" if self.base and path else self.base or path

    def value(self, path: str) -> Any:
        """Return the value at a path, ``ABSENT`` or an ``Unknown``; null counts as absent."""
        if self.record.untold is not None:
            return self.record.untold
        return value_at(self._part, path, self._rest)

    def marked(self, path: str) -> bool:
        """Tell whether the source marks a property, or something that contains it, as secret."""
        marks = self.record.marked
        if not marks:
            return False
        full = self.path(path)
        while full:
            if full in marks:
                return True
            full = full.rpartition(".")[0]
        return "" in marks

    def take(
        self, field: str, path: str, convert: Callable[[Any], Any], default: Any = ABSENT
    ) -> None:
        """Read one field; ``default`` is Azure's value where the property is not declared."""
        self.note(field, path)
        value = self.value(path)
        if value is ABSENT:
            if default is ABSENT:
                self.miss(field, why_absent(self.record, self.path(path)))
                self._undeclared.add(field)
            else:
                self.put(field, default)
            return
        self._convert(field, value, convert)

    def members(self, field: str, path: str, convert: Callable[[Any], Any]) -> None:
        """Read a mapping in which single values may be unknown; it is empty where none is declared."""
        self.note(field, path)
        value = self.value(path)
        if isinstance(value, Unknown):
            self.lack(field, value)
            return
        try:
            declared = {} if value is ABSENT else dict(value.items())
            found = {
                key: convert(item) if (blank := first_unknown(item)) is None else blank
                for key, item in declared.items()
                if item is not None
            }
            self.put(field, found)
        except (ValueError, TypeError, AttributeError):
            self.miss(field, _STRANGE, cause="unclear")

    def both(
        self, field: str, paths: Sequence[str], convert: Callable[[Sequence[Any]], Any]
    ) -> None:
        """Read one field from several properties; undeclared ones are passed to ``convert`` as ``None``."""
        for path in paths:
            # The location of the field is that of the last declared property.
            self.note(field, path, again=self.value(path) is not ABSENT)
        values = [None if (item := self.value(path)) is ABSENT else item for path in paths]
        self._convert(field, values, convert)

    def given(self, field: str, path: str) -> None:
        """Read, as a boolean field, whether a property has a value."""
        self.note(field, path)
        value = self.value(path)
        if isinstance(value, Unknown):
            if value.present or value.symbol.startswith("/"):
                self.put(field, True)  # noqa: FBT003
            else:
                self.lack(field, value)
        else:
            self.put(field, value is not ABSENT and value != "")

    def id(self, field: str, path: str) -> None:
        """Read a resource id."""
        self.take(field, path, lambda value: value)
        value = self.value(path)
        if value is not ABSENT:
            self._ids(field, [value], lambda ids: ids[0])

    def ids(self, field: str, path: str, member: str = "") -> None:
        """Read a list of resource ids; in each item the id is in ``member``, or is the item itself."""
        self.note(field, path)
        value = self.value(path)
        if value is ABSENT:
            self.put(field, ())
            return
        if isinstance(value, Unknown):
            self.lack(field, value)
            return
        try:
            self._ids(field, [member_of(item, member) for item in value], tuple)
        except (TypeError, KeyError, AttributeError):
            self.miss(field, _STRANGE, cause="unclear")

    def fact(
        self,
        field: str,
        convert: Callable[[Any], Any],
        why: str = "the source does not declare it",
        name: str = "",
    ) -> None:
        """Read a field from the facts that the source has besides the resource's properties.

        ``name`` is its name among the facts, if that is not the name of the field.
        """
        name = name or field
        self.note(field, name)
        if name in self.record.facts:
            self._convert(field, self.record.facts[name], convert)
        else:
            self.miss(field, why)

    def claim(self, field: str, fact: str, convert: Callable[[Any], Any]) -> None:
        """Read a claim of the source about the resource; the field is ``None`` where it claims nothing."""
        self.note(field, fact)
        self._convert(field, self.record.facts.get(fact), convert)

    def name(self) -> None:
        """Read the name of the resource."""
        own = self.record.id.rpartition("/")[2]
        self.put("name", own)
        if "{" in own:
            reason = f"the name depends on {own}, which the source does not tell"
            self.miss("name", reason, later=self.record.later)

    def own(self) -> ResourceId:
        """Return the id of the resource."""
        return _id_of(self.record.id, self.record.exact, self.source, self.record.later)

    def parent(self) -> ResourceId:
        """Return the id of the parent resource."""
        above = self.record.id.rsplit("/", 2)[0]
        return _id_of(above, self.record.exact, self.source, self.record.later)

    def put(self, field: str, value: Any) -> None:
        """Set a field to a known value."""
        self._unknown.pop(field, None)
        self._known[field] = value

    def adopt(self, field: str, part: Subject) -> None:
        """Set a field to a part of the subject, and keep the locations of the part's fields."""
        self.put(field, part)
        for name, location in part.origin.locations.items():
            self._locations[f"{field}.{name}"] = location

    def miss(
        self, field: str, reason: str, *, later: bool = False, cause: Cause = "not-told"
    ) -> None:
        """Leave a field unknown, with the reason, whether it becomes known at deployment, and the cause."""
        self._known.pop(field, None)
        self._unknown[field] = reason
        (self._later.add if later else self._later.discard)(field)
        self._causes[field] = cause

    def misses(self, field: str) -> bool:
        """Tell whether a field was left unknown."""
        return field in self._unknown

    def lack(self, field: str, value: Unknown) -> None:
        """Leave a field unknown because its value is ``Unknown``."""
        self.miss(field, value.reason, later=value.later, cause=value.cause)

    def note(self, field: str, path: str, *, again: bool = False) -> None:
        """Record the location of a field: that of ``path``, or of the nearest part that contains it."""
        if field in self._locations and not again:
            return
        full, places = self.path(path), self.record.locations
        while full and full not in places:
            full = full.rpartition(".")[0]
        if full:
            self._locations[field] = places[full]

    def stand(self, field: str, location: Location) -> None:
        """Record the location of a field that does not come from a property."""
        self._locations[field] = location

    def build(self, kind: type[SubjectT]) -> SubjectT:
        """Build the subject from the fields read so far."""
        location = self.record.location
        if self.base:
            self.note("", "")
            location = self._locations.pop("", location)
        return make(
            kind,
            self._known,
            id=self.own(),
            origin=Origin(
                self.source, location, self._locations, self.stack, self.record.managed, self.if_set
            ),
            unknown=self._unknown,
            later=frozenset(self._later & self._unknown.keys()),
            undeclared=frozenset(self._undeclared & self._unknown.keys()),
            causes={
                field: cause
                for field, cause in self._causes.items()
                if field in self._unknown and cause != "not-told"
            },
        )

    def _convert(self, field: str, value: Any, convert: Callable[[Any], Any]) -> None:
        unknown = first_unknown(value)
        if unknown is not None:
            self.lack(field, unknown)
            return
        try:
            self.put(field, convert(value))
        except NotDocumented as error:
            self.miss(field, str(error), cause="unclear")
        except (ValueError, TypeError, KeyError, AttributeError):
            self.miss(field, _STRANGE, cause="unclear")

    def _ids(
        self, field: str, values: Sequence[Any], shape: Callable[[list[ResourceId]], Any]
    ) -> None:
        found = []
        for value in values:
            if isinstance(value, str):
                found.append(ResourceId(value, "{" not in value, self.source))
            elif isinstance(value, Unknown) and value.symbol.startswith("/"):
                found.append(ResourceId(value.symbol, False, self.source, value.later))  # noqa: FBT003
            elif isinstance(value, Unknown):
                self.lack(field, value)
                return
            else:
                self.miss(field, _STRANGE, cause="unclear")
                return
        self.put(field, shape(found))


_STRANGE: Final = "its value has a form that is not known"
