"""From what Azure answered to the records of a source.

What an answer does not show is not known: no default is read into it. Keys that an answer shows in clear, as
older versions of the API do, go no further than this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hubwarden.api_versions import NEWEST
from hubwarden.location import Location
from hubwarden.sources.azure import call_table
from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.live_client import Body
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.sources.record import Record
from hubwarden.sources.role_reader import ASSIGNED, DENIED, ELIGIBLE
from hubwarden.unknown import Cause, Unknown

_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_HUB: Final = f"{_NAMESPACE}/notificationhubs"

_TYPES: Final[Mapping[Call, str]] = {
    call_table.NAMESPACES: _NAMESPACE,
    call_table.HUBS: _HUB,
    call_table.NAMESPACE_RULES: f"{_NAMESPACE}/authorizationrules",
    call_table.HUB_RULES: f"{_HUB}/authorizationrules",
    call_table.CONNECTIONS: f"{_NAMESPACE}/privateendpointconnections",
    call_table.NAMESPACE_SETTINGS: "microsoft.insights/diagnosticsettings",
    call_table.HUB_SETTINGS: "microsoft.insights/diagnosticsettings",
    call_table.ALERTS: "microsoft.insights/metricalerts",
    call_table.ACTION_GROUPS: "microsoft.insights/actiongroups",
    call_table.ACTION_GROUP: "microsoft.insights/actiongroups",
    call_table.PROCESSING_RULES: "microsoft.alertsmanagement/actionrules",
    call_table.LOCKS: "microsoft.authorization/locks",
    call_table.ROLE_ASSIGNMENTS: ASSIGNED,
    call_table.ROLE_DEFINITIONS: "microsoft.authorization/roledefinitions",
    call_table.ELIGIBLE_ASSIGNMENTS: ELIGIBLE,
    call_table.DENY_ASSIGNMENTS: DENIED,
    call_table.WORKSPACE: "microsoft.operationalinsights/workspaces",
    call_table.STORAGE_POLICY: "microsoft.storage/storageaccounts/managementpolicies",
    call_table.STORAGE: "microsoft.storage/storageaccounts",
}
"""The type of what a call answers with: Azure names some by a wrong type."""

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    _NAMESPACE: (
        *("location", "tags", "sku", "publicNetworkAccess", "networkAcls", "zoneRedundancy"),
        "replicationRegion",
    ),
    _HUB: ("tags", "registrationTtl"),
    f"{_NAMESPACE}/authorizationrules": ("rights",),
    f"{_HUB}/authorizationrules": ("rights",),
    "microsoft.insights/metricalerts": ("scopes", "criteria", "enabled"),
    "microsoft.insights/actiongroups": ("enabled",),
    "microsoft.insights/diagnosticsettings": ("logs", "metrics"),
    "microsoft.alertsmanagement/actionrules": ("scopes", "enabled", "actions"),
    "microsoft.authorization/locks": ("level",),
    "microsoft.operationalinsights/workspaces": ("retentionInDays",),
}
"""Properties for which a source that declares would mean a default where it is silent; Azure does not."""

_KEYS: Final = frozenset({"primarykey", "secondarykey", "keyname"})
_NOT_ASKED: Final = "push credentials are read with --with-credentials alone"

MARKED: Final = frozenset(
    f"{base}{path}.{member}"
    for base in ("", "pnsCredentials.")
    for path, members in SECRET_MEMBERS.items()
    for member in members
)
"""Key material, which Azure keeps as such."""

Untold = Callable[[str], tuple[str, Cause]]
"""Tells of a namespace or hub, by its id, why its credentials are not known."""


def not_asked(_: str) -> tuple[str, Cause]:
    """Say that nobody asked for credentials."""
    return _NOT_ASKED, "not-asked"


def records_of(answers: Answers, source: str, untold: Untold = not_asked) -> list[Record]:
    """Return one record for each resource that matters to a namespace in scope."""
    found = [
        _record(call, body, source)
        for call, bodies in answers.bodies.items()
        if call in _TYPES
        for body in bodies
    ]
    records = [_with_credentials(record, answers, untold) for record in found]
    near = _Near([record.id.lower() for record in records if record.type == _NAMESPACE])
    for subscription, around in answers.of_subscription.items():
        records += _around(subscription, around, near, source)
    return records


def _record(call: Call, body: Body, source: str) -> Record:
    kind, id = _TYPES[call], str(body["id"]).rstrip("/")
    properties = _flat(body)
    for name in _SHOWN.get(kind, ()):
        if properties.get(name) is None:
            symbol = f"{{{name} of {id.lower()}}}"
            properties[name] = Unknown(symbol, f"Azure's answer does not show {name}")
    if kind in ("microsoft.insights/diagnosticsettings", "microsoft.authorization/locks"):
        scope = "resourceUri" if kind.startswith("microsoft.insights") else "scope"
        properties[scope] = id[: id.lower().rindex("/providers/")]
    return Record(
        type=kind,
        id=id,
        name=id.rpartition("/")[2],
        exact="{" not in id,
        location=Location(source),
        api_version=NEWEST,
        properties=properties,
        marked=MARKED,
    )


def _flat(body: Body) -> dict[str, Any]:
    """Return the members of ``properties`` beside those around it, without keys and credentials."""
    inside = body.get("properties")
    around = {name: body[name] for name in ("location", "tags", "sku") if name in body}
    members = dict(inside) if isinstance(inside, Mapping) else {}
    return {
        name: value
        for name, value in (members | around).items()
        if name.lower() not in _KEYS and name not in SECRET_MEMBERS and name != "pnsCredentials"
    }


def _with_credentials(record: Record, answers: Answers, untold: Untold) -> Record:
    """Return a record with its credentials, or with why they are not known."""
    if record.type not in (_NAMESPACE, _HUB):
        return record
    properties: dict[str, Any] = dict(record.properties)
    answer = answers.credentials.get(record.id.lower())
    if answer is None:
        reason, cause = untold(record.id)
        blank = {
            path: Unknown(f"{{{path} of {record.id.lower()}}}", reason, cause=cause)
            for path in SECRET_MEMBERS
        }
    else:
        blank = _credentials(answer)
    if record.type == _HUB:
        properties |= blank
    else:
        properties["pnsCredentials"] = blank
    return replace(record, properties=properties)


def _credentials(answer: Body) -> dict[str, Any]:
    inside = answer.get("properties")
    if not isinstance(inside, Mapping):
        unread = Unknown("{pnsCredentials}", "Azure's answer has a form that is not known")
        return dict.fromkeys(SECRET_MEMBERS, unread)
    found: dict[str, Any] = {}
    for path in SECRET_MEMBERS:
        value = inside.get(path)
        members = value.get("properties", value) if isinstance(value, Mapping) else value
        found[path] = dict(members) if isinstance(members, Mapping) else members
    return found


class _Near:
    """What of a subscription has to do with the namespaces in scope."""

    def __init__(self, namespaces: Iterable[str]) -> None:
        self._inside = frozenset(namespaces)
        self._groups = frozenset(_above(item)[_GROUP] for item in self._inside)
        self._around = frozenset(above for item in self._inside for above in _above(item))

    def concerns(self, scopes: Iterable[Any], *, beside: bool = False) -> bool:
        """Tell whether a scope holds a namespace or lies in one; what is not known may.

        ``beside``: what lies in the resource group of one counts, too.
        """
        inside = self._inside | self._groups if beside else self._inside
        for scope in scopes:
            if not isinstance(scope, str):
                return True
            small = scope.lower().rstrip("/")
            if small in self._around or not inside.isdisjoint(_above(small)):
                return True
        return False


_GROUP: Final = 4
"""Which of the ids around a namespace is that of its resource group."""


def _above(id: str) -> list[str]:
    """Return an id and all ids that it may lie in, the longest last."""
    parts = id.split("/")
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def _around(
    subscription: str,
    around: Mapping[Call, Sequence[Body]],
    near: _Near,
    source: str,
) -> Iterator[Record]:
    """Yield what of a subscription has to do with the namespaces in scope."""
    for call in (call_table.ALERTS, call_table.PROCESSING_RULES):
        for body in around[call]:
            record = _record(call, body, source)
            if near.concerns(_scopes(record.properties)):
                yield record
    yield from (
        _record(call_table.ACTION_GROUPS, body, source) for body in around[call_table.ACTION_GROUPS]
    )
    yield from _access(subscription, around, near, source)


_ACCESS: Final = (
    call_table.LOCKS,
    call_table.ROLE_ASSIGNMENTS,
    call_table.ELIGIBLE_ASSIGNMENTS,
    call_table.DENY_ASSIGNMENTS,
)


def _access(
    subscription: str, around: Mapping[Call, Sequence[Body]], near: _Near, source: str
) -> Iterator[Record]:
    """Yield who may do what with the namespaces, and what keeps them from it."""
    named: set[str] = set()
    for call in _ACCESS:
        for body in around[call]:
            record = _record(call, body, source)
            scope = str(record.properties.get("scope") or "").rstrip("/")
            if not scope.lower().startswith("/subscriptions/"):
                # It stands on a management group; the list says that it holds for the subscription.
                scope = f"/subscriptions/{subscription}"
            # What is beside a namespace may hold its keys, as a vault does.
            if near.concerns([scope], beside=True):
                role = str(record.properties.get("roleDefinitionId", ""))
                named.add(role.rpartition("/")[2].lower())
                yield replace(record, properties={**record.properties, "scope": scope})
    for body in around[call_table.ROLE_DEFINITIONS]:
        record = _record(call_table.ROLE_DEFINITIONS, body, source)
        own = str(record.properties.get("type", "")).lower() == "customrole"
        if own or record.name.lower() in named:
            yield record


def _scopes(properties: Mapping[str, Any]) -> Iterable[Any]:
    scopes = properties.get("scopes", [properties.get("scope")])
    return scopes if isinstance(scopes, list) else [scopes]
