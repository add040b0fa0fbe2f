"""How azure-native writes Azure's resources: types, names, and the ids that follow from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from hubwarden.model.scopes import NO_SUBSCRIPTION
from hubwarden.sources.pulumi.wire_values import COMPUTED
from hubwarden.unknown import Unknown

SUBSCRIPTION: Final = NO_SUBSCRIPTION
"""The placeholder for the subscription of a stack's only provider, where the source does not have it."""

_NH: Final = "Microsoft.NotificationHubs/namespaces"

_TYPES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "notificationhubs:Namespace": (_NH, ("namespaceName",)),
    "notificationhubs:NotificationHub": (
        f"{_NH}/notificationHubs",
        ("namespaceName", "notificationHubName"),
    ),
    "notificationhubs:NamespaceAuthorizationRule": (
        f"{_NH}/authorizationRules",
        ("namespaceName", "authorizationRuleName"),
    ),
    "notificationhubs:NotificationHubAuthorizationRule": (
        f"{_NH}/notificationHubs/authorizationRules",
        ("namespaceName", "notificationHubName", "authorizationRuleName"),
    ),
    "notificationhubs:PrivateEndpointConnection": (
        f"{_NH}/privateEndpointConnections",
        ("namespaceName", "privateEndpointConnectionName"),
    ),
    "network:PrivateEndpoint": ("Microsoft.Network/privateEndpoints", ("privateEndpointName",)),
    "monitor:MetricAlert": ("Microsoft.Insights/metricAlerts", ("ruleName",)),
    "alertsmanagement:AlertProcessingRuleByName": (
        "Microsoft.AlertsManagement/actionRules",
        ("alertProcessingRuleName",),
    ),
    "alertsmanagement:ActionRuleByName": (
        "Microsoft.AlertsManagement/actionRules",
        ("actionRuleName",),
    ),
    "monitor:ActionGroup": ("Microsoft.Insights/actionGroups", ("actionGroupName",)),
    "operationalinsights:Workspace": (
        "Microsoft.OperationalInsights/workspaces",
        ("workspaceName",),
    ),
    "operationalinsights:Table": (
        "Microsoft.OperationalInsights/workspaces/tables",
        ("workspaceName", "tableName"),
    ),
    "storage:StorageAccount": ("Microsoft.Storage/storageAccounts", ("accountName",)),
    "storage:ManagementPolicy": (
        "Microsoft.Storage/storageAccounts/managementPolicies",
        ("accountName", "managementPolicyName"),
    ),
    "keyvault:Vault": ("Microsoft.KeyVault/vaults", ("vaultName",)),
    "keyvault:Secret": ("Microsoft.KeyVault/vaults/secrets", ("vaultName", "secretName")),
    "managedidentity:UserAssignedIdentity": (
        "Microsoft.ManagedIdentity/userAssignedIdentities",
        ("resourceName",),
    ),
}
"""Resources in a resource group: ARM type, and the inputs with the names. From azure-native 3.29."""

_EXTENSIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "monitor:DiagnosticSetting": ("Microsoft.Insights/diagnosticSettings", "resourceUri", "name"),
    "authorization:ManagementLockByScope": ("Microsoft.Authorization/locks", "scope", "lockName"),
    "authorization:RoleAssignment": (
        "Microsoft.Authorization/roleAssignments",
        "scope",
        "roleAssignmentName",
    ),
    "authorization:PimRoleEligibilitySchedule": (
        "Microsoft.Authorization/roleEligibilityScheduleRequests",
        "scope",
        "roleEligibilityScheduleRequestName",
    ),
    "authorization:RoleDefinition": (
        "Microsoft.Authorization/roleDefinitions",
        "scope",
        "roleDefinitionId",
    ),
}
"""Resources that extend another one: ARM type, the input that names the other one, and the name."""


_LOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "authorization:ManagementLockAtSubscriptionLevel": ("{subscription}",),
    "authorization:ManagementLockAtResourceGroupLevel": ("{group}",),
    "authorization:ManagementLockAtResourceLevel": (
        "{group}",
        "providers",
        "resourceProviderNamespace",
        "parentResourcePath",
        "resourceType",
        "resourceName",
    ),
}
"""Locks whose inputs give the scope in parts."""

_OWN: Final = re.compile(r"azure-native(_\w+)?:")
"""The provider, and its packages for a single API version: ``azure-native_monitor_v20180301``."""
_OLDER_MODULES: Final = {"insights": "monitor"}
"""Modules with another name before azure-native 3, which keeps the old names as aliases."""


def is_of_hubs(token: str) -> bool:
    """Tell whether a type token is that of a namespace, a hub or an access rule."""
    return short_type(token).startswith("notificationhubs:") and short_type(token) in _TYPES


def is_own(token: str) -> bool:
    """Tell whether a type token belongs to azure-native."""
    return _OWN.match(token) is not None


def short_type(token: str) -> str:
    """Return ``module:Type`` of a type token, without provider and API version."""
    if not is_own(token):
        return token
    short = re.sub(r"/v\w+:", ":", token.partition(":")[2])
    module, _, name = short.partition(":")
    return f"{_OLDER_MODULES.get(module, module)}:{name}"


def arm_type(token: str) -> str:
    """Return the ARM type of a resource; for a type that is not in the tables, its short name."""
    short = short_type(token)
    if short == "resources:ResourceGroup":
        return "Microsoft.Resources/resourceGroups"
    if short in _LOCKS:
        return "Microsoft.Authorization/locks"
    if short in _EXTENSIONS:
        return _EXTENSIONS[short][0]
    return _TYPES[short][0] if short in _TYPES else short


def name_input(token: str) -> str:
    """Return the input with a resource's own name; an empty text where there is none."""
    short = short_type(token)
    if short == "resources:ResourceGroup":
        return "resourceGroupName"
    if short in _EXTENSIONS:
        return _EXTENSIONS[short][2]
    return _TYPES[short][1][-1] if short in _TYPES else ""


def resource_id(
    token: str, logical_name: str, inputs: Mapping[str, Any], subscription: str = SUBSCRIPTION
) -> str:
    """Return the id that a resource will have.

    If Pulumi chooses the name, it is random: it is written as a symbol in braces that is different for each
    resource. An unknown name becomes a symbol, too.
    """
    short, kind = short_type(token), arm_type(token)

    def name_of(key: str) -> str:
        value = inputs.get(key)
        # Two secret names have the same symbol but may differ, so the symbol cannot be used.
        if isinstance(value, Unknown) and value is not COMPUTED and not value.present:
            return value.symbol
        return value if isinstance(value, str) and value else f"{{{key} of {logical_name}}}"

    group = f"/subscriptions/{subscription}/resourceGroups/{name_of('resourceGroupName')}"
    if short == "resources:ResourceGroup":
        return group
    if short in _LOCKS:
        known = {
            "{subscription}": f"/subscriptions/{subscription}",
            "{group}": group,
            "providers": "providers",
        }
        # A resource without a parent has an empty parent path.
        facts = [part for part in _LOCKS[short] if inputs.get(part) != ""]
        above = "/".join((known.get(part) or name_of(part)).strip("/") for part in facts)
        return f"/{above}/providers/{kind}/{name_of('lockName')}"
    if short in _EXTENSIONS:
        _, scope, name = _EXTENSIONS[short]
        return f"{name_of(scope)}/providers/{kind}/{name_of(name)}"
    if short in _TYPES:
        namespace, *types = kind.split("/")
        keys = _TYPES[short][1]
        path = "/".join(f"{type_}/{name_of(key)}" for type_, key in zip(types, keys, strict=True))
        return f"{group}/providers/{namespace}/{path}"
    return f"{group}/providers/{short.replace(':', '/')}/{logical_name}"
