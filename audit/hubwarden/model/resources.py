"""Namespaces, hubs, and the resources around them in Azure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from hubwarden.facts import HUB_METRIC_PREFIXES
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.credentials import Credentials
from hubwarden.model.tags import Tags


class PublicAddresses(NamedTuple):
    """The number of public IP addresses in some ranges; overlaps count once."""

    ipv4: int = 0
    ipv6: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Namespace(Subject):
    """A Notification Hubs namespace."""

    name: str
    tier: str
    """``Free``, ``Basic`` or ``Standard``."""
    tags: Tags
    public_access: bool
    """Whether the public endpoint is open (``publicNetworkAccess``)."""
    public_rights: frozenset[str]
    """Rights that work from every public address, if the endpoint is open."""
    addresses: Mapping[str, PublicAddresses]
    """By right, the public addresses from which address rules allow it in addition."""
    known_addresses: Mapping[str, PublicAddresses]
    """The same for the address rules that are known, which gives a lower limit."""
    ranges: Mapping[str, frozenset[str]]
    """By right, the ranges of all address rules, public and private, as they are written."""
    region: str
    """The region, in lower case without blanks."""
    zone_redundant: bool
    replication_region: str
    """The region with Azure's copy of the metadata; the word ``None``: there is no copy."""
    credentials: Credentials
    """Credentials that all hubs of the namespace share (Standard tier)."""
    protect: bool | None
    """Whether Pulumi refuses to delete or replace it; ``None`` where the source is not Pulumi."""
    retain_on_delete: bool | None
    """Whether Pulumi leaves it in Azure when the program drops it; ``None`` where the source is not Pulumi."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hub(Subject):
    """A notification hub."""

    name: str
    namespace: ResourceId
    tags: Tags
    platforms: frozenset[str]
    """The platforms that the settings declare for the app: ``ios``, ``android``, ``windows``, ..."""
    further_platforms: frozenset[str]
    """The platforms besides iOS and Android; empty where the source has no place for them."""
    credentials: Credentials
    registration_ttl: timedelta | None
    """The lifetime of a registration; ``None``: it never expires."""
    protect: bool | None
    """Whether Pulumi refuses to delete or replace it; ``None`` where the source is not Pulumi."""
    retain_on_delete: bool | None
    """Whether Pulumi leaves it in Azure when the program drops it; ``None`` where the source is not Pulumi."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AccessRule(Subject):
    """A shared access policy (authorization rule) of a namespace or a hub."""

    name: str
    scope: ResourceId
    """The namespace or hub that a key of the rule opens."""
    on_namespace: bool
    rights: frozenset[str]
    azure_default: bool
    """Whether Azure creates this rule itself."""
    consumer: str | None
    """The consumer that the settings name for it."""
    role: str | None
    """The role of that consumer in the settings."""
    claimed_role: str | None
    """The same, but ``None`` where the source claims nothing about the rule."""
    used_by: tuple[ResourceId, ...]
    """Resources of the same source that are handed its key; a vault is not one, since it only stores it."""
    modified: datetime
    """When the rule or one of its keys was last changed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApiVersion(Subject):
    """The API version that a program or template uses for a namespace, a hub or an access rule."""

    version: str | None
    """The version as the source spells it; ``None`` where it names none."""
    unsupported: Mapping[str, str]
    """Properties that this version ignores, each with the first version that has it; empty where no version has
    it, or not at that place."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DiagnosticSetting(Subject):
    """Where a resource sends its logs and metrics."""

    target: ResourceId
    """The resource whose logs and metrics are sent."""
    log_categories: frozenset[str]
    """The categories and category groups that are on; groups are written ``group:allLogs``."""
    metric_categories: frozenset[str]
    """The metric categories that are on."""
    to_workspace: bool
    to_storage: bool
    to_event_hub: bool
    workspace: ResourceId | None
    """The Log Analytics workspace; ``None`` where the setting names none."""
    storage: ResourceId | None
    """The storage account; ``None`` where the setting names none."""

    def has_logs(self, *wanted: str) -> bool:
        """Tell whether one of these log categories or groups is on, in any letter case."""
        return _share(self.log_categories, wanted)

    def has_metrics(self, *wanted: str) -> bool:
        """Tell whether one of these metric categories is on, in any letter case."""
        return _share(self.metric_categories, wanted)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LogStore(Subject):
    """How long a storage account (or its policy) or a workspace (or its table) keeps logs."""

    store: ResourceId
    """The storage account or the workspace."""
    days: float | None
    """The days until operational logs are deleted; ``None``: never."""
    of_table: bool
    """Whether this is the setting of the workspace's table for these logs, which overrides the workspace's own."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Criterion(Subject):
    """One criterion of a metric alert."""

    metric: str
    metric_namespace: str | None
    """The namespace of the metric; ``None``: that of the alert's scope."""
    operator: str
    threshold: float | None
    """The threshold; ``None`` where Azure computes it (a dynamic threshold)."""
    aggregation: str
    by_dimension: bool
    """Whether it looks only at some dimensions of the metric."""
    learns_from: datetime | None
    """For a dynamic threshold, the moment before which data is ignored; ``None`` where all data counts."""
    sensitivity: str | None
    """For a dynamic threshold, the sensitivity: ``Low``, ``Medium`` or ``High``; else ``None``."""
    evaluated_periods: float | None
    """For a dynamic threshold, the number of periods that are looked at; else ``None``."""
    failing_periods: float | None
    """For a dynamic threshold, the number of these periods that must violate it; else ``None``."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Alert(Subject):
    """A metric alert."""

    scopes: tuple[ResourceId, ...]
    criteria: tuple[Criterion, ...]
    """The criteria, which must all be met for it to fire."""
    enabled: bool
    action_groups: tuple[ResourceId, ...]
    severity: float
    """From 0 (critical) to 4 (verbose)."""
    window: timedelta
    """The length of time over which values are aggregated."""
    frequency: timedelta
    """How often it is evaluated."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of its criteria."""
        return tuple(item.metric for item in self.criteria)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ActionGroup(Subject):
    """The receivers that an alert notifies."""

    enabled: bool
    receivers: int
    """The number of receivers of any kind that can be reached."""
    unreachable: tuple[str, ...]
    """Why other receivers cannot be reached, in words; no address is quoted."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProcessingRule(Subject):
    """A rule of Azure Monitor that changes what alerts do once they have fired."""

    scopes: tuple[ResourceId, ...]
    """Subscriptions, resource groups and resources; it applies to alerts on everything in them."""
    enabled: bool
    silences: bool
    """Whether it removes all action groups."""
    conditional: bool
    """Whether it applies to some alerts only."""
    until: datetime | None
    """When it ends; ``None``: never."""
    at_times: bool
    """Whether it applies only at some hours or on some days, as for maintenance."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lock(Subject):
    """A management lock. It protects its scope and everything below it."""

    scope: ResourceId
    level: str
    """``CanNotDelete`` or ``ReadOnly``; both refuse deletion."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrivateEndpoint(Subject):
    """The connection of a private endpoint to a namespace."""

    status: str
    """``Approved``, ``Pending``, ``Rejected`` or ``Disconnected``."""
    endpoint: str
    """The name of the private endpoint, in lower case; the connection itself may have any name."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoleGrant(Subject):
    """A role assignment."""

    scope: ResourceId
    principal: str
    role: ResourceId
    principal_kind: str | None
    """``User``, ``Group``, ``ServicePrincipal`` and so on; ``None`` where the assignment does not say."""
    eligible: bool
    """Whether the principal must first activate it (Privileged Identity Management)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stack(Subject):
    """A stack or a template as a whole."""

    name: str
    environment: str | None
    """The environment that its settings name; ``None`` where they name none."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Output(Subject):
    """An output of a stack or a template."""

    name: str
    secret: bool
    """Whether it is marked as secret."""
    holds_access_key: bool
    """Whether its value is, or contains, an access key or a connection string."""
    recorded: bool
    """Whether its value can be read after the deployment; Azure does not store a secure output of a template."""


def _share(names: Iterable[str], wanted: Iterable[str]) -> bool:
    return not {name.lower() for name in names}.isdisjoint(item.lower() for item in wanted)


def watches_hub(alert: Alert) -> bool:
    """Tell whether an alert is on a hub's metric and has a hub or its namespace as scope.

    The metric is tested first: an alert on a metric of another service does not count, whatever its scope.
    """
    if not any(metric.lower().startswith(HUB_METRIC_PREFIXES) for metric in alert.metrics):
        return False
    inside = "/providers/microsoft.notificationhubs/namespaces/"
    scopes = [scope.text.lower() for scope in alert.scopes]
    if any(inside in scope for scope in scopes):
        return True
    if any("{" in scope and "/providers/" not in scope for scope in scopes):
        raise Undetermined(
            "Alert.scopes",
            "what its scope is depends on parts that are not known",
            later=any(scope.later for scope in alert.scopes),
        )
    return False
