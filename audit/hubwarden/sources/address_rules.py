"""Reads which addresses may use a namespace; each part separately, since a single one may decide a rule."""

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
    """Read the network access lists of a namespace.

    Azure is open by default: without lists, or with empty ones, all rights work from everywhere.
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
    raise TypeError  # The value is not an object, so its form is not known.


def _addresses(rules: Iterable[Any]) -> Mapping[str, PublicAddresses]:
    return {right: public_addresses(given) for right, given in _ranges(rules).items()}


def _ranges(rules: Iterable[Any]) -> Mapping[str, frozenset[str]]:
    masks: dict[str, set[str]] = {}
    for item in items(rules):
        for right in rights(item["rights"]):
            masks.setdefault(right, set()).add(text(item["ipMask"]))
    return {right: frozenset(given) for right, given in masks.items()}


def _known(rules: Any) -> list[Mapping[str, Any]]:
    """Return the readable address rules, each with those of its rights that are known."""
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
