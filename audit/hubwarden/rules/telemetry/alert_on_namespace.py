"""Alert on namespace."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ALERT
from hubwarden.context import Context
from hubwarden.model.resources import Alert, watches_hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH508",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(citations.SUPPORTED_METRICS.on("the type of the namespace has none"),),
    changes=(PUT_ALERT,),
    fix="Set the scope of the alert to the hub.",
)
def alert_on_namespace(alert: Alert, _ctx: Context) -> Iterator[Violation]:
    """An alert on a hub's metric is aimed at the namespace.

    ## Why it matters

    Metrics live on the hub; a namespace has none. Such an alert can never fire.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Insights/metricAlerts",
      "apiVersion": "2018-03-01",
      "name": "no-push-arrives",
      "location": "global",
      "properties": {
        "enabled": true,
        "severity": 1,
        "scopes": ["[resourceId('Microsoft.NotificationHubs/namespaces', 'shop-ns')]"], // has no metrics
        "evaluationFrequency": "PT15M",
        "windowSize": "PT1H",
        "criteria": {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          "allOf": [
            {
              "name": "successes",
              "criterionType": "StaticThresholdCriterion",
              "metricName": "outgoing.allpns.success",
              "operator": "LessThan",
              "threshold": 1,
              "timeAggregation": "Total"
            }
          ]
        },
        "actions": [{"actionGroupId": "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"}]
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Insights/metricAlerts",
      "apiVersion": "2018-03-01",
      "name": "no-push-arrives",
      "location": "global",
      "properties": {
        "enabled": true,
        "severity": 1,
        "scopes": ["[resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs', 'shop-ns', 'shop')]"],
        "evaluationFrequency": "PT15M",
        "windowSize": "PT1H",
        "criteria": {
          "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
          "allOf": [
            {
              "name": "successes",
              "criterionType": "StaticThresholdCriterion",
              "metricName": "outgoing.allpns.success",
              "operator": "LessThan",
              "threshold": 1,
              "timeAggregation": "Total"
            }
          ]
        },
        "actions": [{"actionGroupId": "[resourceId('Microsoft.Insights/actionGroups', 'on-call')]"}]
      }
    }
    ```

    ## Remediation

    Make one alert for each hub, with the hub's id as scope.

    ### In the Pulumi program

    The program makes an alert for each hub:

    ```yaml
    config:
      hubwarden:alerts:
        email: push-alerts@lindenmarkt.example
    ```

    ## What the fix breaks

    The alert can fire for the first time. An alert watches one hub: make one for each.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    for scope in alert.scopes:
        parts = scope.text.lower().split("/")
        if parts[-3:-1] == ["microsoft.notificationhubs", "namespaces"]:
            yield Violation(
                f"its scope is namespace {scope.name}, which has no metrics",
                at=f"scopes.{scope.name}",
            )
