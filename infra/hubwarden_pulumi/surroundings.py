"""The settings of what surrounds the hubs: network, logs, metrics and alerts."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hubwarden.facts import CONCERNS, RIGHTS, Concern
from hubwarden_pulumi.reading import GUID, Form, Section, form

_EMAIL: Final = form(r"(?=.{3,254}\Z)[^@\s]+@[^@\s]+", "must be an e-mail address")
_RANGE: Final = form(r"[0-9A-Fa-f.:]{2,45}(?:/\d{1,3})?", "must be an address range (CIDR)")
_MOST_EVENTS: Final = 1_000_000_000


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


def resource_id(kind: str) -> Form:
    """Return the form of a resource id; ``kind`` is as in ``Microsoft.KeyVault/vaults``."""
    pattern = (
        rf"(?i)/subscriptions/{GUID.pattern.pattern}/resourceGroups/[\w().-]{{1,90}}"
        rf"/providers/{re.escape(kind)}/[\w.-]{{1,260}}"
    )
    return form(pattern, f"must be the resource id of a {kind}")


def read_network(section: Section | None) -> Network | None:
    """Read the network rules."""
    if section is None:
        return None
    found = Network(
        backends=_ranges(section, "backends"),
        tools=_ranges(section, "tools"),
        public=section.choices("public", RIGHTS, ("Listen",)),
        public_setting=section.at("public") if section.has("public") else section.path,
    )
    section.close()
    return found


def read_logs(section: Section | None) -> Logs | None:
    """Read where the logs go; ``None`` where they go nowhere."""
    if section is None:
        return None
    enabled = section.flag("enabled", default=True)
    account = section.optional_text(
        "storageAccountId", resource_id("Microsoft.Storage/storageAccounts")
    )
    days = section.number("retentionDays", least=1, most=36_500, default=365)
    if account and section.has("retentionDays"):
        section.mistake("retentionDays", "an existing storage account keeps its own rules")
    section.close()
    return Logs(account, days) if enabled else None


def read_metrics(section: Section | None) -> Metrics | None:
    """Read where the metrics go; ``None`` where they go nowhere."""
    if section is None:
        return None
    enabled = section.flag("enabled", default=True)
    workspace = section.optional_text(
        "workspaceId", resource_id("Microsoft.OperationalInsights/workspaces")
    )
    section.close()
    return Metrics(workspace) if enabled else None


def read_alerts(section: Section | None) -> Alerts | None:
    """Read what is watched; ``None`` where nothing is."""
    if section is None:
        return None
    found = Alerts(
        enabled=section.flag("enabled", default=True),
        watch=section.choices("watch", CONCERNS, CONCERNS),
        thresholds=_thresholds(section.section("thresholds")),
        email=section.optional_text("email", _EMAIL),
        action_group_id=section.optional_text(
            "actionGroupId", resource_id("Microsoft.Insights/actionGroups")
        ),
    )
    if found.email and found.action_group_id:
        section.mistake("email", "an existing action group keeps its own receivers")
    section.close()
    return found


def _thresholds(section: Section | None) -> dict[Concern, int]:
    if section is None:
        return {}
    found: dict[Concern, int] = {
        concern: section.number(concern, least=0, most=_MOST_EVENTS, default=0)
        for concern in CONCERNS
        if section.has(concern)
    }
    section.close()
    return found


def _ranges(section: Section, key: str) -> tuple[str, ...]:
    ranges = section.texts(key, _RANGE)
    for index, text in enumerate(ranges):
        if text and not _is_range(text):
            section.mistake(f"{key}[{index}]", _RANGE.says)
    return ranges


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
