"""Turns records into the model. Secrets end here: only their digests and facts go on."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeVar

from hubwarden.api_versions import TYPES
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES, RIGHTS
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.estate import Estate
from hubwarden.model.resources import (
    AccessRule,
    Hub,
    Lock,
    Namespace,
    NetworkAccess,
    Stack,
)
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources import retention
from hubwarden.sources.durations import duration
from hubwarden.sources.field_reader import ABSENT, FieldReader, NotDocumented, items, text
from hubwarden.sources.key_uses import KeyReader
from hubwarden.sources.messaging import without_messaging
from hubwarden.sources.monitoring import read_alert, read_diagnostic_setting
from hubwarden.sources.networks import public_addresses
from hubwarden.sources.notifying import read_action_group, read_processing_rule
from hubwarden.sources.outputs import known_keys, read_output
from hubwarden.sources.private_endpoints import read_private_endpoints
from hubwarden.sources.push_credentials import read_credentials
from hubwarden.sources.record import Exposed, OutputRecord, Record
from hubwarden.sources.roles import read_role_definition, read_role_grant
from hubwarden.sources.secret_forms import KnownKeys
from hubwarden.sources.sent_properties import as_sent, read_api_version

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"

_PLATFORMS: Final = (
    "the source does not declare the platforms of its app; "
    "where nothing declares them, accept that in the baseline under accepted"
)

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
) -> Estate:
    """Build the estate that one source tells of.

    ``answers`` is what Azure answered for resources, besides what was declared: keys among it.
    ``owners`` tells of access keys the ids of their rules; ``exposed`` is what stands in clear where no
    resource is.
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

    namespaces = all_of([_NAMESPACE], _namespace)
    hubs = all_of([_HUB], _hub)
    told = known_keys(
        [
            *(record.properties for record in records),
            *(record.behind for record in records),
            *(output.value for output in outputs),
            *answers,
        ]
    )
    keys = KnownKeys({**dict.fromkeys(told, ""), **owners})
    kinds = [f"{_NAMESPACE}/authorizationrules", f"{_HUB}/authorizationrules"]
    declared = {
        ResourceId(record.id, record.exact, info.name, record.later)
        for record in records
        if record.type in kinds
    }
    defaults = list(_azure_defaults((*namespaces, *hubs), declared))
    rule_ids = [*sorted(declared, key=str), *(id for _, id, _ in defaults)]
    handed = KeyReader(keys, rule_ids, info.name, stack).read(records, exposed)
    users = handed.users()
    return Estate(
        sources=(info,),
        gaps=tuple(gaps),
        stacks=tuple(stacks),
        outputs=tuple(read_output(output, keys, info.name, stack) for output in outputs),
        namespaces=namespaces,
        hubs=hubs,
        api_versions=all_of(TYPES, read_api_version, records),
        access_rules=(
            *all_of(kinds, partial(_access_rule, users)),
            *(_azure_default(holder, id, rights, users) for holder, id, rights in defaults),
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
        log_stores=all_of(
            [retention.ACCOUNT, retention.POLICY, retention.WORKSPACE], retention.read_store
        ),
        private_endpoints=tuple(read_private_endpoints(records, info.name, stack)),
        role_grants=all_of(["microsoft.authorization/roleassignments"], read_role_grant),
        role_definitions=all_of(["microsoft.authorization/roledefinitions"], read_role_definition),
    )


def merge(estates: Sequence[Estate]) -> Estate:
    """Put the estates of several sources together.

    Of what one source only reads and another one manages, the one that manages it tells.
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


def _namespace(fields: FieldReader) -> Namespace:
    fields.name()
    fields.take("tier", "sku.name", lambda value: text(value).capitalize())
    fields.members("tags", "tags", str)
    fields.take(
        "public_access",
        "publicNetworkAccess",
        lambda value: not _is(value, "disabled"),
        default=True,
    )
    fields.note("network", "publicNetworkAccess")
    fields.note("network", "networkAcls", again=fields.value("networkAcls") is not ABSENT)
    fields.take("network", "networkAcls", _network, default=NetworkAccess(frozenset(RIGHTS)))
    public = "networkAcls.publicNetworkRule"
    fields.note("network", f"{public}.rights", again=fields.value(public) is not ABSENT)
    fields.take("region", "location", lambda value: text(value).replace(" ", "").lower())
    # Azure spreads a namespace by itself where a region has zones, so that silence tells nothing.
    fields.take("zone_redundant", "zoneRedundancy", _zone_redundant)
    fields.take("replication_region", "replicationRegion", text, default="Default")
    fields.put("credentials", read_credentials(fields, "pnsCredentials"))
    _protection(fields)
    fields.note("diagnostics", "diagnostics")
    fields.note("lock", "lock")
    return fields.build(Namespace)


def _hub(fields: FieldReader) -> Hub:
    fields.name()
    fields.put("namespace", fields.parent())
    fields.members("tags", "tags", str)
    fields.fact("platforms", _platforms, _PLATFORMS)
    fields.put("further_platforms", frozenset())
    if "platforms" in fields.record.facts:
        fields.fact(
            "further_platforms",
            lambda value: _platforms(value) - {"ios", "android"},
            name="platforms",
        )
    fields.put("credentials", read_credentials(fields, ""))
    fields.take(
        "registration_ttl",
        "registrationTtl",
        lambda value: duration(text(value)),
        default=None,
    )
    _protection(fields)
    for field in ("alerts", "diagnostics", "lock"):
        fields.note(field, field)
    fields.note("fcm_v1", "fcmV1Credential")
    fields.note("apns", "apnsCredential")
    return fields.build(Hub)


def _access_rule(
    users: Mapping[ResourceId, tuple[ResourceId, ...]], fields: FieldReader
) -> AccessRule:
    fields.name()
    scope = fields.parent()
    on_namespace = fields.record.type == f"{_NAMESPACE}/authorizationrules"
    defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
    own_name = fields.record.id.rpartition("/")[2].lower()
    fields.put("scope", scope)
    fields.put("on_namespace", on_namespace)
    fields.take("rights", "rights", _rights)
    # With more rights than Azure gives it, a rule is somebody's own, whatever its name is.
    usual = next((rights for name, rights in defaults.items() if name.lower() == own_name), None)
    fields.put("azure_default", usual is not None)
    if usual is not None:
        fields.take(
            "azure_default", "rights", lambda value: _rights(value) <= set(usual), default=True
        )
    fields.fact("consumer", _optional_text)
    fields.fact("role", _optional_text)
    record = fields.record
    id = ResourceId(record.id, record.exact, fields.source, record.later)
    fields.put("used_by", users.get(id, ()))
    fields.claim("claimed_role", "role", _optional_text)
    return fields.build(AccessRule)


def _azure_defaults(
    holders: Sequence[Namespace | Hub], declared: Container[ResourceId]
) -> Iterator[tuple[Namespace | Hub, ResourceId, tuple[str, ...]]]:
    """Yield the rules that Azure makes itself, where the source does not declare them."""
    for holder in holders:
        on_namespace = isinstance(holder, Namespace)
        kind = "AuthorizationRules" if on_namespace else "authorizationRules"
        defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
        for name, rights in defaults.items():
            id = replace(holder.id, text=f"{holder.id}/{kind}/{name}")
            if id not in declared:
                yield holder, id, rights


def _azure_default(
    holder: Namespace | Hub,
    id: ResourceId,
    rights: tuple[str, ...],
    users: Mapping[ResourceId, tuple[ResourceId, ...]],
) -> AccessRule:
    """Build the subject for a rule that Azure makes itself."""
    return make(
        AccessRule,
        id=id,
        origin=replace(holder.origin, locations={}),
        name=id.name,
        scope=holder.id,
        on_namespace=isinstance(holder, Namespace),
        rights=frozenset(rights),
        azure_default=True,
        consumer=None,
        role=None,
        claimed_role=None,
        used_by=users.get(id, ()),
    )


def _lock(fields: FieldReader) -> Lock:
    fields.id("scope", "scope")
    fields.take("level", "level", text)
    return fields.build(Lock)


def stack_subject(
    name: str, environment: str | None, source: str, locations: Mapping[str, Location]
) -> Stack:
    """Build the subject for a stack and the environment that its settings claim."""
    return make(
        Stack,
        id=ResourceId(source),
        origin=Origin(source, locations.get("environment"), locations, stack=name),
        name=name,
        environment=environment,
    )


def _protection(fields: FieldReader) -> None:
    record = fields.record
    fields.put("protect", record.protect)
    if record.protect is None or record.retain_on_delete is not None:
        fields.put("retain_on_delete", record.retain_on_delete)
    else:
        fields.miss("retain_on_delete", "the source does not tell whether Pulumi retains it")


def _network(lists: Mapping[str, Any]) -> NetworkAccess:
    """Read who may come in. Azure's default is open: no access control lists, or empty ones."""
    if not lists:
        return NetworkAccess(frozenset(RIGHTS))
    fallback = lists.get("publicNetworkRule")
    if fallback is None:
        raise NotDocumented(
            "networkAcls has no publicNetworkRule; what then holds is not documented"
        )
    rights = _rights(fallback["rights"])
    masks: dict[str, list[str]] = {}
    for item in lists.get("ipRules") or ():
        for right in _rights(item["rights"]):
            masks.setdefault(right, []).append(text(item["ipMask"]))
    return NetworkAccess(rights, {right: public_addresses(given) for right, given in masks.items()})


def _rights(value: Any) -> frozenset[str]:
    rights = frozenset(text(item).capitalize() for item in items(value))
    if not rights <= set(RIGHTS):
        raise TypeError
    return rights


def _zone_redundant(value: Any) -> bool:
    if text(value).lower() not in ("enabled", "disabled"):
        raise ValueError
    return _is(value, "enabled")


def _is(value: Any, word: str) -> bool:
    return text(value).lower() == word


def _platforms(value: Any) -> frozenset[str]:
    return frozenset(text(item).lower() for item in items(value))


def _optional_text(value: Any) -> str | None:
    return None if value is None else text(value)
