"""Alert disabled."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ALERT
from hubwarden.context import Context
from hubwarden.model.resources import Alert, watches_hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH506",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.ALERT_TYPES.on("metric alerts"),
        citations.PROCESSING_RULES.on("a planned silence"),
    ),
    changes=(PUT_ALERT,),
    fix="Enable the alert, or delete it.",
)
def alert_disabled(alert: Alert, _ctx: Context) -> Iterator[Violation]:
    """An alert on a hub is switched off.

    ## Why it matters

    An alert that is switched off looks like protection but is not.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Insights/metricAlerts",
      "apiVersion": "2018-03-01",
      "name": "no-push-arrives",
      "location": "global",
      "properties": {
        "enabled": false, // looks like protection
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

    Set `enabled` to true. For a planned silence use an alert processing rule, which ends by itself.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:alerts:
        enabled: true
        email: push-alerts@lindenmarkt.example
    ```

    ## What the fix breaks

    Whoever is on call gets the alert again, at once if its condition holds.
    """
    if not watches_hub(alert):
        raise NotApplicable("it does not watch a hub")
    if not alert.enabled:
        yield Violation("it is switched off", at="enabled")
