"""Namespaces, hubs, and what surrounds them in Azure."""

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
    """How many addresses of the Internet some ranges hold; none counts twice."""

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
    """Whether the public endpoint is open at all (``publicNetworkAccess``)."""
    public_rights: frozenset[str]
    """Rights that work from every public address, as long as the endpoint is open."""
    addresses: Mapping[str, PublicAddresses]
    """By right, the public addresses that address rules give it to, besides."""
    known_addresses: Mapping[str, PublicAddresses]
    """The same for those of the address rules that are known: there are these at least."""
    ranges: Mapping[str, frozenset[str]]
    """By right, the ranges of all address rules, public or not, as they are written."""
    region: str
    """Where it is, in small letters and without blanks."""
    zone_redundant: bool
    replication_region: str
    """Where Azure keeps a copy of the metadata; ``None`` as a word: nowhere."""
    credentials: Credentials
    """Credentials that all hubs of the namespace share (Standard tier)."""
    protect: bool | None
    """Whether Pulumi refuses to delete or replace it; ``None`` where the source is not Pulumi."""
    retain_on_delete: bool | None
    """Whether Pulumi leaves it in Azure when it goes from the program; ``None`` as above."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hub(Subject):
    """A notification hub."""

    name: str
    namespace: ResourceId
    tags: Tags
    platforms: frozenset[str]
    """Platforms that the settings declare for the app: ``ios``, ``android``, ``windows``, ..."""
    further_platforms: frozenset[str]
    """Those of them besides iOS and Android; none where the source has no place to declare any."""
    credentials: Credentials
    registration_ttl: timedelta | None
    """After which time a registration expires; ``None``: never."""
    protect: bool | None
    """Whether Pulumi refuses to delete or replace it; ``None`` where the source is not Pulumi."""
    retain_on_delete: bool | None
    """Whether Pulumi leaves it in Azure when it goes from the program; ``None`` as above."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AccessRule(Subject):
    """A shared access policy (authorization rule) of a namespace or a hub."""

    name: str
    scope: ResourceId
    """The namespace or hub that the rule opens."""
    on_namespace: bool
    rights: frozenset[str]
    azure_default: bool
    """Whether Azure makes this rule itself."""
    consumer: str | None
    """The consumer that the settings declare for it."""
    role: str | None
    """The role that the settings give that consumer."""
    claimed_role: str | None
    """The same, and ``None`` where the source claims nothing at all."""
    used_by: tuple[ResourceId, ...]
    """Resources that the same source hands its key to; a vault only stores it and is none of them."""
    modified: datetime
    """When the rule or one of its keys was changed last."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApiVersion(Subject):
    """The API version that a namespace, a hub or an access rule is sent with."""

    version: str | None
    """As the source spells it; ``None`` where none is written."""
    unsupported: Mapping[str, str]
    """Properties that are written and not set, with the first version that has them; empty where none has
    them, or not at the place where they stand."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DiagnosticSetting(Subject):
    """Where a resource sends its logs and metrics."""

    target: ResourceId
    """The resource whose data is sent."""
    log_categories: frozenset[str]
    """Categories and category groups that are switched on; groups are written ``group:allLogs``."""
    metric_categories: frozenset[str]
    """Metric categories that are switched on."""
    to_workspace: bool
    to_storage: bool
    to_event_hub: bool
    workspace: ResourceId | None
    """The workspace; ``None`` where none is named."""
    storage: ResourceId | None
    """The storage account; ``None`` where none is named."""

    def has_logs(self, *wanted: str) -> bool:
        """Tell whether one of these categories or groups of logs is switched on, in any letter case."""
        return _share(self.log_categories, wanted)

    def has_metrics(self, *wanted: str) -> bool:
        """Tell whether one of these categories of metrics is switched on, in any letter case."""
        return _share(self.metric_categories, wanted)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LogStore(Subject):
    """What a storage account, its management policy, a workspace or its table says of how long logs stay."""

    store: ResourceId
    """The account or the workspace."""
    days: float | None
    """Days until operational logs are deleted; ``None``: it deletes none."""
    of_table: bool
    """Whether the workspace's table of these logs says it, whatever the workspace says of others."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Criterion(Subject):
    """One criterion of a metric alert."""

    metric: str
    metric_namespace: str | None
    """The namespace of the metric; ``None`` where none is declared, and the scope's own is meant."""
    operator: str
    threshold: float | None
    """``None`` where Azure finds it itself (a dynamic threshold)."""
    aggregation: str
    by_dimension: bool
    """Whether it looks at some dimensions of the metric only."""
    learns_from: datetime | None
    """For a dynamic threshold, the moment before which data is left out; ``None`` where all counts."""
    sensitivity: str | None
    """For a dynamic threshold, how small a deviation counts: ``Low``, ``Medium`` or ``High``; else ``None``."""
    evaluated_periods: float | None
    """For a dynamic threshold, how many periods are looked at; else ``None``."""
    failing_periods: float | None
    """For a dynamic threshold, in how many of these the criterion has to be met; else ``None``."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Alert(Subject):
    """A metric alert."""

    scopes: tuple[ResourceId, ...]
    criteria: tuple[Criterion, ...]
    """They must all be met for it to fire."""
    enabled: bool
    action_groups: tuple[ResourceId, ...]
    severity: float
    """From 0, critical, to 4, verbose."""
    window: timedelta
    """How long the time is over which values are put together."""
    frequency: timedelta
    """How often it is evaluated."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of its criteria."""
        return tuple(item.metric for item in self.criteria)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ActionGroup(Subject):
    """Whom an alert notifies."""

    enabled: bool
    receivers: int
    """How many receivers it has that can be reached, of any kind."""
    unreachable: tuple[str, ...]
    """Why others cannot be reached, in words; no address is quoted."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProcessingRule(Subject):
    """A rule of Azure Monitor that changes what alerts do once they have fired."""

    scopes: tuple[ResourceId, ...]
    """Subscriptions, groups and resources; it holds for alerts on what they contain."""
    enabled: bool
    silences: bool
    """Whether it takes all action groups away."""
    conditional: bool
    """Whether it holds for some alerts only."""
    until: datetime | None
    """When it ends; ``None`` where it does not."""
    at_times: bool
    """Whether it holds in some hours or on some days only, as for maintenance."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Lock(Subject):
    """A management lock. It holds for its scope and everything below."""

    scope: ResourceId
    level: str
    """``CanNotDelete`` or ``ReadOnly``; both refuse a deletion."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrivateEndpoint(Subject):
    """The connection of a private endpoint to a namespace."""

    status: str
    """``Approved``, ``Pending``, ``Rejected`` or ``Disconnected``."""
    endpoint: str
    """The name of the private endpoint, in small letters: the service names the connection as it likes."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoleGrant(Subject):
    """A role assignment."""

    scope: ResourceId
    principal: str
    role: ResourceId
    principal_kind: str | None
    """``User``, ``Group``, ``ServicePrincipal`` and so on; ``None`` where none is written."""
    eligible: bool
    """Whether the principal has to activate it first (Privileged Identity Management)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stack(Subject):
    """What a stack or a template says of itself as a whole."""

    name: str
    environment: str | None
    """The environment that its settings claim; ``None`` where they claim none."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Output(Subject):
    """An output of a stack or a template."""

    name: str
    secret: bool
    """Whether it is marked as secret."""
    holds_access_key: bool
    """Whether its value is, or is made from, an access key or a connection string."""
    recorded: bool
    """Whether its value can be read afterwards: Azure does not record a secure output of a template."""


def _share(names: Iterable[str], wanted: Iterable[str]) -> bool:
    return not {name.lower() for name in names}.isdisjoint(item.lower() for item in wanted)


def watches_hub(alert: Alert) -> bool:
    """Tell whether an alert is on a hub's metric and aimed at a hub or its namespace.

    The metrics are looked at first: an alert on another service's metric is none, whatever its scope.
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
