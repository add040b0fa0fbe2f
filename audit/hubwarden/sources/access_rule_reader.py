"""Reads access rules, and recognises those that Azure creates itself."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.model.base import ResourceId, make
from hubwarden.model.resources import AccessRule, Hub, Namespace
from hubwarden.sources.conversions import ABSENT, moment, optional_text, rights
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.namespace_reader import NAMESPACE


def read_access_rule(
    users: Mapping[ResourceId, tuple[ResourceId, ...]] | None, fields: FieldReader
) -> AccessRule:
    """Read an access rule; ``users`` are the resources that are handed its key (``None``: not known)."""
    fields.name()
    scope = fields.parent()
    on_namespace = fields.record.type == f"{NAMESPACE}/authorizationrules"
    defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
    own_name = fields.record.id.rpartition("/")[2].lower()
    fields.put("scope", scope)
    fields.put("on_namespace", on_namespace)
    fields.take("rights", "rights", rights)
    # A rule with more rights than Azure's has been changed by somebody, whatever its name.
    usual = next((given for name, given in defaults.items() if name.lower() == own_name), None)
    fields.put("azure_default", usual is not None)
    if usual is not None:
        fields.take(
            "azure_default", "rights", lambda value: rights(value) <= set(usual), default=True
        )
    fields.fact("consumer", optional_text)
    fields.fact("role", optional_text)
    if users is None:
        fields.miss("used_by", "the source does not tell which apps are handed its key")
    else:
        fields.put("used_by", users.get(fields.own(), ()))
    fields.claim("claimed_role", "role", optional_text)
    _modified(fields)
    return fields.build(AccessRule)


def _modified(fields: FieldReader) -> None:
    """Read when a rule was last changed; the service writes the year 1 where it does not know."""
    fields.take("modified", "modifiedTime", moment)
    value = fields.value("modifiedTime")
    if value is ABSENT:
        fields.miss("modified", "the source does not tell when it was changed")
    elif isinstance(value, str) and value.startswith("0001-"):
        fields.miss("modified", "Azure does not tell when it was changed")


def azure_defaults(
    holders: Sequence[Namespace | Hub], declared: Container[ResourceId]
) -> Iterator[tuple[Namespace | Hub, ResourceId, tuple[str, ...]]]:
    """Yield the rules that Azure creates itself and that the source does not declare."""
    for holder in holders:
        on_namespace = isinstance(holder, Namespace)
        kind = "AuthorizationRules" if on_namespace else "authorizationRules"
        defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
        for name, given in defaults.items():
            id = replace(holder.id, text=f"{holder.id}/{kind}/{name}")
            if id not in declared:
                yield holder, id, given


def azure_default(
    holder: Namespace | Hub,
    id: ResourceId,
    given: tuple[str, ...],
    users: Mapping[ResourceId, tuple[ResourceId, ...]],
) -> AccessRule:
    """Build the subject for a rule that Azure creates itself."""
    return make(
        AccessRule,
        id=id,
        origin=replace(holder.origin, locations={}),
        name=id.name,
        scope=holder.id,
        on_namespace=isinstance(holder, Namespace),
        rights=frozenset(given),
        azure_default=True,
        consumer=None,
        role=None,
        claimed_role=None,
        used_by=users.get(id, ()),
    )
