"""Turns records into the model. Secrets end here: only digests and facts of them are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from hubwarden.api_versions import TYPES
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.estate import Estate
from hubwarden.model.resources import (
    Lock,
    Stack,
)
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources import retention_reader, role_reader
from hubwarden.sources.access_rule_reader import azure_default, azure_defaults, read_access_rule
from hubwarden.sources.conversions import text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.key_use_reader import KeyReader
from hubwarden.sources.messaging import without_messaging
from hubwarden.sources.monitoring import read_alert, read_diagnostic_setting
from hubwarden.sources.namespace_reader import HUB, NAMESPACE, read_hub, read_namespace
from hubwarden.sources.notifying import read_action_group, read_processing_rule
from hubwarden.sources.outputs import known_keys, read_output
from hubwarden.sources.private_endpoints import read_private_endpoints
from hubwarden.sources.record import Exposed, OutputRecord, Record
from hubwarden.sources.secret_forms import KnownKeys
from hubwarden.sources.sent_properties import as_sent, read_api_version

SubjectT = TypeVar("SubjectT", bound=Subject)


def build(
    records: Sequence[Record],
    outputs: Sequence[OutputRecord],
    *,
    info: SourceInfo,
    gaps: Sequence[Gap] = (),
    stack: str | None = None,
    stacks: Sequence[Stack] = (),
    answers: Iterable[Mapping[str, Any]] = (),
    owners: Mapping[str, str] = MappingProxyType({}),
    exposed: Iterable[Exposed] = (),
    live: bool = False,
) -> Estate:
    """Build the estate of one source.

    ``answers`` are Azure's answers about resources, which may contain keys. ``owners`` has, by access key, the id
    of its rule. ``exposed`` is what is in clear text outside resources. ``live`` says that the records show what
    exists, including Azure's own access rules, but not with which API version it was sent, nor whom a key was
    handed to.
    """
    records, left_out = without_messaging(records)
    info = replace(info, cannot_tell=(*info.cannot_tell, *left_out))
    sent = [as_sent(record) for record in records]

    def all_of(
        types: Iterable[str],
        build_one: Callable[[FieldReader], SubjectT],
        records: Iterable[Record] = sent,
    ) -> tuple[SubjectT, ...]:
        wanted = frozenset(types)
        return tuple(
            build_one(FieldReader(record, info.name, stack))
            for record in records
            if record.type in wanted
        )

    namespaces = all_of([NAMESPACE], read_namespace)
    hubs = all_of([HUB], read_hub)
    known = known_keys(
        [
            *(record.properties for record in records),
            *(record.behind for record in records),
            *(output.value for output in outputs),
            *answers,
        ]
    )
    keys = KnownKeys({**dict.fromkeys(known, ""), **owners})
    kinds = [f"{NAMESPACE}/authorizationrules", f"{HUB}/authorizationrules"]
    declared = {
        ResourceId(record.id, record.exact, info.name, record.later)
        for record in records
        if record.type in kinds
    }
    defaults = [] if live else list(azure_defaults((*namespaces, *hubs), declared))
    rule_ids = [*sorted(declared, key=str), *(id for _, id, _ in defaults)]
    handed = KeyReader(keys, rule_ids, info.name, stack).read(records, exposed)
    users = None if live else handed.users()
    return Estate(
        sources=(info,),
        gaps=tuple(gaps),
        stacks=tuple(stacks),
        outputs=tuple(read_output(output, keys, info.name, stack) for output in outputs),
        namespaces=namespaces,
        hubs=hubs,
        api_versions=() if live else all_of(TYPES, read_api_version, records),
        access_rules=(
            *all_of(kinds, partial(read_access_rule, users)),
            *(azure_default(holder, id, rights, users or {}) for holder, id, rights in defaults),
        ),
        diagnostic_settings=all_of(
            ["microsoft.insights/diagnosticsettings"], read_diagnostic_setting
        ),
        alerts=all_of(["microsoft.insights/metricalerts"], read_alert),
        action_groups=all_of(["microsoft.insights/actiongroups"], read_action_group),
        processing_rules=all_of(["microsoft.alertsmanagement/actionrules"], read_processing_rule),
        locks=all_of(["microsoft.authorization/locks"], _lock),
        key_uses=handed.uses,
        plain_secrets=handed.secrets,
        log_stores=tuple(retention_reader.read_stores(sent, info.name, stack)),
        private_endpoints=tuple(read_private_endpoints(records, info.name, stack)),
        role_grants=all_of(
            role_reader.GRANTS, role_reader.read_role_grant, filter(role_reader.is_grant, sent)
        ),
        deny_assignments=all_of([role_reader.DENIED], role_reader.read_deny_assignment),
        role_definitions=all_of(
            ["microsoft.authorization/roledefinitions"], role_reader.read_role_definition
        ),
    )


def merge(estates: Sequence[Estate]) -> Estate:
    """Merge the estates of several sources.

    Where one source only refers to a resource and another manages it, the facts of the latter count.
    """
    merged: dict[str, Any] = {
        name: tuple(item for estate in estates for item in getattr(estate, name))
        for name in Estate.__dataclass_fields__
        if name not in ("provided_elsewhere", "_indexes")
    }
    for name in ("namespaces", "hubs", "access_rules", "api_versions"):
        managed = {item.id for item in merged[name] if item.origin.managed}
        merged[name] = tuple(
            item for item in merged[name] if item.origin.managed or item.id not in managed
        )
    return Estate(**merged)


def _lock(fields: FieldReader) -> Lock:
    fields.id("scope", "scope")
    fields.take("level", "level", text)
    return fields.build(Lock)


def stack_subject(
    name: str, environment: str | None, source: str, locations: Mapping[str, Location]
) -> Stack:
    """Build the subject for a stack, with the environment that its settings name."""
    return make(
        Stack,
        id=ResourceId(source),
        origin=Origin(source, locations.get("environment"), locations, stack=name),
        name=name,
        environment=environment,
    )
