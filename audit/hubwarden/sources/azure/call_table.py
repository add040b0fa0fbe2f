"""The calls that reading Azure makes: all of them, and no other leaves this machine.

The allow-list, the gaps of a report, the auditor's role and ``docs/live.md`` are made of this table.
Sources: for path and version the OpenAPI documents (azure-rest-api-specs), for the permission Microsoft's list.
"""

from __future__ import annotations

from typing import Final

from hubwarden.api_versions import NEWEST
from hubwarden.sources.azure.azure_call import Call
from hubwarden.sources.azure.monitor_calls import DEFINITIONS, LOGS, METRICS
from hubwarden.sources.azure.registration_calls import REGISTRATIONS

_SUBSCRIPTION: Final = "/subscriptions/{subscription}"
_GROUP: Final = f"{_SUBSCRIPTION}/resourceGroups/{{group}}"
_OURS: Final = "providers/Microsoft.NotificationHubs/namespaces"
_NAMESPACE: Final = f"{_GROUP}/{_OURS}/{{namespace}}"
_HUB: Final = f"{_NAMESPACE}/notificationHubs/{{hub}}"
_SETTINGS: Final = "providers/Microsoft.Insights/diagnosticSettings"

SUBSCRIPTIONS: Final = Call(
    "the subscriptions that the account can see",
    "/subscriptions",
    "2022-12-01",
    "",
    per="run that names a subscription by its name, or none",
)
DESCENDANTS: Final = Call(
    "the subscriptions of the management group",
    "/providers/Microsoft.Management/managementGroups/{group}/descendants",
    "2020-05-01",
    "Microsoft.Management/managementGroups/descendants/read",
    per="management group",
)
GRAPH: Final = Call(
    "the inventory of Resource Graph",
    "/providers/Microsoft.ResourceGraph/resources",
    "2021-03-01",
    "",
    ("namespaces", "hubs"),
    answer="table",
    method="POST",
    per="200 subscriptions, twice, and per further 1,000 rows",
)
NAMESPACES: Final = Call(
    "namespaces",
    f"{_SUBSCRIPTION}/{_OURS}",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/read",
    ("namespaces",),
    per="subscription, and per further 100 namespaces",
)
NAMESPACES_OF_GROUP: Final = Call(
    "namespaces",
    f"{_GROUP}/{_OURS}",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/read",
    ("namespaces",),
    per="resource group that is named, and per further 100 namespaces",
)
NAMESPACE: Final = Call(
    "the namespace",
    _NAMESPACE,
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/read",
    ("namespaces",),
    answer="resource",
    per="namespace that is named, or that only Resource Graph shows",
)
HUBS: Final = Call(
    "hubs",
    f"{_NAMESPACE}/notificationHubs",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/NotificationHubs/read",
    ("hubs", "access_rules"),
    per="namespace, and per further 100 hubs",
)
HUB: Final = Call(
    "the hub",
    _HUB,
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/NotificationHubs/read",
    ("hubs",),
    answer="resource",
    per="hub that is named, or that only Resource Graph shows",
)
NAMESPACE_RULES: Final = Call(
    "access rules of the namespace",
    f"{_NAMESPACE}/authorizationRules",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/authorizationRules/read",
    ("access_rules",),
    per="namespace",
)
HUB_RULES: Final = Call(
    "access rules of the hub",
    f"{_HUB}/authorizationRules",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/NotificationHubs/authorizationRules/read",
    ("access_rules",),
    per="hub",
)
CONNECTIONS: Final = Call(
    "private endpoint connections",
    f"{_NAMESPACE}/privateEndpointConnections",
    NEWEST,
    "Microsoft.NotificationHubs/namespaces/privateEndpointConnections/read",
    ("private_endpoints",),
    per="namespace",
)
NAMESPACE_CREDENTIALS: Final = Call(
    "push credentials of the namespace",
    f"{_NAMESPACE}/pnsCredentials",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/pnsCredentials/action",
    ("credentials",),
    answer="resource",
    method="POST",
    per="namespace",
    secret=True,
)
HUB_CREDENTIALS: Final = Call(
    "push credentials of the hub",
    f"{_HUB}/pnsCredentials",
    NEWEST,
    "Microsoft.NotificationHubs/Namespaces/NotificationHubs/pnsCredentials/action",
    ("credentials",),
    answer="resource",
    method="POST",
    per="hub",
    secret=True,
)
NAMESPACE_SETTINGS: Final = Call(
    "diagnostic settings of the namespace",
    f"{_NAMESPACE}/{_SETTINGS}",
    "2021-05-01-preview",
    "Microsoft.Insights/diagnosticSettings/read",
    ("diagnostic_settings",),
    per="namespace",
)
HUB_SETTINGS: Final = Call(
    "diagnostic settings of the hub",
    f"{_HUB}/{_SETTINGS}",
    "2021-05-01-preview",
    "Microsoft.Insights/diagnosticSettings/read",
    ("diagnostic_settings",),
    per="hub",
)
ALERTS: Final = Call(
    "metric alerts",
    f"{_SUBSCRIPTION}/providers/Microsoft.Insights/metricAlerts",
    "2018-03-01",
    "Microsoft.Insights/metricAlerts/read",
    ("alerts",),
)
ACTION_GROUPS: Final = Call(
    "action groups",
    f"{_SUBSCRIPTION}/providers/Microsoft.Insights/actionGroups",
    "2023-01-01",
    "Microsoft.Insights/actionGroups/read",
    ("action_groups",),
)
ACTION_GROUP: Final = Call(
    "the action group",
    f"{_GROUP}/providers/Microsoft.Insights/actionGroups/{{action_group}}",
    "2023-01-01",
    "Microsoft.Insights/actionGroups/read",
    ("action_groups",),
    answer="resource",
    per="action group of another subscription that an alert names",
)
PROCESSING_RULES: Final = Call(
    "alert processing rules",
    f"{_SUBSCRIPTION}/providers/Microsoft.AlertsManagement/actionRules",
    "2021-08-08",
    "Microsoft.AlertsManagement/actionRules/read",
    ("processing_rules",),
)
LOCKS: Final = Call(
    "locks",
    f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/locks",
    "2020-05-01",
    "Microsoft.Authorization/locks/read",
    ("locks",),
)
ROLE_ASSIGNMENTS: Final = Call(
    "role assignments",
    f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments",
    "2022-04-01",
    "Microsoft.Authorization/roleAssignments/read",
    ("role_grants",),
)
ROLE_DEFINITIONS: Final = Call(
    "role definitions",
    f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions",
    "2022-04-01",
    "Microsoft.Authorization/roleDefinitions/read",
    ("role_definitions",),
)
ELIGIBLE_ASSIGNMENTS: Final = Call(
    "role assignments that somebody may activate",
    f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances",
    "2020-10-01",
    "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
    ("role_grants",),
)
DENY_ASSIGNMENTS: Final = Call(
    "deny assignments",
    f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments",
    "2022-04-01",
    "Microsoft.Authorization/denyAssignments/read",
    ("deny_assignments",),
)
WORKSPACE: Final = Call(
    "how long the workspace keeps logs",
    f"{_GROUP}/providers/Microsoft.OperationalInsights/workspaces/{{workspace}}",
    "2023-09-01",
    "Microsoft.OperationalInsights/workspaces/read",
    ("log_stores",),
    answer="resource",
    per="workspace that logs are sent to",
)
STORAGE_POLICY: Final = Call(
    "how long the storage account keeps logs",
    f"{_GROUP}/providers/Microsoft.Storage/storageAccounts/{{account}}/managementPolicies/default",
    "2024-01-01",
    "Microsoft.Storage/storageAccounts/managementPolicies/read",
    ("log_stores",),
    answer="resource",
    per="storage account that logs are sent to",
)

