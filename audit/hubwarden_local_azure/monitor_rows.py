"""The rows of Azure Monitor: diagnostic settings, action groups and alerts."""

from __future__ import annotations

from typing import Final

from hubwarden_local_azure.insights import DIAGNOSTIC_SETTINGS, DiagnosticSetting
from hubwarden_local_azure.kinds import EVERYWHERE, Kind, Where, versions
from hubwarden_local_azure.regions import GLOBAL
from hubwarden_local_azure.shapes import (
    ANYTHING,
    FILLED,
    FLAG,
    TEXT,
    Choice,
    ListOf,
    MapOf,
    Text,
    Whole,
    members,
)

_OBJECTS: Final = ListOf(MapOf(ANYTHING))
_GLOBAL: Final = frozenset({GLOBAL})
_RECEIVERS: Final = (
    "emailReceivers",
    "smsReceivers",
    "webhookReceivers",
    "itsmReceivers",
    "azureAppPushReceivers",
    "automationRunbookReceivers",
    "voiceReceivers",
    "logicAppReceivers",
    "azureFunctionReceivers",
    "armRoleReceivers",
    "eventHubReceivers",
)
_ALERT_NAME: Final = r"[^#<>%&:\\?/{}*+]{1,260}"

ROWS: Final = (
    Kind(
        type=DIAGNOSTIC_SETTINGS,
        versions=versions("2016-09-01 2017-05-01-preview 2021-05-01-preview"),
        source="API reference of diagnostic settings (DiagnosticSettings)",
        where=Where.ANYTHING,
        name=_ALERT_NAME,
        properties=members(
            "eventHubAuthorizationRuleId eventHubName logAnalyticsDestinationType "
            "marketplacePartnerId serviceBusRuleId storageAccountId workspaceId",
            logs=ListOf(members("category categoryGroup enabled* retentionPolicy", enabled=FLAG)),
            metrics=ListOf(members("category timeGrain enabled* retentionPolicy", enabled=FLAG)),
        ),
        defaults={"logs": [], "metrics": []},
        tagged=False,
        patch=False,
        created=200,
        behaviour=DiagnosticSetting(),
    ),
    Kind(
        type="Microsoft.Insights/actionGroups",
        versions=versions(
            "2017-04-01 2018-03-01 2018-09-01 2019-03-01 2019-06-01 2021-09-01 2022-04-01 "
            "2022-06-01 2023-01-01 2023-09-01-preview 2024-10-01-preview"
        ),
        source="API reference of action groups (groupShortName has 12 characters at most)",
        where=Where.GROUP,
        name=_ALERT_NAME,
        properties=members(
            f"groupShortName* enabled* {' '.join(_RECEIVERS)} incidentReceivers",
            groupShortName=Text(".{1,12}", says="must have 1 to 12 characters"),
            enabled=FLAG,
        ),
        defaults={name: [] for name in _RECEIVERS},
        envelope=members("identity"),
        places=EVERYWHERE | _GLOBAL,
    ),
    Kind(
        type="Microsoft.Insights/metricAlerts",
        versions=versions("2018-03-01 2024-03-01-preview 2026-01-01"),
        source="API reference of metric alerts (MetricAlertProperties); location is 'global'",
        where=Where.GROUP,
        name=_ALERT_NAME,
        properties=members(
            "criteria* enabled* evaluationFrequency* scopes* severity* windowSize* actions "
            "description targetResourceRegion targetResourceType lastUpdatedTime! isMigrated!",
            criteria=MapOf(ANYTHING),
            enabled=FLAG,
            scopes=ListOf(FILLED),
            severity=Whole(0, 4),
            autoMitigate=FLAG,
            actions=_OBJECTS,
        ),
        defaults={"autoMitigate": True, "actions": []},
        envelope=members("identity"),
        places=_GLOBAL,
        created=200,
    ),
    Kind(
        type="Microsoft.Insights/scheduledQueryRules",
        versions=versions(
            "2018-04-16 2020-05-01-preview 2021-02-01-preview 2021-08-01 2022-06-15 "
            "2022-08-01-preview 2023-03-15-preview 2023-12-01 2024-01-01-preview "
            "2025-01-01-preview 2026-03-01"
        ),
        source="API reference of scheduled query rules (ScheduledQueryRuleProperties, from 2021 on)",
        where=Where.GROUP,
        name=_ALERT_NAME,
        properties=members(
            "criteria* scopes* actions description displayName evaluationFrequency "
            "windowSize overrideQueryTimeRange targetResourceTypes muteActionsDuration "
            "createdWithApiVersion! isLegacyLogAnalyticsRule! isWorkspaceAlertsStorageConfigured! "
            "checkWorkspaceAlertsStorageConfigured skipQueryValidation ruleResolveConfiguration "
            "resolveConfiguration",
            criteria=MapOf(ANYTHING),
            scopes=ListOf(FILLED),
            enabled=FLAG,
            severity=Whole(0, 4),
            autoMitigate=FLAG,
            actions=MapOf(ANYTHING),
        ),
        defaults={"enabled": True, "autoMitigate": True},
        envelope=members("kind identity", kind=TEXT),
        places=EVERYWHERE,
        system_data=True,
        etag=True,
    ),
    Kind(
        type="Microsoft.AlertsManagement/actionRules",
        versions=versions(
            "2018-11-02-privatepreview 2019-05-05-preview 2021-08-08-preview 2021-08-08 "
            "2023-05-01-preview 2024-03-01-preview"
        ),
        source="API reference of alert processing rules (AlertProcessingRuleProperties, 2021-08-08)",
        where=Where.GROUP,
        name=_ALERT_NAME,
        properties=members(
            "scopes* actions* conditions schedule description",
            scopes=ListOf(FILLED),
            actions=ListOf(
                members(
                    "actionType* actionGroupIds",
                    actionType=Choice(("AddActionGroups", "RemoveAllActionGroups")),
                )
            ),
            conditions=_OBJECTS,
            enabled=FLAG,
        ),
        defaults={"enabled": True},
        places=_GLOBAL,
        created=201,
        system_data=True,
    ),
    Kind(
        type="Microsoft.Insights/activityLogAlerts",
        versions=versions("2017-04-01 2020-10-01 2023-01-01-preview 2026-01-01"),
        source="API reference of activity log alerts (AlertRuleProperties); location is 'global'",
        where=Where.GROUP,
        name=_ALERT_NAME,
        properties=members(
            "scopes* condition* actions* description tenantScope",
            scopes=ListOf(FILLED),
            condition=MapOf(ANYTHING),
            actions=MapOf(ANYTHING),
            enabled=FLAG,
        ),
        defaults={"enabled": True},
        places=_GLOBAL,
    ),
)
