"""An estate as bodies of Resource Manager: what somebody would send to have it.

It is the way back of what the readers do, for all that the model holds. An estate does not hold all of a
resource: what a body needs besides has a harmless value (how often an alert is evaluated), and what the
source did not tell is noted (``told_fields.Notes``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from hubwarden.commands.demonstration.access_bodies import access
from hubwarden.commands.demonstration.credential_bodies import CredentialBodies, Values
from hubwarden.commands.demonstration.monitoring_bodies import places, watching
from hubwarden.commands.demonstration.told_fields import SUBSCRIPTION, Notes, is_guid
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.model.estate import Estate
from hubwarden.model.resources import AccessRule, Hub, Namespace
from hubwarden.model.tags import Tags
from hubwarden.secret import Hidden

HUBS_VERSION: Final = "2023-10-01-preview"
_REGION: Final = "northeurope"
_NEVER: Final = "10675199.02:48:05.4775807"
"""How the service writes that registrations do not expire: the longest time of .NET."""
_REPLICATION_REGIONS: Final = (
    *("Default", "None", "WestUs2", "NorthEurope", "AustraliaEast", "BrazilSouth"),
    *("SouthEastAsia", "SouthAfricaNorth"),
)
"""REST API 2023-10-01-preview, ReplicationRegion."""


class ArmBody(NamedTuple):
    """A resource as it is sent."""

    id: str
    api_version: str
    body: Mapping[str, Any]
    """Holds credentials: never shown."""


@dataclass(slots=True)
class Bodies:
    """What is sent, in an order in which each finds what it needs."""

    resources: list[ArmBody] = field(default_factory=list, repr=False)
    notes: Notes = field(default_factory=Notes)


def bodies_of(estate: Estate, values: Values) -> Bodies:
    """Return what has to be sent for an estate; ``values`` are the secrets that are known."""
    found = Bodies()
    notes = found.notes
    told = (item.id.subscription for item in (*estate.namespaces, *estate.hubs))
    notes.subscription = next(filter(is_guid, told), SUBSCRIPTION)
    credentials = CredentialBodies(notes, values)
    regions: dict[str, str] = {}
    own: list[ArmBody] = []
    for namespace in estate.namespaces:
        id = notes.id(namespace.id)
        regions[id.lower()] = notes.value(namespace, "region", _REGION)
        own.append(ArmBody(id, HUBS_VERSION, _namespace(namespace, notes, credentials)))
    for hub in estate.hubs:
        # A hub can be told of without its namespace, which it cannot do without.
        above = notes.id(hub.namespace)
        if above.lower() not in regions:
            notes.made_up["namespaces that only their hubs tell of"] += 1
            regions[above.lower()] = _REGION
            bare = {"location": _REGION, "sku": {"name": "Standard"}, "properties": {}}
            own.append(ArmBody(above, HUBS_VERSION, bare))
    for hub in estate.hubs:
        body = _hub(hub, regions[notes.id(hub.namespace).lower()], notes, credentials)
        own.append(ArmBody(notes.id(hub.id), HUBS_VERSION, body))
    own += [item for rule in estate.access_rules for item in _access_rule(rule, notes)]
    around = (*watching(estate, notes), *access(estate, notes, regions))
    wanted = [
        *(ArmBody(*item) for item in places(estate, notes)),
        *own,
        *(ArmBody(*item) for item in around),
    ]
    groups = {group.lower(): group for item in wanted if (group := _group_of(item.id))}
    found.resources = [
        *(ArmBody(id, "2022-09-01", {"location": _REGION}) for id in groups.values()),
        *wanted,
    ]
    return found


def _namespace(namespace: Namespace, notes: Notes, credentials: CredentialBodies) -> dict[str, Any]:
    properties: dict[str, Any] = {"namespaceType": "NotificationHub"}
    if (open_ := notes.optional(namespace, "public_access")) is not None:
        properties["publicNetworkAccess"] = "Enabled" if open_ else "Disabled"
    if (zones := notes.optional(namespace, "zone_redundant")) is not None:
        properties["zoneRedundancy"] = "Enabled" if zones else "Disabled"
    region = notes.optional(namespace, "replication_region")
    for known in _REPLICATION_REGIONS:
        if region is not None and known.lower() == region.replace(" ", "").lower():
            properties["replicationRegion"] = known
    properties["networkAcls"] = _network(namespace, notes)
    if pushes := credentials.of(notes.optional(namespace, "credentials")):
        properties["pnsCredentials"] = pushes
    return {
        "location": notes.value(namespace, "region", _REGION),
        "tags": _tags(notes.optional(namespace, "tags"), notes),
        "sku": {"name": notes.value(namespace, "tier", "Standard")},
        "properties": properties,
    }


def _network(namespace: Namespace, notes: Notes) -> dict[str, Any]:
    by_range: dict[str, list[str]] = {}
    for right, ranges in sorted((notes.optional(namespace, "ranges") or {}).items()):
        for written in sorted(ranges):
            by_range.setdefault(written, []).append(right)
    rules = [{"ipMask": mask, "rights": rights} for mask, rights in by_range.items()]
    public = notes.optional(namespace, "public_rights")
    found: dict[str, Any] = {"ipRules": rules}
    if public is not None:
        found["publicNetworkRule"] = {"rights": sorted(public)}
    return found


def _hub(hub: Hub, region: str, notes: Notes, credentials: CredentialBodies) -> dict[str, Any]:
    properties = credentials.of(notes.optional(hub, "credentials"))
    properties["registrationTtl"] = _time_span(notes.value(hub, "registration_ttl", None))
    tags = _tags(notes.optional(hub, "tags"), notes)
    return {"location": region, "tags": tags, "properties": properties}


def _time_span(length: timedelta | None) -> str:
    """Return a duration as .NET writes it."""
    if length is None or length > timedelta(days=10_000_000):
        return _NEVER
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{length.days}.{hours:02}:{minutes:02}:{seconds:02}"


def _access_rule(rule: AccessRule, notes: Notes) -> Iterator[ArmBody]:
    """Yield an access rule; those that Azure makes itself come with their namespace or hub."""
    on_namespace = notes.value(rule, "on_namespace", instead=False)
    defaults = DEFAULT_NAMESPACE_RULES if on_namespace else DEFAULT_HUB_RULES
    rights = notes.value(rule, "rights", frozenset({"Listen"}))
    if set(defaults.get(rule.id.name, ())) != set(rights):
        body = {"properties": {"rights": sorted(rights)}}
        yield ArmBody(notes.id(rule.id), HUBS_VERSION, body)


def _tags(tags: Tags | None, notes: Notes) -> dict[str, str]:
    """Return tags with the values that are known; the others are there with words in their place."""
    found = {}
    for name, value in (tags or {}).items():
        plain = isinstance(value, str) and not isinstance(value, Hidden)
        found[name] = str(value) if plain else "not told"
        if not plain:
            notes.made_up["values of tags"] += 1
    return found


def _group_of(id: str) -> str:
    parts = id.split("/")
    known = len(parts) > 5 and parts[3].lower() == "resourcegroups"  # noqa: PLR2004
    return "/".join(parts[:5]) if known else ""
