"""Reads who may come in over the network: each part by itself, since one part may decide alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hubwarden.facts import RIGHTS
from hubwarden.model.resources import PublicAddresses
from hubwarden.sources.conversions import ABSENT, NotDocumented, items, rights, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.networks import public_addresses
from hubwarden.unknown import Unknown

_PUBLIC = "networkAcls.publicNetworkRule"
_RULES = "networkAcls.ipRules"


def read_network(fields: FieldReader) -> None:
    """Read the access control lists of a namespace.

    Azure's default is open: where there are no lists, or empty ones, all rights work from everywhere.
    """
    _note_places(fields)
    fields.put("known_addresses", {})
    lists = fields.value("networkAcls")
    if lists is ABSENT or lists == {}:
        fields.put("public_rights", frozenset(RIGHTS))
        fields.put("addresses", {})
        fields.put("ranges", {})
    elif not isinstance(lists, Mapping):
        for field in ("public_rights", "addresses", "ranges"):
            fields.take(field, "networkAcls", _refuse)
    else:
        if fields.value(_PUBLIC) is ABSENT:
            why = "networkAcls has no publicNetworkRule; what then holds is not documented"
            fields.miss("public_rights", why, cause="unclear")
        else:
            fields.take("public_rights", _PUBLIC, lambda rule: rights(rule["rights"]))
        fields.take("addresses", _RULES, _addresses, default={})
        fields.take("ranges", _RULES, _ranges, default={})
        rules = fields.value(_RULES)
        fields.put("known_addresses", _addresses(_known(rules)))


def _note_places(fields: FieldReader) -> None:
    fields.note("network", "publicNetworkAccess")
    fields.note("network", "networkAcls", again=fields.value("networkAcls") is not ABSENT)
    fields.note("network", f"{_PUBLIC}.rights", again=fields.value(_PUBLIC) is not ABSENT)


def _refuse(_: Any) -> None:
    raise TypeError  # What stands there is no object: its form is not known.


def _addresses(rules: Iterable[Any]) -> Mapping[str, PublicAddresses]:
    return {right: public_addresses(given) for right, given in _ranges(rules).items()}


def _ranges(rules: Iterable[Any]) -> Mapping[str, frozenset[str]]:
    masks: dict[str, set[str]] = {}
    for item in items(rules):
        for right in rights(item["rights"]):
            masks.setdefault(right, set()).add(text(item["ipMask"]))
    return {right: frozenset(given) for right, given in masks.items()}


def _known(rules: Any) -> list[Mapping[str, Any]]:
    """Return the address rules that can be read, each with those of its rights that are known."""
    found: list[Mapping[str, Any]] = []
    for item in rules if isinstance(rules, list) else ():
        try:
            given = [right for right in items(item["rights"]) if not isinstance(right, Unknown)]
            rule = {"ipMask": text(item["ipMask"]), "rights": given}
            _addresses([rule])
        except (NotDocumented, ValueError, TypeError, KeyError, AttributeError):
            continue
        found.append(rule)
    return found
