"""The settings for what surrounds the hubs of one stack: network, logs, metrics and alerts."""

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import UnsetType

from hubwarden.facts import CONCERNS, Concern
from hubwarden_pulumi.stack_file import AlertsKeys, LogsKeys, MetricsKeys, NetworkKeys


@dataclass(frozen=True, slots=True)
class Network:
    """Which rights a key has from which addresses."""

    backends: tuple[str, ...]
    """Address ranges with the right to send."""
    tools: tuple[str, ...]
    """Address ranges with the right to manage as well."""
    public: tuple[str, ...]
    """The rights from all other addresses."""
    public_setting: str
    """The path of the setting that decides the public rights."""


@dataclass(frozen=True, slots=True)
class Logs:
    """Where the operational logs of the namespace are sent."""

    storage_account_id: str | None
    """An existing storage account; ``None``: a new one is created."""
    retention_days: int
    """The days until the new account deletes a log."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Where the metrics of the hubs are sent."""

    workspace_id: str | None
    """An existing workspace; ``None``: a new one is created."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """What is watched on every hub, and who is notified."""

    enabled: bool
    watch: tuple[Concern, ...]
    thresholds: Mapping[Concern, int]
    """The counts in 15 minutes above which an alert fires; only those that the stack file sets."""
    email: str | None
    action_group_id: str | None


def network_of(keys: NetworkKeys | UnsetType) -> Network | None:
    """Return the network rules; ``None`` where the stack has none."""
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
    """Return where the logs are sent; ``None`` where they are not sent."""
    if isinstance(keys, UnsetType) or not keys.enabled:
        return None
    return Logs(keys.storage_account_id or None, keys.retention_days)


def metrics_of(keys: MetricsKeys | UnsetType) -> Metrics | None:
    """Return where the metrics are sent; ``None`` where they are not sent."""
    if isinstance(keys, UnsetType) or not keys.enabled:
        return None
    return Metrics(keys.workspace_id or None)


def alerts_of(keys: AlertsKeys | UnsetType) -> Alerts | None:
    """Return what is watched; ``None`` where nothing is watched."""
    if isinstance(keys, UnsetType):
        return None
    return Alerts(
        enabled=keys.enabled,
        watch=keys.watch or CONCERNS,
        thresholds=keys.thresholds,
        email=keys.email or None,
        action_group_id=keys.action_group_id or None,
    )