STORAGE: Final = Call(
    "whether the storage account is there",
    f"{_GROUP}/providers/Microsoft.Storage/storageAccounts/{{account}}",
    "2024-01-01",
    "Microsoft.Storage/storageAccounts/read",
    ("log_stores",),
    answer="resource",
    per="such account without a management policy",
)

ACTIVITY_LOG: Final = Call(
    "the activity log",
    f"{_SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values",
    "2015-04-01",
    "Microsoft.Insights/eventtypes/values/read",
    ("activity_log",),
    per="subscription and resource provider that drift found a change in, or that a save keeps, and per further page",
)

CALLS: Final = (
    SUBSCRIPTIONS,
    DESCENDANTS,
    GRAPH,
    NAMESPACES,
    NAMESPACES_OF_GROUP,
    NAMESPACE,
    HUBS,
    HUB,
    NAMESPACE_RULES,
    HUB_RULES,
    CONNECTIONS,
    NAMESPACE_CREDENTIALS,
    HUB_CREDENTIALS,
    NAMESPACE_SETTINGS,
    HUB_SETTINGS,
    ALERTS,
    ACTION_GROUPS,
    ACTION_GROUP,
    PROCESSING_RULES,
    LOCKS,
    ROLE_ASSIGNMENTS,
    ROLE_DEFINITIONS,
    ELIGIBLE_ASSIGNMENTS,
    DENY_ASSIGNMENTS,
    WORKSPACE,
    STORAGE_POLICY,
    STORAGE,
    ACTIVITY_LOG,
    DEFINITIONS,
    METRICS,
    LOGS,
    REGISTRATIONS,
)


def find_call(method: str, path: str, version: str, *, with_credentials: bool) -> Call | None:
    """Return the call of the table that a request is; nothing where it is none that may be made."""
    for call in CALLS:
        if (
            call.method == method
            and call.version == version
            and (with_credentials or not call.secret)
            and call.pattern.fullmatch(path)
        ):
            return call
    return None
