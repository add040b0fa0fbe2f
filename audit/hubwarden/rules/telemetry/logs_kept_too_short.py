"""Logs kept too short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hubwarden import citations
from hubwarden.azure_changes import PUT_MANAGEMENT_POLICY
from hubwarden.context import EstateContext
from hubwarden.facts import LOG_CATEGORIES
from hubwarden.model.base import ResourceId, Undetermined, any_holds
from hubwarden.model.related import settings_on
from hubwarden.model.resources import DiagnosticSetting, Namespace
from hubwarden.model.retention import kept_for
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH509",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        citations.LIFECYCLE,
        citations.WORKSPACE_RETENTION.on("30 days by default"),
        citations.BASELINE,
    ),
    changes=(PUT_MANAGEMENT_POLICY,),
    fix="Let the storage account's management policy or the workspace keep the logs for longer.",
)
def logs_kept_too_short(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """The operational logs of a namespace are deleted earlier than the baseline allows.

    ## Why it matters

    A key that leaked is often noticed months later. Only these logs, if they still exist, then say who read
    it. A diagnostic setting itself no longer says how long: the management policy of the storage account
    does, or the retention of the workspace. Where the workspace's table AzureDiagnostics has days of its
    own, those count. One destination that keeps them is enough.

    For an account or a workspace that no source declares, and for an event hub, the result is undetermined.

    ## Bad example

    With `log_retention_days: 365` in the baseline:

    ```json
    [
      { // its logs are deleted after a month
        "type": "Microsoft.NotificationHubs/namespaces",
        "name": "shop-ns"
      },
      {
        "type": "Microsoft.Insights/diagnosticSettings",
        "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
        "name": "logs",
        "properties": {
          "storageAccountId": "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]",
          "logs": [{"category": "OperationalLogs", "enabled": true}]
        }
      },
      {
        "type": "Microsoft.Insights/diagnosticSettings",
        "scope": "[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', 'shop-ns', 'shop')]",
        "name": "metrics",
        "properties": {
          "workspaceId": "[resourceId('Microsoft.OperationalInsights/workspaces', 'shop')]",
          "metrics": [{"category": "AllMetrics", "enabled": true}]
        }
      },
      {
        "type": "Microsoft.Storage/storageAccounts/managementPolicies",
        "apiVersion": "2023-05-01",
        "name": "shoplogs/default",
        "properties": {
          "policy": {
            "rules": [
              {
                "name": "logs",
                "type": "Lifecycle",
                "definition": {
                  "filters": {"blobTypes": ["appendBlob"], "prefixMatch": ["insights-logs-operationallogs"]},
                  "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 30}}}
                }
              }
            ]
          }
        }
      }
    ]
    ```

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces",
        "name": "shop-ns"
      },
      {
        "type": "Microsoft.Insights/diagnosticSettings",
        "scope": "[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]",
        "name": "logs",
        "properties": {
          "storageAccountId": "[resourceId('Microsoft.Storage/storageAccounts', 'shoplogs')]",
          "logs": [{"category": "OperationalLogs", "enabled": true}]
        }
      },
      {
        "type": "Microsoft.Insights/diagnosticSettings",
        "scope": "[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', 'shop-ns', 'shop')]",
        "name": "metrics",
        "properties": {
          "workspaceId": "[resourceId('Microsoft.OperationalInsights/workspaces', 'shop')]",
          "metrics": [{"category": "AllMetrics", "enabled": true}]
        }
      },
      {
        "type": "Microsoft.Storage/storageAccounts/managementPolicies",
        "apiVersion": "2023-05-01",
        "name": "shoplogs/default",
        "properties": {
          "policy": {
            "rules": [
              {
                "name": "logs",
                "type": "Lifecycle",
                "definition": {
                  "filters": {"blobTypes": ["appendBlob"], "prefixMatch": ["insights-logs-operationallogs"]},
                  "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 400}}}
                }
              }
            ]
          }
        }
      }
    ]
    ```

    ## Remediation

    Raise the days in the management policy (in this project: `hubwarden:logs.retentionDays`) or the
    `retentionInDays` of the workspace or of its table. What is demanded is `log_retention_days` of the environment in the
    baseline; the packaged baseline demands nothing.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:logs:
        retentionDays: 365
    ```

    ## What the fix breaks

    Nothing. Logs that are deleted already do not come back. More storage costs a little more.
    """
    least = ctx.environment(namespace).log_retention_days
    if least is None:
        raise NotApplicable("its environment does not say how long logs must stay")
    sent = settings_on(ctx.estate, namespace, lambda item: item.has_logs(*LOG_CATEGORIES))
    if not sent:
        raise NotApplicable("its logs are sent nowhere, which another rule judges")
    kept = [test for item in sent for test in _destinations(item, ctx, least)]
    if not any_holds(*kept):
        yield Violation(
            f"no destination keeps its operational logs for {least:g} days", at="diagnostics"
        )


def _destinations(
    setting: DiagnosticSetting, ctx: EstateContext, least: float
) -> Iterator[Callable[[], bool]]:
    yield partial(_keeps, lambda: setting.storage, ctx, least)
    yield partial(_keeps, lambda: setting.workspace, ctx, least)
    yield partial(_is_read_elsewhere, setting)


def _keeps(destination: Callable[[], ResourceId | None], ctx: EstateContext, least: float) -> bool:
    id = destination()
    return id is not None and kept_for(ctx.estate, id, least)


def _is_read_elsewhere(setting: DiagnosticSetting) -> bool:
    if not setting.to_event_hub:
        return False
    raise Undetermined(
        "DiagnosticSetting.to_event_hub",
        "how long the reader of the event hub keeps logs is not known",
    )
