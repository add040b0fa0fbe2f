"""The places of declared resources: namespaces, resource groups, and what was deleted with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hubwarden.drift.pairing import Paired, Place, place
from hubwarden.model.base import Subject, value_or_none
from hubwarden.model.estate import Estate
from hubwarden.model.resources import ProcessingRule


@dataclass(frozen=True, slots=True)
class Declared:
    """Where declared resources are, in terms of the live side."""

    namespaces: Mapping[str, str | None]
    """The declaring stack by the name of each declared namespace, in lower case."""
    groups: Mapping[str, Mapping[str, str | None]]
    """The declaring stacks by the name of each declared resource group and its subscription (empty: any)."""
    missing: frozenset[str]
    """Paths of the namespaces and hubs that are declared but not live."""

    @classmethod
    def of(cls, declared: Estate, paired: Mapping[str, Paired[Any]]) -> Declared:
        """Return the places of an estate's resources."""
        namespaces: dict[str, str | None] = {}
        groups: dict[str, dict[str, str | None]] = {}
        homes: dict[str, set[str]] = {}
        for mine, its in paired["namespaces"].pairs:
            there = place(its.id.text)
            for name in (place(mine.id.text).namespace, there.namespace):
                namespaces[name] = mine.origin.stack
            groups.setdefault(there.group, {})[there.subscription] = mine.origin.stack
            homes.setdefault(mine.origin.source, set()).add(there.subscription)
        for item in (*declared.namespaces, *declared.hubs, *declared.access_rules):
            namespaces.setdefault(place(item.id.text).namespace, item.origin.stack)
        namespaces.pop("", None)
        for name in paired:
            for item in getattr(declared, name):
                here = place(item.id.text)
                if not here.group or "{" in here.group:
                    continue
                # An unknown subscription is that of the source's namespaces, if it is known there.
                known = {here.subscription} - {""} or homes.get(item.origin.source, {""})
                for subscription in known:
                    groups.setdefault(here.group, {}).setdefault(subscription, item.origin.stack)
        missing = frozenset(
            place(item.id.text).path
            for name in ("namespaces", "hubs")
            for item in paired[name].missing
        )
        return cls(namespaces, groups, missing)

    def holds(self, its: Subject) -> bool:
        """Tell whether a live resource is in a declared namespace or resource group."""
        if self._holds(place(its.id.text)):
            return True
        # A processing rule counts by its scopes, wherever it is itself.
        scopes = value_or_none(its, "scopes") if isinstance(its, ProcessingRule) else None
        return any(self._holds(place(scope.text)) for scope in scopes or ())

    def _holds(self, there: Place) -> bool:
        if there.namespace in self.namespaces or self._stacks(there):
            return True
        # A scope that is a whole subscription contains what is declared in it.
        return not (there.group or there.path) and any(
            there.subscription in ("", subscription) or not subscription
            for found in self.groups.values()
            for subscription in found
        )

    def stack_of(self, its: Subject) -> str | None:
        """Return the stack that declares the namespace or group of a live resource."""
        there = place(its.id.text)
        if there.namespace in self.namespaces:
            return self.namespaces[there.namespace]
        return next((stack for stack in self._stacks(there) if stack), None)

    def _stacks(self, there: Place) -> list[str | None]:
        """Return the stacks that declare the resource group of a place."""
        found = self.groups.get(there.group, {}) if there.group else {}
        return [
            stack
            for subscription, stack in found.items()
            if there.subscription in ("", subscription) or not subscription
        ]

    def is_below_missing(self, mine: Subject) -> bool:
        """Tell whether a resource is in a missing namespace or hub, so that it is missing with it."""
        parts = place(mine.id.text).path.split("/")
        return any("/".join(parts[:end]) in self.missing for end in range(1, len(parts)))
