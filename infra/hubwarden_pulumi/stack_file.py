"""The keys of a stack file, with their values and meaning.

With ``app_keys`` this is their only declaration: the checks, the JSON schema and docs/settings.md are made from it.
It does not need Pulumi.
"""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from hubwarden.facts import Concern
from hubwarden_pulumi.app_keys import AppKeys
from hubwarden_pulumi.stack_file_values import (
    SOMEWHERE,
    Concerns,
    Email,
    EnvironmentName,
    Guid,
    Name,
    Prefix,
    PublicNetworkAccess,
    Ranges,
    Region,
    Rights,
    Section,
    Text,
    Tier,
    key,
    resource,
)


class NetworkKeys(Section, frozen=True):
    """Which rights a key has from which addresses. By default, a key works from everywhere."""

    backends: Annotated[Ranges, key("Address ranges that may send.", ["203.0.113.0/24"])] = ()
    tools: Annotated[
        Ranges,
        key("Address ranges that may also manage.", ["198.51.100.0/24"]),
    ] = ()
    public: Annotated[
        Rights | UnsetType,
        key("Rights of every other address; left out, Listen.", ["Listen"]),
    ] = UNSET


class LogsKeys(Section, frozen=True):
    """Where the operational logs of the namespace are sent."""

    enabled: Annotated[bool, key("Whether they go anywhere.", example=True)] = True
    storage_account_id: Annotated[
        Annotated[str, resource("Microsoft.Storage/storageAccounts")] | UnsetType,
        key(
            "An existing account, which keeps its own rules; left out, one is made.",
            f"{SOMEWHERE}/Microsoft.Storage/storageAccounts/logs",
        ),
    ] = UNSET
    retention_days: Annotated[
        int,
        key("Days until a log is deleted from the account that is made.", 365, ge=1, le=36_500),
    ] = 365


class MetricsKeys(Section, frozen=True):
    """Where the metrics of the hubs are sent."""

    enabled: Annotated[bool, key("Whether they go anywhere.", example=True)] = True
    workspace_id: Annotated[
        Annotated[str, resource("Microsoft.OperationalInsights/workspaces")] | UnsetType,
        key(
            "An existing workspace; left out, one is made.",
            f"{SOMEWHERE}/Microsoft.OperationalInsights/workspaces/push",
        ),
    ] = UNSET


class AlertsKeys(Section, frozen=True):
    """What is watched on every hub, and who is notified."""

    enabled: Annotated[bool, key("Whether the alerts are switched on.", example=True)] = True
    watch: Annotated[
        Concerns | UnsetType,
        key("What is watched; left out, all.", ["authentication", "throttling"]),
    ] = UNSET
    thresholds: Annotated[
        dict[Concern, Annotated[int, Meta(ge=0, le=1_000_000_000)]],
        key("Count in a quarter of an hour above which an alert fires.", {"throttling": 100}),
    ] = field(default_factory=dict)
    email: Annotated[Email | UnsetType, key("Who is told.", "push-alerts@lindenmarkt.example")] = (
        UNSET
    )
    action_group_id: Annotated[
        Annotated[str, resource("Microsoft.Insights/actionGroups")] | UnsetType,
        key(
            "An existing action group, which keeps its own receivers.",
            f"{SOMEWHERE}/Microsoft.Insights/actionGroups/push",
        ),
    ] = UNSET


class StackKeys(Section, frozen=True):
    """The settings of one stack, each written with the prefix `hubwarden:`."""

    environment: Annotated[
        EnvironmentName, key("What the stack is; the baseline has the last word.", "production")
    ]
    prefix: Annotated[
        Prefix, key("Every name begins with it; some are unique in all of Azure.", "lindenmarkt")
    ]
    tier: Annotated[Tier, key("Tier of the namespace.", "Standard")]
    apps: Annotated[
        dict[Name, AppKeys],
        key(
            "By name, the apps; each has a hub.",
            {
                "shop": {
                    "platforms": ["windows"],
                    "consumers": {"phones": {"role": "device", "rights": ["Listen"]}},
                }
            },
        ),
    ]
    zone_redundancy: Annotated[
        bool, key("Can only be chosen when the namespace is made.", example=True)
    ] = False
    public_network_access: Annotated[
        PublicNetworkAccess, key("Whether the namespace has a public endpoint.", "Enabled")
    ] = "Enabled"
    network: Annotated[
        NetworkKeys | UnsetType, key("Who may do what from where.", {"public": ["Listen"]})
    ] = UNSET
    logs: Annotated[
        LogsKeys | UnsetType, key("Operational logs; left out, none.", {"retentionDays": 365})
    ] = UNSET
    metrics: Annotated[MetricsKeys | UnsetType, key("Metrics; left out, none.", {})] = UNSET
    alerts: Annotated[
        AlertsKeys | UnsetType,
        key("Alerts; left out, none.", {"email": "push-alerts@lindenmarkt.example"}),
    ] = UNSET
    key_vault_id: Annotated[
        Annotated[str, resource("Microsoft.KeyVault/vaults")] | UnsetType,
        key(
            "An existing vault in the stack's own subscription; left out, one is made.",
            f"{SOMEWHERE}/Microsoft.KeyVault/vaults/push",
        ),
    ] = UNSET
    lock: Annotated[
        bool | UnsetType,
        key(
            "Whether the namespace is locked; left out, it is if the stack is protected.",
            example=True,
        ),
    ] = UNSET
    application: Annotated[Text | UnsetType, key("Tag `application`.", "lindenmarkt-push")] = UNSET
    owner: Annotated[
        Text | UnsetType, key("Tag `owner`.", "mobile-platform@lindenmarkt.example")
    ] = UNSET
    cost_centre: Annotated[Text | UnsetType, key("Tag `costCentre`.", "4711")] = UNSET


class ProviderKeys(Section, frozen=True):
    """Settings of the provider, each written with the prefix `azure-native:`."""

    location: Annotated[Region, key("The region.", "northeurope")]
    tenant_id: Annotated[
        Guid | UnsetType,
        key(
            "Your Entra tenant; needed where a vault is made.",
            "00000000-0000-0000-0000-000000000000",
        ),
    ] = UNSET
