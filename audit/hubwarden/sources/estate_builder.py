"""Turns records into the model. Secrets end here: only their digests and facts go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

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
    RoleGrant,
    Stack,
)
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources.field_reader import ABSENT, Reader, items, text
from hubwarden.sources.monitoring import read_action_group, read_alert, read_diagnostic_setting
from hubwarden.sources.networks import covers_much
from hubwarden.sources.outputs import known_keys, read_output
from hubwarden.sources.push_credentials import read_credentials
from hubwarden.sources.record import OutputRecord, Record

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
) -> Estate:
    """Build the estate that one source tells of.

    ``answers`` is what Azure answered for resources, besides what was declared: keys among it.
    """

    def all_of(
        types: Iterable[str], build_one: Callable[[Reader], SubjectT]
    ) -> tuple[SubjectT, ...]:
        wanted = frozenset(types)
        return tuple(
            build_one(Reader(record, info.name, stack))
            for record in records
            if record.type in wanted
        )

    namespaces = all_of([_NAMESPACE], _namespace)
    hubs = all_of([_HUB], _hub)
    keys = known_keys(
        [*(one.properties for one in records), *(one.value for one in outputs), *answers]
    )
    rules = all_of([f"{_NAMESPACE}/authorizationrules", f"{_HUB}/authorizationrules"], _access_rule)
    return Estate(
        sources=(info,),
        gaps=tuple(gaps),
        stacks=tuple(stacks),
        outputs=tuple(read_output(one, keys, info.name, stack) for one in outputs),
        namespaces=namespaces,
        hubs=hubs,
        access_rules=rules + _azure_defaults((*namespaces, *hubs), rules),
        diagnostic_settings=all_of(
            ["microsoft.insights/diagnosticsettings"], read_diagnostic_setting
        ),
        alerts=all_of(["microsoft.insights/metricalerts"], read_alert),
        action_groups=all_of(["microsoft.insights/actiongroups"], read_action_group),
        locks=all_of(["microsoft.authorization/locks"], _lock),
        role_grants=all_of(["microsoft.authorization/roleassignments"], _role_grant),
    )


def merge(estates: Sequence[Estate]) -> Estate:
    """Put the estates of several sources together.

    Of what one source only reads and another one manages, the one that manages it tells.
    """
    merged: dict[str, Any] = {
        name: tuple(one for estate in estates for one in getattr(estate, name))
        for name in Estate.__dataclass_fields__
        if name != "provided_elsewhere"
    }
    for name in ("namespaces", "hubs", "access_rules"):
        managed = {one.id for one in merged[name] if one.origin.managed}
        merged[name] = tuple(
            one for one in merged[name] if one.origin.managed or one.id not in managed
        )
    return Estate(**merged)


def _namespace(read: Reader) -> Namespace:
    read.name()
    read.take("tier", "sku.name", lambda value: text(value).capitalize())
    read.take("tags", "tags", _tags, default={})
    read.both("network", ("publicNetworkAccess", "networkAcls"), _network)
    public = "networkAcls.publicNetworkRule"
    read.note("network", f"{public}.rights", again=read.value(public) is not ABSENT)
    read.take(
        "zone_redundant", "zoneRedundancy", lambda value: _is(value, "enabled"), default=False
    )
    read.put("credentials", read_credentials(read, "pnsCredentials"))
    _protection(read)
    read.note("diagnostics", "diagnostics")
    read.note("lock", "lock")
    return read.build(Namespace)


def _hub(read: Reader) -> Hub:
    read.name()
    read.put("namespace", read.parent())
    read.take("tags", "tags", _tags, default={})
    read.fact("platforms", lambda value: frozenset(map(text, items(value))), _PLATFORMS)
    read.put("credentials", read_credentials(read, ""))
    _protection(read)
    for field in ("alerts", "diagnostics", "lock"):
        read.note(field, field)
    read.note("fcm_v1", "fcmV1Credential")
    read.note("apns", "apnsCredential")
    return read.build(Hub)


def _access_rule(read: Reader) -> AccessRule:
    read.name()
    scope = read.parent()
    on_namespace = read.record.type == f"{_NAMESPACE}/authorizationrules"
    defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
    own_name = read.record.id.rpartition("/")[2].lower()
    read.put("scope", scope)
    read.put("on_namespace", on_namespace)
    read.take("rights", "rights", _rights)
    # With more rights than Azure gives it, a rule is somebody's own, whatever its name is.
    usual = next((rights for name, rights in defaults.items() if name.lower() == own_name), None)
    read.put("azure_default", usual is not None)
    if usual is not None:
        read.take(
            "azure_default", "rights", lambda value: _rights(value) <= set(usual), default=True
        )
    read.fact("consumer", _optional_text)
    read.fact("role", _optional_text)
    return read.build(AccessRule)


def _azure_defaults(
    holders: Sequence[Namespace | Hub], rules: Sequence[AccessRule]
) -> tuple[AccessRule, ...]:
    """Return the rules that Azure makes itself, where the source does not declare them."""
    declared = {rule.id for rule in rules}
    found = []
    for holder in holders:
        on_namespace = isinstance(holder, Namespace)
        kind = "AuthorizationRules" if on_namespace else "authorizationRules"
        defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
        for name, rights in defaults.items():
            id = replace(holder.id, text=f"{holder.id}/{kind}/{name}")
            if id not in declared:
                found.append(
                    make(
                        AccessRule,
                        id=id,
                        origin=replace(holder.origin, locations={}),
                        name=name,
                        scope=holder.id,
                        on_namespace=on_namespace,
                        rights=frozenset(rights),
                        azure_default=True,
                        consumer=None,
                        role=None,
                    )
                )
    return tuple(found)


def _lock(read: Reader) -> Lock:
    read.id("scope", "scope")
    read.take("level", "level", text)
    return read.build(Lock)


def _role_grant(read: Reader) -> RoleGrant:
    read.id("scope", "scope")
    read.take("principal", "principalId", text)
    read.id("role", "roleDefinitionId")
    return read.build(RoleGrant)


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


def _protection(read: Reader) -> None:
    record = read.record
    read.put("protect", record.protect)
    if record.protect is None or record.retain_on_delete is not None:
        read.put("retain_on_delete", record.retain_on_delete)
    else:
        read.miss("retain_on_delete", "the source does not tell whether Pulumi retains it")


def _network(values: Sequence[Any]) -> NetworkAccess:
    """Read who may come in. Azure's default is open: no access control lists, or empty ones."""
    access, lists = values
    public = access is None or not _is(access, "disabled")
    if not lists:
        return NetworkAccess(public, frozenset(RIGHTS))
    fallback = lists.get("publicNetworkRule")
    if fallback is None:
        raise ValueError("networkAcls has no publicNetworkRule; what then holds is not documented")
    rights = set(_rights(fallback["rights"]))
    masks: dict[str, list[str]] = {}
    for one in lists.get("ipRules") or ():
        for right in _rights(one["rights"]):
            masks.setdefault(right, []).append(text(one["ipMask"]))
    rights |= {right for right, given in masks.items() if covers_much(given)}
    return NetworkAccess(public, frozenset(rights))


def _rights(value: Any) -> frozenset[str]:
    rights = frozenset(text(one).capitalize() for one in items(value))
    if not rights <= set(RIGHTS):
        raise TypeError
    return rights


def _tags(value: Any) -> Mapping[str, str]:
    return {key: str(one) for key, one in value.items()}


def _is(value: Any, word: str) -> bool:
    return text(value).lower() == word


def _optional_text(value: Any) -> str | None:
    return None if value is None else text(value)
