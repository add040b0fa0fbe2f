"""The calls that read telemetry: what Azure Monitor counted, and what is exported of it to workspaces.

Sources: the OpenAPI documents of metrics batch (2024-02-01) and of metric definitions; "Azure Monitor Log
Analytics API", "Manage access to Log Analytics workspaces" for the permissions.
"""

from __future__ import annotations

from typing import Final

from hubwarden.sources.azure.azure_call import Call

DEFINITIONS: Final = Call(
    "which metrics a hub has",
    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.NotificationHubs/"
    "namespaces/{namespace}/notificationHubs/{hub}/providers/Microsoft.Insights/metricDefinitions",
    "2024-02-01",
    "Microsoft.Insights/metricDefinitions/read",
    ("histories",),
    per="subscription and region with hubs (only diagnose)",
)
METRICS: Final = Call(
    "metrics of hubs",
    "/subscriptions/{subscription}/metrics:getBatch",
    "2024-02-01",
    "Microsoft.Insights/metrics/read",
    ("histories",),
    answer="metrics",
    method="POST",
    per="50 hubs of one subscription and region, and per 20 metrics (only diagnose)",
    service="metrics",
)
LOGS: Final = Call(
    "exported metrics of hubs",
    "/v1/workspaces/{workspace}/query",
    "",
    "Microsoft.OperationalInsights/workspaces/query/read",
    ("histories",),
    answer="rows",
    method="POST",
    per="120,000 counts of hubs in up to 100 workspaces (only diagnose --telemetry logs)",
    service="logs",
    also="Microsoft.OperationalInsights/workspaces/query/AzureMetrics/read",
)
