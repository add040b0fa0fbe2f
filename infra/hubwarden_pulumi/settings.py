"""The settings of one stack, read from its configuration and checked as a whole.

They refuse what is malformed and what Azure would refuse. What Azure accepts and a policy forbids can
be written: judging it is the auditor's work, and nobody could adopt an existing hub otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env, is_config_secret

from hubwarden.facts import TIERS
from hubwarden_pulumi.app_settings import SECRETS, App, read_app
from hubwarden_pulumi.names import Names
from hubwarden_pulumi.reading import GUID, Form, Mistakes, Section, form
from hubwarden_pulumi.surroundings import (
    Alerts,
    Logs,
    Metrics,
    Network,
    read_alerts,
    read_logs,
    read_metrics,
    read_network,
    resource_id,
)

EnvironmentName = Literal["production", "sandbox"]
PublicNetworkAccess = Literal["Enabled", "Disabled"]

TAGS: Final[Mapping[str, str]] = {
    "application": "application",
    "environment": "environment",
    "owner": "owner",
    "costCentre": "costCentre",
}
"""Tags of every resource, and the settings that they come from."""

_JSON: Final = ("alerts", "apps", "lock", "logs", "metrics", "network", "zoneRedundancy")
"""Settings that Pulumi hands over as JSON text; the others are plain text."""

_PREFIX: Final = form(
    r"(?=.{2,12}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    "must be 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter",
)
_REGION: Final = form(r"[A-Za-z][A-Za-z0-9 ]{1,49}", "must be the name of an Azure region")
_PROVIDER: Final = "azure-native"


class SettingsError(pulumi.RunError):
    """The configuration has mistakes; the message lists all of them, each with its key."""

    def __init__(self, mistakes: list[str]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        super().__init__(f"The stack configuration has {count}:{lines}")
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that one stack's configuration says."""

    environment: EnvironmentName
    names: Names
    location: str
    tenant_id: str
    """Tenant of the vault that is made; empty where the vault is an existing one."""
    tier: str
    zone_redundancy: bool
    public_network_access: PublicNetworkAccess
    network: Network | None
    """``None``: from every address, a key has all the rights of its rule."""
    tags: Mapping[str, str]
    apps: tuple[App, ...]
    logs: Logs | None
    metrics: Metrics | None
    alerts: Alerts | None
    key_vault_id: str | None
    """An existing vault; ``None``: one is made."""
    lock: bool | None
    """Whether the namespace is locked; ``None``: it is if the stack is protected."""


def load(config: pulumi.Config) -> Settings:
    """Read and check the whole configuration of the current stack.

    Raises ``SettingsError`` with every mistake at once.
    """
    mistakes = Mistakes(config.name)
    root = Section(mistakes, "", _written(config))
    settings = _read(root, mistakes, config)
    root.close()
    for key in sorted(root.asked()):
        # A secret nested in ``apps`` would encrypt the whole mapping, and hide it from every reader.
        if key.rpartition("-")[2] not in SECRETS and is_config_secret(config.full_key(key)):
            root.mistake(key, "is encrypted as a whole; give each secret a flat key of its own")
    if mistakes.messages:
        raise SettingsError(mistakes.messages)
    return settings


def _read(root: Section, mistakes: Mistakes, config: pulumi.Config) -> Settings:
    environment = root.choice("environment", get_args(EnvironmentName))
    prefix = root.text("prefix", _PREFIX)
    logs = read_logs(root.section("logs"))
    key_vault_id = root.optional_text("keyVaultId", resource_id("Microsoft.KeyVault/vaults"))
    settings = Settings(
        environment=environment,
        names=Names(prefix, pulumi.get_stack()),
        location=_provider_setting(mistakes, "location", _REGION),
        tenant_id="" if root.has("keyVaultId") else _provider_setting(mistakes, "tenantId", GUID),
        tier=root.choice("tier", TIERS),
        zone_redundancy=root.flag("zoneRedundancy", default=False),
        public_network_access=root.choice(
            "publicNetworkAccess", get_args(PublicNetworkAccess), "Enabled"
        ),
        network=read_network(root.section("network")),
        tags=_tags(root),
        apps=_apps(root, environment, config),
        logs=logs,
        metrics=read_metrics(root.section("metrics")),
        alerts=read_alerts(root.section("alerts")),
        key_vault_id=key_vault_id,
        lock=root.flag("lock", default=False) if root.has("lock") else None,
    )
    own_storage = logs is not None and logs.storage_account_id is None
    if prefix and settings.names.refused(own_storage=own_storage):
        root.mistake(
            "prefix",
            "with this stack's name it makes a name that Azure refuses (a namespace has 6 to 50 "
            "lower-case letters, digits and single hyphens, a storage account at most 24)",
        )
    if key_vault_id and not _in_own_subscription(key_vault_id):
        root.mistake("keyVaultId", "must be in the subscription that the stack deploys to")
    return settings


def _apps(root: Section, environment: EnvironmentName, config: pulumi.Config) -> tuple[App, ...]:
    apps = root.section("apps", required=True)
    # A secret that the present settings do not need may stay, for a way back.
    for name in apps.keys if apps else {key.rpartition("-")[0] for key in root.keys}:
        for secret in SECRETS:
            root.has(f"{name}-{secret}")
    if apps is None:
        return ()

    def read(name: str, section: Section) -> App:
        return read_app(
            name, section, environment, lambda secret: _secret(root, config, f"{name}-{secret}")
        )

    return tuple(read(name, section) for name, section in apps.named().items())


def _secret(root: Section, config: pulumi.Config, key: str) -> pulumi.Output[str]:
    try:
        return config.require_secret(key)
    except pulumi.ConfigMissingError:
        full = config.full_key(key)
        root.mistake(key, f"is missing; set it with: pulumi config set --secret {full}")
        return pulumi.Output.secret("")


def _tags(root: Section) -> dict[str, str]:
    tags = {tag: root.optional_text(setting) for tag, setting in TAGS.items()}
    return {tag: text for tag, text in tags.items() if text is not None}


def _provider_setting(mistakes: Mistakes, key: str, shape: Form) -> str:
    """Return a required setting of the provider, which has a namespace of its own."""
    text = pulumi.Config(_PROVIDER).get(key)
    if text is None or not shape.pattern.fullmatch(text):
        mistakes.add(f"{_PROVIDER}:{key}", "is missing" if text is None else shape.says)
    return text or ""


def _in_own_subscription(resource: str) -> bool:
    own = pulumi.Config(_PROVIDER).get("subscriptionId")
    return own is None or resource.split("/")[2].lower() == own.lower()


def _written(config: pulumi.Config) -> dict[str, object]:
    """Return every value of the configuration's own namespace.

    Pulumi has no public way to list keys, and a misspelt one must not pass unseen.
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
