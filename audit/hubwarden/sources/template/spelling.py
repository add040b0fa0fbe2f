"""How azure-native spells the properties that the model reads, and which of them are secret.

ARM ignores the letter case of property names, so a template may spell them in any way. Source: the OpenAPI
documents of Microsoft.NotificationHubs 2023-10-01-preview and of the monitor resources that azure-native 3 uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubwarden.sources.push_credentials import SECRET_MEMBERS

CREDENTIALS: Final = tuple(SECRET_MEMBERS)
"""Properties of a hub, and of a namespace's ``pnsCredentials``, with members in an inner ``properties``."""

SECRETS: Final = frozenset(name for names in SECRET_MEMBERS.values() for name in names)
"""Members of credentials that the model keeps as ``Secret`` and never shows."""

IDS: Final = frozenset(
    (
        "actionGroupId",
        "eventHubAuthorizationRuleId",
        "principalId",
        "privateLinkServiceId",
        "resourceUri",
        "roleDefinitionId",
        "scope",
        "scopes",
        "storageAccountId",
        "targetId",
        "targetResourceId",
        "workspaceId",
    )
)
"""Properties with ids: their known parts matter even if other parts are unknown."""

_OTHERS: Final = (
    "alertSensitivity",
    "failingPeriods",
    "minFailingPeriodsToAlert",
    "notActions",
    "numberOfEvaluationPeriods",
    "permissions",
    "baseBlob",
    "blobTypes",
    "daysAfterCreationGreaterThan",
    "daysAfterLastAccessTimeGreaterThan",
    "daysAfterModificationGreaterThan",
    "definition",
    "delete",
    "filters",
    "policy",
    "prefixMatch",
    "retentionInDays",
    "rules",
    "manualPrivateLinkServiceConnections",
    "privateLinkServiceConnectionState",
    "privateLinkServiceConnections",
    "properties",
    "status",
    "actionGroups",
    "actions",
    "actionType",
    "allOf",
    "appId",
    "appName",
    "armRoleReceivers",
    "authTokenUrl",
    "automationAccountId",
    "automationRunbookReceivers",
    "azureAppPushReceivers",
    "azureFunctionReceivers",
    "baiduEndPoint",
    "callbackUrl",
    "category",
    "categoryGroup",
    "clientEmail",
    "clientId",
    "conditions",
    "connectionId",
    "criteria",
    "criterionType",
    "dataCenter",
    "dailyMaxActiveDevices",
    "daysOfWeek",
    "dimensions",
    "effectiveFrom",
    "effectiveUntil",
    "emailAddress",
    "emailReceivers",
    "enabled",
    "endpoint",
    "endTime",
    "evaluationFrequency",
    "eventHubName",
    "eventHubReceivers",
    "functionAppResourceId",
    "gcmEndpoint",
    "groupShortName",
    "httpTriggerUrl",
    "identity",
    "ignoreDataBefore",
    "ipMask",
    "ipRules",
    "itsmReceivers",
    "keyId",
    "kind",
    "level",
    "location",
    "logAnalyticsDestinationType",
    "logicAppReceivers",
    "logs",
    "metricName",
    "metricNamespace",
    "metrics",
    "name",
    "namespaceType",
    "networkAcls",
    "notes",
    "odataType",
    "operator",
    "packageSid",
    "phoneNumber",
    "pnsCredentials",
    "principalType",
    "projectId",
    "publicNetworkAccess",
    "publicNetworkRule",
    "recurrences",
    "recurrenceType",
    "registrationTtl",
    "replicationRegion",
    "resourceId",
    "retentionPolicy",
    "rights",
    "roleId",
    "schedule",
    "serviceUri",
    "severity",
    "skipMetricValidation",
    "sku",
    "smsReceivers",
    "startTime",
    "status",
    "subject",
    "suppressionConfig",
    "tags",
    "targetResourceRegion",
    "targetResourceType",
    "threshold",
    "thumbprint",
    "tier",
    "timeAggregation",
    "values",
    "vapidPublicKey",
    "voiceReceivers",
    "webhookReceivers",
    "windowSize",
    "windowsLiveEndpoint",
    "zoneRedundancy",
)

_SPELLED: Final[Mapping[str, str]] = {
    name.lower(): name for name in (*CREDENTIALS, *SECRETS, *IDS, *_OTHERS)
} | {"odata.type": "odataType", "@odata.type": "odataType"}


def spelled(name: str) -> str:
    """Return a name as azure-native spells it; a name that the model does not read is returned unchanged."""
    return _SPELLED.get(name.lower(), name)
