"""What surrounds the hubs of one stack, from its settings: network, logs, metrics and alerts."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UnsetType

from hubwarden.facts import CONCERNS, Concern
from hubwarden_pulumi.stack_file import AlertsKeys, LogsKeys, MetricsKeys, NetworkKeys


@dataclass(frozen=True, slots=True)
class Network:
    """Who may do what from where, by address."""

    backends: tuple[str, ...]
    """Address ranges that may send."""
    tools: tuple[str, ...]
    """Address ranges that may also manage."""
    public: tuple[str, ...]
    """Rights of every other address."""
    public_setting: str
    """Path of the setting that decides the public rights."""


@dataclass(frozen=True, slots=True)
class Logs:
    """Where the namespace's operational logs go."""

    storage_account_id: str | None
    """An existing account; ``None``: one is made."""
    retention_days: int
    """Days until a log is deleted from the account that is made."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where the hubs' metrics go."""

    workspace_id: str | None
    """An existing workspace; ``None``: one is made."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is watched on every hub, and who is told."""

    enabled: bool
    watch: tuple[Concern, ...]
    thresholds: Mapping[Concern, int]
    """Count per quarter of an hour above which an alert fires; only what the stack file sets."""
    email: str | None
    action_group_id: str | None


def network_of(keys: NetworkKeys | UnsetType) -> Network | None:
    """Return the network rules."""
    if isinstance(keys, UnsetType):
        return None
    stated = not isinstance(keys.public, UnsetType)
    return Network(
        backends=keys.backends,
        tools=keys.tools,
        public=keys.public or ("Listen",),
        public_setting="network.public" if stated else "network",
    )


def logs_of(keys: LogsKeys | UnsetType) -> Logs | None:
    """Return where the logs go; ``None`` where they go nowhere."""
    if isinstance(keys, UnsetType) or not keys.enabled:
        return None
    return Logs(keys.storage_account_id or None, keys.retention_days)


def metrics_of(keys: MetricsKeys | UnsetType) -> Metrics | None:
    """Return where the metrics go; ``None`` where they go nowhere."""
    if isinstance(keys, UnsetType) or not keys.enabled:
        return None
    return Metrics(keys.workspace_id or None)


def alerts_of(keys: AlertsKeys | UnsetType) -> Alerts | None:
    """Return what is watched; ``None`` where nothing is."""
    if isinstance(keys, UnsetType):
        return None
    return Alerts(
        enabled=keys.enabled,
        watch=keys.watch or CONCERNS,
        thresholds=keys.thresholds,
        email=keys.email or None,
        action_group_id=keys.action_group_id or None,
    )
