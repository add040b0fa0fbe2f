"""The table of REST paths and bodies: what the SDK does not say of a type.

It was written after the OpenAPI documents of the resource providers (github.com/Azure/
azure-rest-api-specs) and the types that Bicep generates from them (github.com/Azure/bicep-types-az). A
corpus test compares the Notification Hubs entries with their document. Of the other types, only what a
deployment uses was tried.
"""

import re
from collections.abc import Mapping
from typing import Final

from .shape import Shape

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_NAMESPACE: Final = f"{_GROUP}/providers/Microsoft.NotificationHubs/namespaces/{{namespaceName}}"
_HUB: Final = f"{_NAMESPACE}/notificationHubs/{{notificationHubName}}"
_INSIGHTS: Final = f"{_GROUP}/providers/Microsoft.Insights"
_STORAGE: Final = f"{_GROUP}/providers/Microsoft.Storage/storageAccounts/{{accountName}}"
_VAULT: Final = f"{_GROUP}/providers/Microsoft.KeyVault/vaults/{{vaultName}}"

SHAPES: Final[Mapping[str, Shape]] = {
    "azure-native:resources:ResourceGroup": Shape(
        _GROUP, beside=frozenset({"managedBy", "properties"}), lifted=False
    ),
    "azure-native:notificationhubs:Namespace": Shape(
        _NAMESPACE,
        beside=frozenset({"sku"}),
        wrapped=re.compile(r"pnsCredentials\.\w+Credential"),
    ),
    "azure-native:notificationhubs:NotificationHub": Shape(
        _HUB,
        beside=frozenset({"sku"}),
        inside=frozenset({"name"}),
        wrapped=re.compile(r"\w+Credential"),
    ),
    "azure-native:notificationhubs:NamespaceAuthorizationRule": Shape(
        f"{_NAMESPACE}/authorizationRules/{{authorizationRuleName}}"
    ),
    "azure-native:notificationhubs:NotificationHubAuthorizationRule": Shape(
        f"{_HUB}/authorizationRules/{{authorizationRuleName}}"
    ),
    "azure-native:monitor:DiagnosticSetting": Shape(
        "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}"
    ),
    "azure-native:monitor:MetricAlert": Shape(
        f"{_INSIGHTS}/metricAlerts/{{ruleName}}", renamed={"criteria.odataType": "odata.type"}
    ),
    "azure-native:monitor:ActionGroup": Shape(f"{_INSIGHTS}/actionGroups/{{actionGroupName}}"),
    "azure-native:monitor:ActivityLogAlert": Shape(
        f"{_INSIGHTS}/activityLogAlerts/{{activityLogAlertName}}"
    ),
    "azure-native:monitor:ScheduledQueryRule": Shape(
        f"{_INSIGHTS}/scheduledQueryRules/{{ruleName}}"
    ),
    "azure-native:operationalinsights:Workspace": Shape(
        f"{_GROUP}/providers/Microsoft.OperationalInsights/workspaces/{{workspaceName}}"
    ),
    "azure-native:storage:StorageAccount": Shape(
        _STORAGE,
        beside=frozenset({"sku", "extendedLocation"}),
        renamed={
            "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
            "enableNfsV3": "isNfsV3Enabled",
            "networkRuleSet": "networkAcls",
            "networkRuleSet.ipRules.iPAddressOrRange": "value",
            "networkRuleSet.virtualNetworkRules.virtualNetworkResourceId": "id",
            "encryption.encryptionIdentity": "identity",
            "encryption.encryptionIdentity.encryptionFederatedIdentityClientId": (
                "federatedIdentityClientId"
            ),
            "encryption.encryptionIdentity.encryptionUserAssignedIdentity": "userAssignedIdentity",
            "encryption.keyVaultProperties": "keyvaultproperties",
            "encryption.keyVaultProperties.keyName": "keyname",
            "encryption.keyVaultProperties.keyVaultUri": "keyvaulturi",
            "encryption.keyVaultProperties.keyVersion": "keyversion",
        },
    ),
    "azure-native:storage:ManagementPolicy": Shape(
        f"{_STORAGE}/managementPolicies/{{managementPolicyName}}"
    ),
    # Access policies can also be resources of their own, so the provider leaves those of an existing
    # vault as they are; a new vault gets an empty list, which Azure insists on.
    "azure-native:keyvault:Vault": Shape(
        _VAULT, lifted=False, kept=("properties", "accessPolicies")
    ),
    "azure-native:keyvault:Secret": Shape(f"{_VAULT}/secrets/{{secretName}}", lifted=False),
    "azure-native:authorization:ManagementLockByScope": Shape(
        "{scope}/providers/Microsoft.Authorization/locks/{lockName}"
    ),
    "azure-native:authorization:RoleAssignment": Shape(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}"
    ),
    "azure-native:managedidentity:UserAssignedIdentity": Shape(
        f"{_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{{resourceName}}"
    ),
}
"""By type, as in a program's URN."""

ACTIONS: Final[Mapping[str, str]] = {
    "azure-native:notificationhubs:listNamespaceKeys": (
        f"{_NAMESPACE}/authorizationRules/{{authorizationRuleName}}/listKeys"
    ),
    "azure-native:notificationhubs:listNotificationHubKeys": (
        f"{_HUB}/authorizationRules/{{authorizationRuleName}}/listKeys"
    ),
}
"""Paths of the POST calls behind functions."""
