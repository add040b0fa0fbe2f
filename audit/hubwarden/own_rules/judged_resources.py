"""The Azure resources, stacks and changes that own rules can judge, by the word in ``judges``."""

from __future__ import annotations

from typing import Final

from hubwarden.model.change import Change
from hubwarden.model.key_uses import KeyUse
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.resources import (
    AccessRule,
    ActionGroup,
    Alert,
    DiagnosticSetting,
    Hub,
    Lock,
    LogStore,
    Namespace,
    Output,
    PrivateEndpoint,
    ProcessingRule,
    RoleGrant,
    Stack,
)
from hubwarden.own_rules.expression_fields import Judged, Told, flag, text, texts

_NAME: Final = {"name": text("the name", "id.name")}
_PLACED: Final = {**_NAME, "resource_group": text("the resource group", "id.resource_group")}
_OF_PULUMI: Final = {
    "protect": flag("whether Pulumi refuses to delete it; only of Pulumi", optional=True),
    "retain_on_delete": flag("whether Pulumi leaves it in Azure; only of Pulumi", optional=True),
}
_TAGS: Final = {
    "tags": Told("map<string, string>", "the tags; known where the value of each is"),
    "tag_names": texts("the names of the tags", "tags"),
}
_SERVICES: Final = {
    "push_services": texts(
        "which credentials it holds itself: adm, apns, baidu, browser, fcm_legacy, fcm_v1, mpns, wns, xiaomi",
        "credentials",
    )
}
RESOURCES: Final[dict[str, Judged]] = {
    "access rule": Judged(
        AccessRule,
        {
            **_PLACED,
            "name": text("the name"),
            "scope": text("the id of the namespace or hub that it opens"),
            "on_namespace": flag("whether that is a namespace"),
            "rights": texts("Listen, Manage, Send, in this order"),
            "azure_default": flag("whether Azure made the rule itself"),
            "consumer": text("the consumer that the settings declare", optional=True),
            "role": text("the role that the settings give that consumer", optional=True),
            "used_by": texts("ids of the resources that the source hands its key to"),
            "modified": Told(
                "timestamp", "when the rule or one of its keys was changed; live Azure only"
            ),
        },
    ),
    "action group": Judged(
        ActionGroup,
        {
            **_PLACED,
            "enabled": flag("whether it notifies at all"),
            "receivers": Told("int", "how many receivers it has that can be reached"),
        },
    ),
    "alert": Judged(
        Alert,
        {
            **_PLACED,
            "scopes": texts("ids of what it watches"),
            "metrics": texts("the metrics of its criteria"),
            "enabled": flag("whether it is on"),
            "action_groups": texts("ids of the action groups that it notifies"),
            "severity": Told("int", "from 0, critical, to 4, verbose"),
            "window": Told("duration", "over how long a time values are put together"),
            "frequency": Told("duration", "how often it is evaluated"),
        },
    ),
    "change": Judged(
        Change,
        {
            "about": text("what differs, in words: access rule billing", "resource"),
            "field": text("the field as a baseline names it: AccessRule.rights"),
            "declared": text("the declared value in words; differs, for a secret"),
            "live": text("the live value in words; differs, for a secret"),
            "actor": text("who made the change, where the activity log says it", optional=True),
            "at": Told("timestamp", "when, where the activity log says it", optional=True),
        },
    ),
    "diagnostic setting": Judged(
        DiagnosticSetting,
        {
            **_PLACED,
            "target": text("the id of the resource whose data is sent"),
            "log_categories": texts("log categories that are on; groups as group:allLogs"),
            "metric_categories": texts("metric categories that are on"),
            "to_workspace": flag("whether a workspace gets the data"),
            "to_storage": flag("whether a storage account does"),
            "to_event_hub": flag("whether an event hub does"),
            "workspace": text("the id of the workspace", optional=True),
            "storage": text("the id of the storage account", optional=True),
        },
    ),
    "hub": Judged(
        Hub,
        {
            **_PLACED,
            "name": text("the name"),
            "namespace": text("the name of its namespace", "namespace.name"),
            **_TAGS,
            **_SERVICES,
            "platforms": texts("platforms that the settings declare: android, ios, windows, ..."),
            "registration_ttl": Told(
                "duration", "after which time a registration expires", optional=True
            ),
            **_OF_PULUMI,
        },
    ),
    "key use": Judged(
        KeyUse,
        {
            **_PLACED,
            "place": text("where in the resource the key goes: siteConfig.appSettings[HUB]"),
            "rule": text("the id of the access rule whose key it is"),
            "on_namespace": flag("whether that is a rule of a namespace"),
            "stored": flag("whether it is only kept for others, as in a vault"),
        },
    ),
    "lock": Judged(
        Lock,
        {
            **_PLACED,
            "scope": text("the id of what it locks"),
            "level": text("CanNotDelete or ReadOnly"),
        },
    ),
    "log store": Judged(
        LogStore,
        {
            "store": text("the id of the storage account or the workspace"),
            "days": Told(
                "int", "days until operational logs are deleted; none: never", optional=True
            ),
            "of_table": flag("whether the workspace's table of these logs says it"),
        },
    ),
    "namespace": Judged(
        Namespace,
        {
            **_PLACED,
            "name": text("the name"),
            "tier": text("Free, Basic or Standard"),
            **_TAGS,
            **_SERVICES,
            "region": text("where it is, in small letters and without blanks"),
            "zone_redundant": flag("whether it is zone-redundant"),
            "replication_region": text("where Azure keeps a copy of the metadata; None: nowhere"),
            "public_access": flag("whether the public endpoint is open at all"),
            "public_rights": texts("rights that work from every public address"),
            "ranges": Told(
                "map<string, list<string>>", "by right, the ranges of the address rules"
            ),
            **_OF_PULUMI,
        },
    ),
    "output": Judged(
        Output,
        {
            "name": text("the name"),
            "secret": flag("whether it is marked as secret"),
            "holds_access_key": flag("whether its value is, or is made from, an access key"),
            "recorded": flag("whether its value can be read afterwards"),
        },
    ),
    "planned change": Judged(
        PlannedChange,
        {
            "kind": text("namespace, hub or resource group"),
            "name": text("the name"),
            "replaced": flag("whether another one is made in its place"),
            "forced_by": texts("properties whose change forces a replacement"),
            "protected": flag("whether Pulumi refuses the update for now"),
            "retained": flag("whether Pulumi leaves the old one in Azure"),
        },
    ),
    "private endpoint": Judged(
        PrivateEndpoint,
        {
            **_PLACED,
            "status": text("Approved, Pending, Rejected or Disconnected"),
            "endpoint": text("the name of the private endpoint, in small letters"),
        },
    ),
    "processing rule": Judged(
        ProcessingRule,
        {
            **_PLACED,
            "scopes": texts("ids within which it holds"),
            "enabled": flag("whether it is on"),
            "silences": flag("whether it takes all action groups away"),
            "conditional": flag("whether it holds for some alerts only"),
            "until": Told("timestamp", "when it ends", optional=True),
            "at_times": flag("whether it holds in some hours or on some days only"),
        },
    ),
    "role assignment": Judged(
        RoleGrant,
        {
            "scope": text("the id within which it holds"),
            "principal": text("the object id of who has the role"),
            "principal_kind": text("User, Group, ServicePrincipal, ...", optional=True),
            "role": text("the GUID of the role", "role.name"),
            "eligible": flag("whether the principal has to activate it first"),
        },
    ),
    "stack": Judged(
        Stack,
        {
            "name": text("the name"),
            "claimed_environment": text(
                "the environment that its settings claim", "environment", optional=True
            ),
        },
    ),
}
