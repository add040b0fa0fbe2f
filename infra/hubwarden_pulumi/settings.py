"""The settings of one stack, read from its configuration and checked as a whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import pulumi
from pulumi.runtime.config import CONFIG, get_config_env, is_config_secret

from hubwarden.errors import InputError
from hubwarden.shape_checking import Mistake
from hubwarden.yaml_with_lines import Lined, read_yaml
from hubwarden_pulumi.app_keys import SECRETS
from hubwarden_pulumi.app_settings import App, app_of
from hubwarden_pulumi.names import Names
from hubwarden_pulumi.settings_checks import KNOWN, PROVIDER, settings_mistakes
from hubwarden_pulumi.stack_file import StackKeys
from hubwarden_pulumi.stack_file_values import EnvironmentName, PublicNetworkAccess
from hubwarden_pulumi.surroundings import (
    Alerts,
    Logs,
    Metrics,
    Network,
    alerts_of,
    logs_of,
    metrics_of,
    network_of,
)

TAGS: Final[Mapping[str, str]] = {
    "application": "application",
    "environment": "environment",
    "owner": "owner",
    "costCentre": "costCentre",
}
"""The tags of every resource, and the settings that they come from."""

_JSON: Final = ("alerts", "apps", "lock", "logs", "metrics", "network", "zoneRedundancy")
"""Settings that Pulumi supplies as JSON text; the others are plain text."""

_OF_PROVIDER: Final = ("location", "subscriptionId", "tenantId")


class SettingsError(pulumi.RunError):
    """The configuration has mistakes; the message lists all of them, each with its line and key."""

    def __init__(self, mistakes: list[str]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        super().__init__(f"The stack configuration has {count}:{lines}")
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked configuration of one stack."""

    environment: EnvironmentName
    names: Names
    location: str
    tenant_id: str
    """The tenant of the new vault; empty where an existing vault is used."""
    tier: str
    zone_redundancy: bool
    public_network_access: PublicNetworkAccess
    network: Network | None
    """The network rules; ``None``: from every address, a key has all the rights of its rule."""
    tags: Mapping[str, str]
    apps: tuple[App, ...]
    logs: Logs | None
    metrics: Metrics | None
    alerts: Alerts | None
    key_vault_id: str | None
    """The id of an existing vault; ``None``: a new one is created."""
    lock: bool | None
    """Whether the namespace is locked; ``None``: only if the stack is protected."""


def load(config: pulumi.Config) -> Settings:
    """Read and check the whole configuration of the current stack.

    Raises ``SettingsError`` with every mistake at once.
    """
    written = _written(config)
    provider = _provider()
    names = Names(str(written.get("prefix")), pulumi.get_stack())

    def lack(key: str) -> str | None:
        try:
            config.require_secret(key)
        except pulumi.ConfigMissingError:
            return f"is missing; set it with: pulumi config set --secret {config.full_key(key)}"
        return None

    found = list(settings_mistakes(written, provider, names, lack))
    # A secret nested in ``apps`` would encrypt the whole mapping and hide it from every reviewer.
    found += [
        Mistake((key,), "is encrypted as a whole; give each secret a flat key of its own")
        for key in sorted(written)
        if key.rpartition("-")[2] not in SECRETS and is_config_secret(config.full_key(key))
    ]
    if found:
        raise SettingsError(_told(found, config.name))
    keys = msgspec.convert({key: written[key] for key in KNOWN if key in written}, StackKeys)
    return _settings(keys, provider, names, config)


def _settings(
    keys: StackKeys, provider: Mapping[str, str], names: Names, config: pulumi.Config
) -> Settings:
    def secrets_of(app: str) -> Any:
        return lambda secret: config.require_secret(f"{app}-{secret}")

    tags = {
        "application": keys.application,
        "environment": keys.environment,
        "owner": keys.owner,
        "costCentre": keys.cost_centre,
    }
    return Settings(
        environment=keys.environment,
        names=names,
        location=provider["location"],
        tenant_id="" if keys.key_vault_id else provider["tenantId"],
        tier=keys.tier,
        zone_redundancy=keys.zone_redundancy,
        public_network_access=keys.public_network_access,
        network=network_of(keys.network),
        tags={tag: text for tag, text in tags.items() if text},
        apps=tuple(
            app_of(name, item, keys.environment, secrets_of(name))
            for name, item in keys.apps.items()
        ),
        logs=logs_of(keys.logs),
        metrics=metrics_of(keys.metrics),
        alerts=alerts_of(keys.alerts),
        key_vault_id=keys.key_vault_id or None,
        lock=None if isinstance(keys.lock, msgspec.UnsetType) else keys.lock,
    )


def _told(found: list[Mistake], namespace: str) -> list[str]:
    """Return the mistakes as text, in the order of their lines where the stack file can be read."""
    file = _stack_file()
    told: list[tuple[int, str]] = []
    for item in found:
        key, path = _full(item, namespace)
        line = file.line(("config", key, *item.path[1:])) if file else None
        place = f"{file.file}:{line}: " if file and line else ""
        told.append((line or 0, f"{place}{key}{path}: {item.message}"))
    return [text for _, text in sorted(told, key=lambda pair: pair[0])]


def _full(item: Mistake, namespace: str) -> tuple[str, str]:
    """Return the key of a mistake with its prefix, and the path inside the key's value."""
    first, *rest = item.path
    below = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    return (str(first) if ":" in str(first) else f"{namespace}:{first}"), below


def _stack_file() -> Lined | None:
    """Return the file of the current stack, for line numbers; ``None`` where it cannot be found or read."""
    root = pulumi.get_root_directory()
    path = Path(root or ".") / f"Pulumi.{pulumi.get_stack()}.yaml"
    if not root or not path.is_file():
        return None
    try:
        return read_yaml(path, path.name)
    except InputError:
        return None


def _provider() -> dict[str, str]:
    config = pulumi.Config(PROVIDER)
    given = {key: config.get(key) for key in _OF_PROVIDER}
    return {key: text for key, text in given.items() if text is not None}


def _written(config: pulumi.Config) -> dict[str, object]:
    """Return every value in the configuration's own namespace.

    Pulumi has no public function that lists the keys, and a misspelt key must not go unnoticed.
    """
    start = f"{config.name}:"
    texts = {**get_config_env(), **CONFIG.get()}
    return {
        key.removeprefix(start): _decoded(key.removeprefix(start), text)
        for key, text in texts.items()
        if key.startswith(start)
    }


def _decoded(key: str, text: str) -> object:
    if key not in _JSON:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
